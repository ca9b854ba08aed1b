/** What the interface can ask of a desktop and of nothing else. */
import { copyFile, mkdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { app, dialog, shell } from 'electron'
import type { DesktopAbilities } from '../console/app-handlers.ts'
import type { Listener } from '../listener.ts'
import type { Autostart } from './autostart.ts'
import { HIDDEN_FLAG } from './autostart.ts'

/** Answers from the built-in emulator instead of Google. */
export const DEMO_FLAG = '--demo'

export interface DesktopAbilityParts {
  dataDir: string
  updates: DesktopAbilities['updates']
  /** Undefined where nothing of lasting value could be started. */
  autostart: Autostart | undefined
  /** The service is built with these abilities, so it is asked for when they are used. */
  listener(): Listener
}

/** The abilities, for the service to be built with. */
export function createDesktopAbilities(parts: DesktopAbilityParts): DesktopAbilities {
  const { dataDir, updates, autostart, listener } = parts
  return {
    start: () => listener().start(),
    stop: () => listener().stop(),
    updates,
    ...(autostart !== undefined && { autostart }),
    restart,
    openFolder: async (folder) => {
      const path = folder === 'data' ? dataDir : join(dataDir, folder)
      // Some are only made when there is something to put into them.
      await mkdir(path, { recursive: true })
      return (await shell.openPath(path)) === ''
    },
    saveCopy,
    openLink: async (url) => {
      await shell.openExternal(url)
      return true
    },
  }
}

/** Ends in order, and lets Electron start the app anew when it has ended. */
function restart(demo: boolean): void {
  const flags = process.argv.slice(1).filter((flag) => flag !== DEMO_FLAG && flag !== HIDDEN_FLAG)
  app.relaunch({
    args: demo ? [...flags, DEMO_FLAG] : flags,
    // What runs inside an AppImage is gone once that has ended.
    execPath: process.env['APPIMAGE'] ?? process.execPath,
  })
  // The answer to the call that asked for it goes out first.
  setImmediate(() => app.quit())
}

/** Asks where to put a copy of a file, and puts it there. */
async function saveCopy(path: string): Promise<boolean> {
  const defaultPath = join(app.getPath('downloads'), basename(path))
  const { canceled, filePath } = await dialog.showSaveDialog({ defaultPath })
  if (canceled || filePath === '') return false
  await copyFile(path, filePath)
  return true
}
