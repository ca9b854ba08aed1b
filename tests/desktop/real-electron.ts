/** The app on Electron itself, driven by Playwright, wherever Electron's program is there. */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import { freePort } from './start-app.ts'

const root = join(import.meta.dirname, '..', '..')
const programs: Readonly<Record<string, string>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
}
const folder =
  process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(root, 'node_modules', 'electron', 'dist')
const program = join(folder, programs[process.platform] ?? 'electron')

/** Why nothing can be tried on Electron here; undefined when it can. */
export function whyNotElectron(): string | undefined {
  if (!existsSync(program)) return 'skipped: Electron’s program is not here'
  const { DISPLAY, WAYLAND_DISPLAY } = process.env
  const hasDisplay = process.platform !== 'linux' || (DISPLAY ?? WAYLAND_DISPLAY) !== undefined
  return hasDisplay ? undefined : 'skipped: there is no display'
}

export interface ElectronRun {
  readonly app: ElectronApplication
  readonly page: Page
  readonly port: number
  /** Starts the program once more and gives its exit code. */
  startAgain(): Promise<number | null>
  [Symbol.asyncDispose](): Promise<void>
}

/** Starts the demo with a data folder of its own; the window is there and the port is bound. */
export async function startElectron(): Promise<ElectronRun> {
  const dataDir = mkdtempSync(join(tmpdir(), 'gemini-balance-electron-'))
  const port = await freePort()
  const settings = { port, requireToken: false, appLanguage: 'en', notificationsEnabled: false }
  writeFileSync(join(dataDir, 'settings.json'), JSON.stringify(settings))
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const args = [...sandbox, `--user-data-dir=${dataDir}`, root, '--demo']
  const app = await _electron.launch({ executablePath: program, args })
  const page = await app.firstWindow()
  return {
    app,
    page,
    port,
    startAgain: () =>
      new Promise((resolve) => {
        spawn(program, args, { stdio: 'ignore' }).once('exit', resolve)
      }),
    async [Symbol.asyncDispose]() {
      await app.close().catch(() => undefined)
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 10 })
    },
  }
}
