/** Puts a tray model on the screen; the same model twice changes nothing. */
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { Menu, type MenuItemConstructorOptions, nativeImage, nativeTheme, Tray } from 'electron'
import { trayImageName } from './tray-image.ts'
import type { TrayCommand, TrayModel, TrayRow } from './tray-model.ts'

export interface AppTray {
  apply(model: TrayModel): void
  /** Windows keeps a ghost of an icon that was not destroyed. */
  destroy(): void
}

export interface AppTrayParts {
  /** Folder with the rendered icons. */
  images: string
  platform: NodeJS.Platform
  onCommand(command: TrayCommand): void
}

/** Makes the tray icon. Throws where the system has no place for one. */
export function createAppTray({ images, platform, onCommand }: AppTrayParts): AppTray {
  let shown: { model: TrayModel; isDark: boolean } | undefined
  let tray: Tray | undefined

  const imageOf = (model: TrayModel, isDark: boolean) =>
    nativeImage.createFromPath(join(images, trayImageName(model.icon, platform, isDark)))

  const apply = (model: TrayModel) => {
    const isDark = nativeTheme.shouldUseDarkColors
    if (isDeepStrictEqual(shown, { model, isDark })) return
    const image = imageOf(model, isDark)
    if (tray === undefined) {
      tray = new Tray(image)
      // macOS opens the menu on a click by itself; elsewhere a click is for the window.
      if (platform !== 'darwin') tray.on('click', () => onCommand({ do: 'open' }))
    } else if (shown?.model.icon !== model.icon || shown.isDark !== isDark) tray.setImage(image)
    tray.setToolTip(model.tooltip)
    // Set anew each time: on Linux a changed item does not show otherwise.
    tray.setContextMenu(Menu.buildFromTemplate(model.rows.map((row) => itemOf(row, onCommand))))
    shown = { model, isDark }
  }
  const onTheme = () => {
    if (shown !== undefined) apply(shown.model)
  }
  nativeTheme.on('updated', onTheme)
  return {
    apply,
    destroy() {
      nativeTheme.off('updated', onTheme)
      tray?.destroy()
      tray = undefined
    },
  }
}

function itemOf(row: TrayRow, onCommand: AppTrayParts['onCommand']): MenuItemConstructorOptions {
  if (row.kind === 'separator') return { type: 'separator' }
  const { label, command, checked, rows } = row
  if (rows !== undefined) {
    return { label, submenu: rows.map((inner) => itemOf(inner, onCommand)) }
  }
  return {
    // One ampersand would underline the letter after it.
    label: label.replaceAll('&', '&&'),
    enabled: command !== undefined,
    ...(checked !== undefined && { type: 'checkbox' as const, checked }),
    ...(command !== undefined && { click: () => onCommand(command) }),
  }
}
