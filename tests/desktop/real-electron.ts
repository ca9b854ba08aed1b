/** The app on Electron itself, driven by Playwright, wherever Electron's program is there. */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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

/** A data folder that lives on from one start to the next. */
export interface ElectronHome {
  readonly port: number
  settings(): Record<string, unknown>
  start(options?: { flags?: readonly string[] }): Promise<ElectronRun>
  [Symbol.dispose](): void
}

export interface ElectronRun {
  readonly app: ElectronApplication
  readonly page: Page
  /** Starts the program once more and gives its exit code. */
  startAgain(): Promise<number | null>
  /** Quits as a person does; rejects when that takes longer than three seconds. */
  quit(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * A new data folder. Every start runs the demo, whose secrets are kept in no keychain: a test must
 * not touch that of whoever runs it.
 */
export async function createElectronHome(settings: object = {}): Promise<ElectronHome> {
  const dataDir = mkdtempSync(join(tmpdir(), 'gemini-balance-electron-'))
  const port = await freePort()
  const path = join(dataDir, 'settings.json')
  const usual = { port, requireToken: false, appLanguage: 'en', notificationsEnabled: false }
  writeFileSync(path, JSON.stringify({ ...usual, ...settings }))
  // Nobody could answer the question of the first close.
  writeFileSync(join(dataDir, 'window.json'), JSON.stringify({ toldOfTray: true }))
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return {
    port,
    settings: () => JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>,
    start: ({ flags = [] } = {}) =>
      launch([...sandbox, `--user-data-dir=${dataDir}`, root, '--demo', ...flags]),
    [Symbol.dispose]: () => rmSync(dataDir, { recursive: true, force: true, maxRetries: 10 }),
  }
}

async function launch(args: string[]): Promise<ElectronRun> {
  const app = await _electron.launch({ executablePath: program, args })
  const page = await app.firstWindow()
  return {
    app,
    page,
    startAgain: () =>
      new Promise((resolve) => {
        spawn(program, args, { stdio: 'ignore' }).once('exit', resolve)
      }),
    async quit() {
      const closed = app.waitForEvent('close', { timeout: 3000 })
      await app.evaluate(({ app: electron }) => electron.quit()).catch(() => undefined)
      await closed
    },
    async [Symbol.asyncDispose]() {
      await app.close().catch(() => undefined)
    },
  }
}
