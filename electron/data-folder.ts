/** Where the headless service keeps its data unless told otherwise (design §5.5). */
import { posix, win32 } from 'node:path'

/**
 * The default data folder of a platform, given its environment and the home folder: XDG on Linux,
 * Application Support on macOS, roaming AppData on Windows.
 */
export function defaultDataFolder(
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
  homeFolder: string,
): string {
  if (platform === 'win32') {
    const appData = environment['APPDATA']
    const roaming = appData && win32.isAbsolute(appData) ? appData : undefined
    return win32.join(roaming ?? win32.join(homeFolder, 'AppData', 'Roaming'), 'Gemini Balance')
  }
  if (platform === 'darwin') {
    return posix.join(homeFolder, 'Library', 'Application Support', 'Gemini Balance')
  }
  // The XDG base directory specification has relative paths ignored.
  const xdg = environment['XDG_DATA_HOME']
  const data = xdg && posix.isAbsolute(xdg) ? xdg : posix.join(homeFolder, '.local', 'share')
  return posix.join(data, 'gemini-balance')
}
