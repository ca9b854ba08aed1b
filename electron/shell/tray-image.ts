/** Which picture the tray shows on which system (peers §6). */
import type { TrayIcon } from './tray-model.ts'

/**
 * File name below `resources/tray/`. macOS colours a template itself; Windows wants an icon in many
 * sizes for its light or dark taskbar; on Linux nobody tells what the panel is like, so one picture
 * stands out from either.
 */
export function trayImageName(icon: TrayIcon, platform: NodeJS.Platform, isDark: boolean): string {
  if (platform === 'darwin') return `${icon}Template.png`
  if (platform === 'win32') return `${icon}-${isDark ? 'dark' : 'light'}.ico`
  return `${icon}.png`
}
