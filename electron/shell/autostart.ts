/** Starting with the session: read from the system and written to it, never remembered by us. */
import type { App } from 'electron'
import type { LaunchAtLogin } from '../shared/contract/app.ts'
import { createListeners } from '../shared/listeners.ts'
import { createXdgEntry } from './xdg-autostart.ts'

/** Tells the started app to stay in the tray. */
export const HIDDEN_FLAG = '--hidden'

/** An entry of the system's, whatever kind it has. */
export interface LoginEntry {
  state(): LaunchAtLogin
  /** Throws Node's error where the system does not let us. */
  set(on: boolean): void
}

export interface Autostart {
  state(): LaunchAtLogin
  /** Gives what the system made of it. Throws Node's error where it does not let us. */
  set(on: boolean): LaunchAtLogin
  onChange(listener: () => void): () => void
}

export interface AutostartParts {
  platform: NodeJS.Platform
  isPackaged: boolean
  environment: Readonly<Record<string, string | undefined>>
  home: string
  execPath: string
  /** Electron's way, of macOS and Windows. */
  loginItems: Pick<App, 'getLoginItemSettings' | 'setLoginItemSettings'>
  nowMs(): number
  /** Told in one sentence when an entry that is out of date cannot be put right. */
  onProblem(message: string): void
}

/** Asking the system takes its time, and the tray wants to know with every change of anything. */
const FRESH_MS = 2000

/** Undefined where nothing of lasting value could be started: an app that runs from its sources. */
export function createAutostart(parts: AutostartParts): Autostart | undefined {
  if (!parts.isPackaged) return undefined
  const entry = entryOf(parts)
  const changes = createListeners<void>()
  let known: { state: LaunchAtLogin; atMs: number } | undefined
  const read = (): LaunchAtLogin => {
    known = { state: entry.state(), atMs: parts.nowMs() }
    return known.state
  }
  return {
    state: () =>
      known !== undefined && Math.abs(parts.nowMs() - known.atMs) < FRESH_MS ? known.state : read(),
    set(on) {
      entry.set(on)
      const state = read()
      changes.notify()
      return state
    },
    onChange: (listener) => changes.add(listener),
  }
}

function entryOf(parts: AutostartParts): LoginEntry {
  const { platform, environment, home, execPath, loginItems, onProblem } = parts
  if (platform !== 'linux') return loginItem(loginItems, platform)
  // An AppImage runs from a mount that is another one each time.
  const command = environment['APPIMAGE'] ?? execPath
  return createXdgEntry({ environment, home, command, flag: HIDDEN_FLAG, onProblem })
}

function loginItem(items: AutostartParts['loginItems'], platform: NodeJS.Platform): LoginEntry {
  // Windows finds an entry again only under the very arguments it was written with.
  const query = platform === 'win32' ? { args: [HIDDEN_FLAG] } : {}
  return {
    state() {
      const { openAtLogin, executableWillLaunchAtLogin, status } = items.getLoginItemSettings(query)
      if (platform === 'darwin' && status === 'requires-approval') return 'needs-approval'
      // The task manager of Windows can switch an entry off without removing it.
      const isOn = platform === 'win32' ? executableWillLaunchAtLogin : openAtLogin
      return isOn ? 'on' : 'off'
    },
    set(on) {
      items.setLoginItemSettings({ openAtLogin: on, ...query })
    },
  }
}
