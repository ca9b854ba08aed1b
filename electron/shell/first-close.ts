/** The first time the window is closed a person is told that the service goes on, and can end it. */
import type { BrowserWindow, MessageBoxOptions } from 'electron'
import type { Speaker } from './words.ts'

export interface FirstCloseParts {
  /** Outlives the app. */
  remembered: { get(name: string): unknown; set(name: string, value: unknown): void }
  platform: NodeJS.Platform
  say(): Speaker
  /** Electron's. */
  dialog: {
    showMessageBox(window: BrowserWindow, options: MessageBoxOptions): Promise<{ response: number }>
  }
}

/** The question, which is asked once in the life of an installation. */
export function createFirstClose({ remembered, platform, say, dialog }: FirstCloseParts) {
  return {
    /**
     * @param window is still in sight
     * @param hasTray whether it goes into the tray; else it is minimized
     */
    async ask(window: BrowserWindow, hasTray: boolean): Promise<'put-away' | 'quit'> {
      if (remembered.get('toldOfTray') === true) return 'put-away'
      remembered.set('toldOfTray', true)
      const { response } = await dialog.showMessageBox(window, question(say(), platform, hasTray))
      return response === 1 ? 'quit' : 'put-away'
    },
  }
}

function question(say: Speaker, platform: NodeJS.Platform, hasTray: boolean): MessageBoxOptions {
  const whereTo = platform === 'darwin' ? 'stillRunningMac' : 'stillRunning'
  return {
    type: 'info',
    message: say('stillRunningTitle'),
    detail: say(hasTray ? whereTo : 'noTray'),
    buttons: [say('keepRunning'), say('quit')],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  }
}
