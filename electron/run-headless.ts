/** The service on plain Node: `npm run serve` (design §5.1). */
import { randomBytes } from 'node:crypto'
import { flushCompileCache } from 'node:module'
import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pino } from 'pino'
import packageJson from '../package.json' with { type: 'json' }
import { chooseStartTokens, type StartTokens } from './access-tokens.ts'
import { type CommandLine, CommandLineError, parseCommandLine } from './command-line.ts'
import { defaultDataFolder } from './data-folder.ts'
import { mergeEnvironments, readDotEnv } from './dot-env.ts'
import { KeyStoreError } from './keys/key-store.ts'
import type { Listener } from './listener.ts'
import { openService } from './open-service.ts'
import { openSettingsFile } from './settings-file.ts'
import { createSettingsStore } from './settings-store.ts'
import { readEnvironment } from './shared/environment.ts'
import type { PortProblem } from './shared/contract/app.ts'
import { releaseMemory } from './release-memory.ts'
import { createRedactor } from './shared/redact.ts'
import { checkExposure } from './shared/resolve-settings.ts'
import { onceSettled } from './settled.ts'
import { type Secrets, SettingError, type Settings } from './shared/settings.ts'
import { takeInStoredSecrets } from './stored-secrets.ts'
import { announcementLines, outliveReader, say, warn } from './terminal.ts'

/** The built interface lies beside the built service. */
const PAGES_FOLDER = fileURLToPath(new URL('./renderer/', import.meta.url))
type RunOptions = Extract<CommandLine, { kind: 'run' }>

/** A reason not to start that is the person's to mend; told in one line. */
class StartFailed extends Error {}

async function main(): Promise<void> {
  outliveReader(process.stdout)
  outliveReader(process.stderr)
  const command = parseCommandLine(process.argv.slice(2))
  if (command.kind === 'help') say(command.text.trimEnd())
  else if (command.kind === 'version') say(packageJson.version)
  else await run(command)
}

async function run(options: RunOptions): Promise<void> {
  const startedAtMs = Date.now()
  const { settings: environment, secrets } = readEnvironment(
    mergeEnvironments(process.env, readDotEnv(process.cwd())),
  )
  const dataDir = resolve(
    options.dataDir ?? defaultDataFolder(process.platform, process.env, homedir()),
  )
  const file = openSettingsFile(dataDir)
  const store = createSettingsStore({ flags: flagsOf(options), environment, file })
  const chosen = startTokens(secrets, options, store.current())
  const exposure = checkExposure(store.current(), chosen.tokens.length > 0)
  if (exposure !== undefined) throw new StartFailed(exposure)

  const stderr = pino.destination({ dest: 2, sync: false })
  outliveReader(stderr)
  const { service, tokens, settings, tell, takeInKeys, unlockVault, close } = await openService({
    mode: 'headless',
    demo: options.demo,
    dataDir,
    startedAtMs,
    settingsStore: store,
    secrets,
    tokens: chosen.tokens,
    pagesFolder: options.console ? PAGES_FOLDER : undefined,
    echo: stderr,
    warn,
  })
  const origin = await openPort(service.listener)
  endOnSignals(async () => {
    await close()
    stderr.flushSync()
  })

  takeInKeys()
  const hasConsole = options.console && tokens.has('admin')
  const keys = service.pool.counts()
  const { announced } = chosen
  const console = options.console ? (hasConsole ? 'on' : 'off') : undefined
  const facts = { version: packageJson.version, origin, keys, announced, console } as const
  for (const line of announcementLines(facts)) say(line)
  for (const message of chosen.warnings) tell(message)
  if (!options.demo) {
    const { remarks, warnings } = await takeInStoredSecrets(service, hasConsole, async () => {
      if (secrets.vaultPassphrase !== undefined) await unlockVault(secrets.vaultPassphrase)
    })
    for (const remark of remarks) say(remark)
    for (const warning of warnings) warn(warning)
  }
  if (settings().requireToken && !tokens.has('any')) {
    warn('No access token is set, so every API request is refused: set ALLOWED_TOKENS')
  }
  onceSettled(putStartAway)
}

/** Keeps what the start has compiled for the next one, and gives back what it has left behind. */
function putStartAway(): void {
  flushCompileCache()
  releaseMemory()
}

function flagsOf({ host, port }: RunOptions): Partial<Settings> {
  return { ...(host === undefined ? {} : { host }), ...(port === undefined ? {} : { port }) }
}

function startTokens(
  secrets: Partial<Secrets>,
  { demo, console }: RunOptions,
  { requireToken }: Settings,
): StartTokens {
  return chooseStartTokens(
    secrets,
    { isDemo: demo, isTerminal: process.stdout.isTTY, requireToken, hasConsole: console },
    () => `gb-${randomBytes(24).toString('base64url')}`,
  )
}

/** Binds the port and gives its address; one that cannot be had is the person's to mend. */
async function openPort(listener: Listener): Promise<string> {
  const state = await listener.start()
  if (state.kind === 'running') return state.origin
  if (state.kind !== 'failed') throw new Error(`The service is ${state.kind}`)
  await listener.stop()
  throw new StartFailed(`${state.problem.message}; ${wayOut(state.problem)}`)
}

function wayOut({ code, freePort }: PortProblem): string {
  const other = freePort === undefined ? '--port' : `--port ${freePort}`
  if (code === 'address') return 'listen on 127.0.0.1 or 0.0.0.0'
  return code === 'denied' || code === 'other'
    ? `start with another one: ${other}`
    : `stop it or start with another one: ${other}`
}

/** Ends the service in order. `conf` sends every signal a second time, so only the first counts. */
function endOnSignals(stop: () => Promise<void>): void {
  let isEnding = false
  const end = () => {
    if (isEnding) return
    isEnding = true
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        fail(error)
        process.exit(1)
      },
    )
  }
  process.on('SIGINT', end)
  process.on('SIGTERM', end)
}

function fail(error: unknown): void {
  const isPersonsToMend =
    error instanceof StartFailed ||
    error instanceof SettingError ||
    error instanceof KeyStoreError ||
    error instanceof CommandLineError
  if (isPersonsToMend) warn(error.message)
  else
    warn(
      createRedactor().redact(
        error instanceof Error ? (error.stack ?? error.message) : String(error),
      ),
    )
}

function endInFailure(error: unknown): void {
  fail(error)
  process.exit(1)
}

// Node's own report would print the line of the bundle, which is thousands of characters long.
process.on('uncaughtException', endInFailure)
main().catch(endInFailure)
