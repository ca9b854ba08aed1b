/** The desktop app's production bundles on the Electron double, in a session with a real keyring. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import type { Desk, MenuText, Order } from './double/control.ts'
import { unlockKeyring } from './unlock-keyring.ts'
import { endProcesses, processesWith } from './processes.ts'

const root = join(import.meta.dirname, '..', '..')
const CHROMIUM = '/usr/bin/chromium'
/** How long something is waited for that takes a moment; a busy machine takes many. */
export const PATIENCE_MS = 30_000

/** Why the suite cannot run here; undefined when it can. */
export function whySkipped(): string | undefined {
  if (process.platform !== 'linux') return 'skipped: the double needs a Linux keyring'
  if (!existsSync(CHROMIUM)) return 'skipped: chromium is not installed'
  for (const program of ['dbus-run-session', 'gnome-keyring-daemon']) {
    if (spawnSync(program, ['--version']).error) return `skipped: ${program} is not installed`
  }
  return undefined
}

export interface AppOptions {
  args?: readonly string[]
  language?: string
  /** Origin that answers in place of GitHub. */
  github?: string
  /** Whether the desktop shows tray icons; true where it is left out. */
  hasTray?: boolean
  /** In what state the keyring is; open where it is left out. */
  keyring?: 'open' | 'locked' | 'none'
  /** The system that the app takes this one for. */
  platform?: 'darwin' | 'win32'
  /** Whether the app takes itself for an installed one; false where it is left out. */
  isPackaged?: boolean
}

export interface RunningApp {
  readonly stderr: string
  look(): Promise<Desk>
  tell(order: Order): Promise<unknown>
  /** Looks until something holds; rejects when patience is over, with what it saw last. */
  until<Found>(what: (desk: Desk) => Found | undefined | false): Promise<Found>
  /** Ends a wait of the app of exactly that length, as soon as it waits so long. */
  ring(delayMs: number | undefined): Promise<void>
  /** The page of the window. */
  page(): Promise<Page>
  /** Closes the window as a person does, who lets the service go on. */
  close(): Promise<unknown>
  /** Quits as a person does and waits for the end. */
  quit(): Promise<number | null>
  readonly exited: Promise<number | null>
  /** What the desk looked like when the app ended by itself. */
  readonly last: Desk | undefined
  /** Waits until the tray says that the service can be reached at this port. */
  running(port: number): Promise<unknown>
  /** Ids of all that was started for the app: its own process, keyring, D-Bus and browser. */
  processes(): number[]
  [Symbol.asyncDispose](): Promise<void>
}

/** A person's home: keyring and data folder live on from one start of the app to the next. */
export interface Home {
  readonly dataDir: string
  /** Writes what the app finds in its settings at the start. */
  settle(settings: object): void
  /** What its settings hold now. */
  settings(): object
  start(options?: AppOptions): RunningApp
  /** Unlocks the keyring of the session that runs, as signing in does. */
  unlockKeyring(): Promise<void>
  /** Files of the data folder that contain a text. */
  filesWith(text: string): string[]
  [Symbol.dispose](): void
}

/** A new home, empty. */
export function createHome(): Home {
  const folder = mkdtempSync(join(tmpdir(), 'gemini-balance-desktop-'))
  const dataDir = join(folder, 'data')
  mkdirSync(dataDir)
  return {
    dataDir,
    settle: (settings) => writeFileSync(join(dataDir, 'settings.json'), JSON.stringify(settings)),
    settings: () => JSON.parse(readFileSync(join(dataDir, 'settings.json'), 'utf8')) as object,
    start: (options = {}) => startApp(folder, dataDir, options),
    unlockKeyring: () => unlockKeyring(join(folder, 'tmp', 'keyring', 'control'), 'password\n'),
    filesWith: (text) =>
      readdirSync(dataDir, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => join(parentPath, name))
        .filter((path) => readFileSync(path).includes(text)),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }),
  }
}

