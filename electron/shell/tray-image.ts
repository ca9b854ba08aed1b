/** Which picture the tray shows on which system (peers §6). */
import type { TrayIcon } from './tray-model.ts'

/**
 * File name below `resources/tray/`. macOS colours a template itself; Windows wants an icon in many
 * sizes for its light or dark taskbar; Linux panels are dark unless the theme is light.
 */
export function trayImageName(icon: TrayIcon, platform: NodeJS.Platform, isDark: boolean): string {
  if (platform === 'darwin') return `${icon}Template.png`
  const ground = isDark || platform === 'linux' ? 'dark' : 'light'
  return platform === 'win32' ? `${icon}-${ground}.ico` : `${icon}-${ground}.png`
}
