/** Starting with the session: read from the system and written to it, never remembered by us. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { app } from 'electron'

/** Tells the started app to stay in the tray. */
export const HIDDEN_FLAG = '--hidden'

export interface Autostart {
  isOn(): boolean
  /** Throws Node's error where the system does not let us. */
  set(on: boolean): void
}

export interface AutostartParts {
  platform: NodeJS.Platform
  isPackaged: boolean
  environment: Readonly<Record<string, string | undefined>>
  home: string
  execPath: string
}

/** Undefined where nothing of lasting value could be started: an app that runs from its sources. */
export function createAutostart(parts: AutostartParts): Autostart | undefined {
  if (!parts.isPackaged) return undefined
  return parts.platform === 'linux' ? xdgAutostart(parts) : loginItem(parts.platform)
}

function loginItem(platform: NodeJS.Platform): Autostart {
  // Windows finds an entry again only under the very arguments it was written with.
  const query = platform === 'win32' ? { args: [HIDDEN_FLAG] } : {}
  return {
    isOn() {
      const { openAtLogin, executableWillLaunchAtLogin } = app.getLoginItemSettings(query)
      // The task manager of Windows can switch an entry off without removing it.
      return platform === 'win32' ? executableWillLaunchAtLogin : openAtLogin
    },
    set(on) {
      app.setLoginItemSettings({ openAtLogin: on, ...query })
    },
  }
}

function xdgAutostart({ environment, home, execPath }: AutostartParts): Autostart {
  const config = environment['XDG_CONFIG_HOME'] ?? join(home, '.config')
  const path = join(config, 'autostart', 'gemini-balance.desktop')
  // An AppImage runs from a mount that is another one each time.
  const command = environment['APPIMAGE'] ?? execPath
  return {
    isOn: () => existsSync(path),
    set(on) {
      if (!on) return rmSync(path, { force: true })
      mkdirSync(dirname(path), { recursive: true })
      return writeFileSync(path, desktopEntry(command))
    },
  }
}

/** A desktop entry that starts a program in the tray (freedesktop.org, Desktop Entry, 1.5). */
export function desktopEntry(command: string): string {
  const quoted = command.replaceAll(/["`$\\]/g, (sign) => `\\${sign}`).replaceAll('%', '%%')
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Gemini Balance',
    `Exec="${quoted.replaceAll('\\', '\\\\')}" ${HIDDEN_FLAG}`,
    'Icon=gemini-balance-desktop',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n')
}
