/** Under `npm run dev` the window shows a new build of the interface as soon as there is one. */
import { watchFile } from 'node:fs'
import { join } from 'node:path'
import type { BrowserWindow } from 'electron'

const LOOK_EVERY_MS = 300

/** Watches the page of a build; does nothing anywhere else than under `npm run dev`. */
export function reloadWhenBuilt(bundle: string, window: () => BrowserWindow | undefined): void {
  if (process.env['GEMINI_BALANCE_DEV'] === undefined) return
  watchFile(join(bundle, 'index.html'), { interval: LOOK_EVERY_MS, persistent: false }, (page) => {
    // While it is being built it is not there.
    if (page.mtimeMs > 0) window()?.webContents.reload()
  })
}
