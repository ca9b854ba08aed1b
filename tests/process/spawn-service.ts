/** The built service as a process of its own, in a folder of its own, with an environment of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const built = join(import.meta.dirname, '..', '..', 'out', 'headless.js')

/** Secrets that tests hand to services; none of them may turn up in what a service says. */
export const TOKEN = 'process-token-4be1d0'
export const ADMIN_TOKEN = 'process-admin-77c0aa'
export const GOOGLE_KEY = ['AIza', 'SyProcessTestKey0123456789abcdefghi'].join('')
const secrets = [TOKEN, ADMIN_TOKEN, GOOGLE_KEY, 'demo-key-1', 'demo-endless', 'demo-500-']

export interface SpawnOptions {
  /** Flags besides `--data-dir`; `--port 0` is added unless they or the settings name a port. */
  flags?: readonly string[]
  env?: Readonly<Record<string, string>>
  /** Content of `.env` in the working folder. */
  dotEnv?: string
  /** Content of settings.json: a text as it is, anything else as JSON. */
  settings?: unknown
  /** Makes whatever else the folders need before the start. */
  prepare?: (folders: { cwd: string; dataDir: string }) => void
  /** Another service whose data folder this one shares. */
  dataDirOf?: Pick<SpawnedService, 'dataDir'>
  /** What is run in place of the built service: a command and its arguments. */
  command?: readonly [string, ...string[]]
}

export interface Exit {
  code: number | null
  signal: NodeJS.Signals | null
}

export interface SpawnedService {
  readonly pid: number
  readonly cwd: string
  readonly dataDir: string
  readonly stdout: string
  readonly stderr: string
  /** The address, once it says that it is listening. Rejects when it ends or is silent for 20 s. */
  listening(): Promise<string>
  /** The end of the process and of all it said. */
  readonly exited: Promise<Exit>
  kill(signal: NodeJS.Signals): void
  /** Closes our ends of stdout and stderr, as a log reader that dies. */
  stopReading(): void
  /** Ends the process, checks that it gave no secret away, and removes its folders. */
  [Symbol.asyncDispose](): Promise<void>
}

/** Starts a service; what it needs lies in a fresh folder. */
export function spawnService(options: SpawnOptions = {}): SpawnedService {
  const {
    flags = [],
    env = {},
    dotEnv,
    settings,
    prepare,
    dataDirOf,
    command = [process.execPath, built],
  } = options
  const [program, ...programArgs] = command
  const folder = mkdtempSync(join(tmpdir(), 'gemini-balance-process-'))
  const cwd = join(folder, 'cwd')
  const dataDir = dataDirOf?.dataDir ?? join(folder, 'data')
  for (const path of [cwd, dataDir]) mkdirSync(path, { recursive: true })
  if (dotEnv !== undefined) writeFileSync(join(cwd, '.env'), dotEnv)
  if (settings !== undefined) writeSettings(dataDir, settings)
  prepare?.({ cwd, dataDir })

  const port = hasPort(options) ? [] : ['--port', '0']
  const child = spawn(program, [...programArgs, '--data-dir', dataDir, ...port, ...flags], {
    cwd,
    env: { ...bareEnvironment(folder), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text))
  const exited = once(child, 'close').then(([code, signal]): Exit => ({ code, signal }))
  return {
    pid: child.pid ?? 0,
    cwd,
    dataDir,
    get stdout() {
      return said.stdout
    },
    get stderr() {
      return said.stderr
    },
    listening: () => listening(child, said),
    exited,
    kill: (signal) => child.kill(signal),
    stopReading() {
      child.stdout.destroy()
      child.stderr.destroy()
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await exited
      rmSync(folder, { recursive: true, force: true })
      assertNoSecret(said.stdout + said.stderr)
    },
  }
}

/** Whether a port is given; where none is, the service takes any free one. */
function hasPort({ flags = [], settings }: SpawnOptions): boolean {
  const inFile = typeof settings === 'object' && settings !== null && 'port' in settings
  return inFile || flags.includes('--port')
}

/** Writes settings.json as a person's editor does. */
export function writeSettings(dataDir: string, settings: unknown): void {
  const text = typeof settings === 'string' ? settings : JSON.stringify(settings)
  writeFileSync(join(dataDir, 'settings.json'), text)
}

/** What a person's shell has at the least; above all no D-Bus session, thus no keychain. */
function bareEnvironment(home: string): Record<string, string> {
  const { PATH = '', SystemRoot } = process.env
  return { PATH, HOME: home, LANG: 'C.UTF-8', ...(SystemRoot === undefined ? {} : { SystemRoot }) }
}

async function listening(child: ChildProcess, said: { stdout: string; stderr: string }) {
  const deadline = Date.now() + 20_000
  for (;;) {
    const [, origin] = /listening on (http:\/\/\S+)\n/.exec(said.stdout) ?? []
    if (origin !== undefined) return origin
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline) {
      throw new Error(`The service is not listening. It said:\n${said.stdout}${said.stderr}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

function assertNoSecret(text: string): void {
  const secret = secrets.find((candidate) => text.includes(candidate))
  if (secret !== undefined) throw new Error(`The service said the secret ${secret}:\n${text}`)
}

/** Asks a service as a client with a valid token does; a body makes it a POST. */
export async function ask(
  origin: string,
  path: string,
  { token = TOKEN, body }: { token?: string; body?: unknown } = {},
): Promise<{ status: number; text: string; json: any }> {
  const answer = await fetch(`${origin}${path}`, {
    headers: { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  const isJson = answer.headers.get('content-type')?.startsWith('application/json') === true
  return { status: answer.status, text, json: isJson ? JSON.parse(text) : undefined }
}

/** One short chat. */
export function chat(origin: string, changes: object = {}, token?: string) {
  const messages = [{ role: 'user', content: 'Hello there' }]
  const body = { model: 'gemini-3.8-flash', messages, ...changes }
  return ask(origin, '/v1/chat/completions', { body, ...(token === undefined ? {} : { token }) })
}

/** The environment of a service whose Google is `baseUrl`. */
export function environmentFor(baseUrl: string, keys: readonly string[] = ['demo-key-1']) {
  return {
    API_KEYS: JSON.stringify(keys),
    ALLOWED_TOKENS: JSON.stringify([TOKEN]),
    BASE_URL: baseUrl,
  }
}

/** Waits until a condition holds. Rejects after ten seconds. */
export async function eventually(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('The condition did not come true in time')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** A port nobody listens on, for the moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
