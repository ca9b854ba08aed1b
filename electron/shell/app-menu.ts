/**
 * The menu of the application. Without Edit there is no copying and pasting by keyboard on macOS;
 * elsewhere it is hidden until Alt is pressed.
 */
import type { MenuItemConstructorOptions } from 'electron'
import type { Speaker } from './words.ts'

/** What Electron builds the menu from. */
export function appMenu(
  platform: NodeJS.Platform,
  isPackaged: boolean,
  say: Speaker,
  open: Record<'settings' | 'updates' | 'guide' | 'connect' | 'log', () => void>,
): MenuItemConstructorOptions[] {
  const settings: MenuItemConstructorOptions = {
    label: say('settings'),
    accelerator: 'CommandOrControl+,',
    click: open.settings,
  }
  const updates: MenuItemConstructorOptions = { label: say('lookForUpdates'), click: open.updates }
  const edit: MenuItemConstructorOptions = {
    label: say('edit'),
    submenu: [
      { role: 'undo' },
      { role: 'redo' },
      { type: 'separator' },
      { role: 'cut' },
      { role: 'copy' },
      { role: 'paste' },
      { role: 'selectAll' },
    ],
  }
  const view: MenuItemConstructorOptions = {
    label: say('view'),
    submenu: [
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      { type: 'separator' },
      { role: 'togglefullscreen' },
      ...(isPackaged ? [] : [{ role: 'reload' as const }, { role: 'toggleDevTools' as const }]),
    ],
  }
  const help: MenuItemConstructorOptions = {
    role: 'help',
    label: say('help'),
    submenu: [
      { label: say('guide'), click: open.guide },
      { label: say('connectClient'), click: open.connect },
      { label: say('serviceLog'), click: open.log },
    ],
  }
  if (platform === 'darwin') {
    return [
      {
        role: 'appMenu',
        submenu: [
          { role: 'about' },
          updates,
          { type: 'separator' },
          settings,
          { type: 'separator' },
          { role: 'hide' },
          { role: 'hideOthers' },
          { role: 'unhide' },
          { type: 'separator' },
          { role: 'quit' },
        ],
      },
      edit,
      view,
      { role: 'windowMenu', label: say('window') },
      help,
    ]
  }
  return [
    { label: say('file'), submenu: [settings, updates, { type: 'separator' }, { role: 'quit' }] },
    edit,
    view,
    help,
  ]
}