function startApp(home: string, dataDir: string, options: AppOptions): RunningApp {
  const debugPort = freePort()
  const mark = randomUUID()
  const started = debugPort.then((port) =>
    launch(home, { dataDir, debugPort: port, mark }, options),
  )
  const control = started.then(createControl)
  let said = ''
  const listen = async () => {
    const { stdout, stderr } = await started
    for (const stream of [stdout, stderr]) {
      stream?.on('data', (data: Buffer) => (said += data.toString()))
    }
  }
  void listen()
  const exited = started.then(
    (child) => new Promise<number | null>((resolve) => child.once('exit', resolve)),
  )
  let browser: Browser | undefined
  let last: Desk | undefined
  void started.then((child) =>
    child.on('message', (told: { last?: Desk }) => (last = told.last ?? last)),
  )
  const look = async () => (await (await control)({ do: 'look' })) as Desk
  const until: RunningApp['until'] = async (what) => {
    for (let attempt = 0; ; attempt += 1) {
      const desk = await look()
      const found = what(desk)
      if (found !== undefined && found !== false) return found
      if (attempt > PATIENCE_MS / 50) throw new Error(`${JSON.stringify(desk, null, 1)}\n${said}`)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  return {
    get stderr() {
      return said
    },
    look,
    tell: async (order) => (await control)(order),
    until,
    running: (port) => until(({ tray }) => tray?.tooltip.includes(`Running at 127.0.0.1:${port}`)),
    exited,
    get last() {
      return last
    },
    processes: () => processesWith(mark),
    async ring(delayMs = 0) {
      for (let attempt = 0; attempt < PATIENCE_MS / 20; attempt += 1) {
        if ((await (await control)({ do: 'ring', delayMs })) === true) return
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
      throw new Error(`Nothing waits for ${delayMs} ms\n${said}`)
    },
    async page() {
      await until(({ windows }) => windows[0]?.loaded)
      browser ??= await chromium.connectOverCDP(`http://127.0.0.1:${await debugPort}`)
      return pageThatAnswers(browser)
    },
    async close() {
      const tell = await control
      await tell({ do: 'close-window' })
      await until(({ questions }) => questions.length > 0)
      await tell({ do: 'answer', button: 'Keep running' })
      return until(({ windows: [window] }) => window?.visible === false)
    },
    async quit() {
      await (await control)({ do: 'quit' }).catch(() => undefined)
      return exited
    },
    async [Symbol.asyncDispose]() {
      await browser?.close()
      await started
      await endProcesses(mark)
      await exited
    },
  }
}

/** Lines of shell that bring the keyring of a session into a state; without one there is no session. */
const daemons = {
  open: "printf 'password\\n' | gnome-keyring-daemon --unlock --components=secrets",
  locked: 'gnome-keyring-daemon --start --components=secrets',
  none: 'true',
}

interface Launch {
  dataDir: string
  debugPort: number
  /** Is in the environment of everything that is started. */
  mark: string
}

function launch(home: string, { dataDir, debugPort, mark }: Launch, options: AppOptions) {
  const app = [
    process.execPath,
    '--expose-gc',
    '--import',
    join(import.meta.dirname, 'double', 'register.ts'),
    join(root, 'out', 'main.js'),
    ...(options.args ?? []),
  ]
  const { keyring = 'open' } = options
  const script = `${daemons[keyring]} >/dev/null 2>&1; exec "$0" "$@"`
  // A bus would start a keyring by itself.
  const session = keyring === 'none' ? [] : ['dbus-run-session', '--', 'sh', '-c', script]
  const [program = '', ...args] = [...session, ...app]
  const temporary = join(home, 'tmp')
  mkdirSync(temporary, { recursive: true, mode: 0o700 })
  return spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    cwd: home,
    env: {
      PATH: `${desktopPrograms(home, options)}:${process.env['PATH'] ?? ''}`,
      HOME: home,
      LANG: 'C.UTF-8',
      NODE_NO_WARNINGS: '1',
      DOUBLE_RUN: mark,
      TMPDIR: temporary,
      XDG_RUNTIME_DIR: temporary,
      DOUBLE_USER_DATA: dataDir,
      DOUBLE_DEBUG_PORT: String(debugPort),
      DOUBLE_CHROMIUM: CHROMIUM,
      DOUBLE_GITHUB: options.github ?? '',
      DOUBLE_LANGUAGE: options.language ?? 'en',
      DOUBLE_PLATFORM: options.platform ?? '',
      DOUBLE_PACKAGED: options.isPackaged === true ? '1' : '',
    },
  })
}

/** A folder with the program that says whether there is a tray, as the D-Bus of a desktop would. */
function desktopPrograms(home: string, { hasTray = true }: AppOptions): string {
  const folder = join(home, 'bin')
  mkdirSync(folder, { recursive: true })
  const answer = `#!/bin/sh\nprintf '(<${hasTray}>,)\\n'\n`
  writeFileSync(join(folder, 'gdbus'), answer, { mode: 0o755 })
  return folder
}

/** Asks the process of the app and waits for its answer. */
function createControl(child: ChildProcess): (order: Order) => Promise<unknown> {
  child.setMaxListeners(0)
  const waiting = new Map<number, (answer: { result?: unknown; error?: string }) => void>()
  let lastId = 0
  child.on('message', ({ id, ...answer }: { id: number; result?: unknown; error?: string }) => {
    waiting.get(id)?.(answer)
    waiting.delete(id)
  })
  return (order) =>
    new Promise((resolve, reject) => {
      const id = (lastId += 1)
      waiting.set(id, ({ result, error }) => {
        if (error === undefined) resolve(result)
        else reject(new Error(error))
      })
      child.once('exit', () => reject(new Error('The app has ended')))
      child.send({ id, order }, (error) => error && reject(error))
    })
}

/** A page that has crashed is listed until its successor is there. */
async function pageThatAnswers(browser: Browser): Promise<Page> {
  for (let attempt = 0; attempt < PATIENCE_MS / 50; attempt += 1) {
    for (const page of browser.contexts().flatMap((context) => context.pages())) {
      const state = page.evaluate('document.readyState').catch(() => 'crashed')
      if ((await state) === 'complete') return page
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('The window has no page that answers')
}

/** A port that nobody has now. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
}

/** The labels of a menu, one level deep under their parents: `Keys › Verify all`. */
export function labelsOf(menu: readonly MenuText[], above = ''): string[] {
  return menu.flatMap(({ label, submenu }) => [
    ...(label === '' ? [] : [`${above}${label}`]),
    ...labelsOf(submenu ?? [], `${label} › `),
  ])
}
