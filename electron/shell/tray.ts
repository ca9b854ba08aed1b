/** Puts a tray model on the screen; the same model twice changes nothing. */
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { Menu, nativeImage, nativeTheme, Tray } from 'electron'
import { trayImageName } from './tray-image.ts'
import { trayMenu } from './tray-menu.ts'
import type { TrayCommand, TrayModel } from './tray-model.ts'

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

/** Under this macOS remembers where in the menu bar a person has put the icon. */
const PLACE_ID = '5b0d3c1e-6f0e-4c5e-9a55-2f3a7a1c8d46'

/** Makes the tray icon. Throws where the system has no place for one. */
export function createAppTray({ images, platform, onCommand }: AppTrayParts): AppTray {
  let shown: { model: TrayModel; isDark: boolean } | undefined
  let tray: Tray | undefined

  const imageOf = (model: TrayModel, isDark: boolean) =>
    nativeImage.createFromPath(join(images, trayImageName(model.icon, platform, isDark)))

  const apply = (model: TrayModel) => {
    // The taskbar's own theme: windows may have another one, and ours may be set apart.
    const isDark = nativeTheme.shouldUseDarkColorsForSystemIntegratedUI
    if (isDeepStrictEqual(shown, { model, isDark })) return
    const image = imageOf(model, isDark)
    if (tray === undefined) {
      tray = platform === 'darwin' ? new Tray(image, PLACE_ID) : new Tray(image)
      // macOS opens the menu on a click by itself; elsewhere a click is for the window.
      if (platform !== 'darwin') tray.on('click', () => onCommand({ do: 'open' }))
    } else if (shown?.model.icon !== model.icon || shown.isDark !== isDark) tray.setImage(image)
    tray.setToolTip(model.tooltip)
    shown = { model, isDark }
    setMenu()
  }
  /** Set anew each time: on Linux a changed item does not show otherwise. */
  const setMenu = () => {
    const rows = trayMenu(shown?.model.rows ?? [], (command) => {
      onCommand(command)
      // The system ticks a box that is clicked whatever comes of it; the state alone says what is so.
      setMenu()
    })
    tray?.setContextMenu(Menu.buildFromTemplate(rows))
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
