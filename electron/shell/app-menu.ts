/**
 * The menu of the application (pure). Without Edit there is no copying and pasting by keyboard on
 * macOS; elsewhere it is hidden until Alt is pressed. Electron's own labels are English only, so
 * every row has one of ours.
 */
import type { MenuItemConstructorOptions as Item } from 'electron'
import type { Speaker } from './words.ts'

/** What the rows of ours do. */
export type MenuActions = Record<
  'settings' | 'updates' | 'guide' | 'connect' | 'log' | 'diagnostics',
  () => void
>

export interface AppMenuParts {
  platform: NodeJS.Platform
  /** False adds what developers need. */
  isPackaged: boolean
  say: Speaker
  actions: MenuActions
}

const separator: Item = { type: 'separator' }

/** What Electron builds the menu from. */
export function appMenu(parts: AppMenuParts): Item[] {
  const { platform, say } = parts
  const isMac = platform === 'darwin'
  const edit: Item = { label: say('edit'), submenu: editRows(say, isMac) }
  const view: Item = { label: say('view'), submenu: viewRows(parts) }
  const help: Item = { role: 'help', label: say('help'), submenu: helpRows(parts) }
  if (!isMac) return [{ label: say('file'), submenu: fileRows(parts) }, edit, view, help]
  return [
    { role: 'appMenu', submenu: macAppRows(parts) },
    { label: say('file'), submenu: [{ role: 'close', label: say('closeWindow') }] },
    edit,
    view,
    { role: 'windowMenu', label: say('window'), submenu: macWindowRows(say) },
    help,
  ]
}

function settingsRow({ say, actions }: AppMenuParts): Item {
  return { label: say('settings'), accelerator: 'CommandOrControl+,', click: actions.settings }
}

function updatesRow({ say, actions }: AppMenuParts): Item {
  return { label: say('lookForUpdates'), click: actions.updates }
}

function fileRows(parts: AppMenuParts): Item[] {
  const { say } = parts
  return [
    settingsRow(parts),
    updatesRow(parts),
    separator,
    { role: 'close', label: say('closeWindow') },
    { role: 'quit', label: say('quit') },
  ]
}

function macAppRows(parts: AppMenuParts): Item[] {
  const { say } = parts
  return [
    { role: 'about', label: say('about') },
    updatesRow(parts),
    separator,
    settingsRow(parts),
    separator,
    { role: 'services', label: say('services') },
    separator,
    { role: 'hide', label: say('hideApp') },
    { role: 'hideOthers', label: say('hideOthers') },
    { role: 'unhide', label: say('showAll') },
    separator,
    { role: 'quit', label: say('quit') },
  ]
}

function macWindowRows(say: Speaker): Item[] {
  return [
    { role: 'minimize', label: say('minimize') },
    { role: 'zoom', label: say('zoom') },
    separator,
    { role: 'front', label: say('bringToFront') },
  ]
}

function editRows(say: Speaker, isMac: boolean): Item[] {
  return [
    { role: 'undo', label: say('undo') },
    { role: 'redo', label: say('redo') },
    separator,
    { role: 'cut', label: say('cut') },
    { role: 'copy', label: say('copy') },
    { role: 'paste', label: say('paste') },
    ...(isMac ? [{ role: 'pasteAndMatchStyle' as const, label: say('pasteAsText') }] : []),
    { role: 'delete', label: say('delete') },
    { role: 'selectAll', label: say('selectAll') },
  ]
}

function viewRows({ say, isPackaged }: AppMenuParts): Item[] {
  const rows: Item[] = [
    { role: 'resetZoom', label: say('actualSize') },
    { role: 'zoomIn', label: say('zoomIn') },
    { role: 'zoomOut', label: say('zoomOut') },
    separator,
    { role: 'togglefullscreen', label: say('fullScreen') },
  ]
  return isPackaged ? rows : [...rows, { role: 'reload' }, { role: 'toggleDevTools' }]
}

function helpRows({ platform, say, actions }: AppMenuParts): Item[] {
  const rows: Item[] = [
    { label: say('guide'), click: actions.guide },
    { label: say('connectClient'), click: actions.connect },
    { label: say('serviceLog'), click: actions.log },
    { label: say('copyDiagnostics'), click: actions.diagnostics },
  ]
  // On macOS it stands in the app's own menu.
  const about: Item = { role: 'about', label: say('about') }
  return platform === 'darwin' ? rows : [...rows, separator, about]
}
