/** The service on plain Node: `npm run serve` (design §5.1). */
import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pino } from 'pino'
import packageJson from '../package.json' with { type: 'json' }
import { chooseStartTokens, type StartTokens } from './access-tokens.ts'
import { type CommandLine, CommandLineError, parseCommandLine } from './command-line.ts'
import { composeService } from './compose.ts'
import { defaultDataFolder } from './data-folder.ts'
import { DEMO_KEYS, startDemoUpstream } from './demo/server.ts'
import { mergeEnvironments, readDotEnv } from './dot-env.ts'
import { type KeyStore, KeyStoreError, openKeyStore } from './keys/key-store.ts'
import type { Keyring } from './keys/keyring.ts'
import type { Listener } from './listener.ts'
import { createNotices } from './notices.ts'
import { openObservation } from './observation.ts'
import { createSignatureCache } from './proxy/signatures/signature-cache.ts'
import { openSignatureStore } from './proxy/signatures/signature-store.ts'
import { createTokenList } from './proxy/token-list.ts'
import { openSettingsFile, type SettingsFile } from './settings-file.ts'
import { createSettingsStore } from './settings-store.ts'
import { readEnvironment } from './shared/environment.ts'
import { reasonOf } from './shared/file-error.ts'
import type { PortProblem } from './shared/contract/app.ts'
import { createRedactor, type Redactor } from './shared/redact.ts'
import { checkExposure } from './shared/resolve-settings.ts'
import { type Secrets, SettingError, type Settings } from './shared/settings.ts'
import { takeInStoredSecrets } from './stored-secrets.ts'
import { announcementLines, outliveReader, say, warn } from './terminal.ts'
import { openTokenFile } from './token-file.ts'
import { createKeychainVault } from './vault/keychain-vault.ts'
import { createSessionVault } from './vault/session-vault.ts'

/** Name under which the app's items stand in the keychain. */
const KEYCHAIN_SERVICE = 'Gemini Balance'
/** The built interface lies beside the built service. */
const PAGES_FOLDER = fileURLToPath(new URL('./renderer/', import.meta.url))
/** Makes the demo's streams look like streams. */
const DEMO_CHUNK_DELAY_MS = 40

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

  const redactor = createRedactor()
  for (const secret of allOf(secrets)) redactor.learn(secret)
  const tokens = createTokenList(Date.now)
  for (const token of chosen.tokens) {
    redactor.learn(token.secret)
    tokens.add(token)
  }
  const notices = createNotices(Date.now)
  const tell = (message: string) => {
    warn(message)
    notices.add(message)
  }
  const stderr = pino.destination({ dest: 2, sync: false })
  outliveReader(stderr)
  const demo = options.demo
    ? await startDemoUpstream({ chunkDelayMs: DEMO_CHUNK_DELAY_MS })
    : undefined
  const settings = () =>
    demo === undefined ? store.current() : { ...store.current(), baseUrl: demo.baseUrl }
  const observation = openObservation({
    // What happens in a demo is not the person's own.
    dataDir: options.demo ? undefined : dataDir,
    threadCode: new URL('./activity-thread.js', import.meta.url),
    settings,
    redactor,
    echo: stderr,
    warn: tell,
  })
  const keyStore = options.demo ? undefined : openKeys(dataDir, redactor)
  keyStore?.onProblem(tell)
  const tokenFile = options.demo ? undefined : openTokenFile(dataDir)
  const signatures = createSignatureCache()
  const service = composeService({
    facts: {
      version: packageJson.version,
      mode: 'headless',
      platform: process.platform,
      isDemo: options.demo,
      startedAtMs,
      dataDir,
    },
    settings,
    settingsStore: store,
    tokens,
    tokenFile,
    vault: options.demo
      ? createSessionVault()
      : createKeychainVault({ service: KEYCHAIN_SERVICE, platform: process.platform }),
    learned: new Map(keyStore?.load().map((key) => [key.id, key])),
    notices,
    redactor,
    log: observation.log,
    observation,
    record: (record) => observation.activity.recorder.record(record),
    signatures,
    metrics: observation.metrics.text,
    pagesFolder: options.console ? PAGES_FOLDER : undefined,
  })
  const origin = await openPort(service.listener)
  const signatureStore = options.demo
    ? undefined
    : openSignatureStore(join(dataDir, 'signatures.sqlite'), signatures, { onProblem: warn })
  endOnSignals(async () => {
    await service.dispose()
    await demo?.close()
    await observation.close()
    keyStore?.close()
    signatureStore?.close()
    store.close()
    stderr.flushSync()
  })

  giveKeys(service.keyring, secrets, options)
  keyStore?.watch(service.pool)
  const hasConsole = options.console && tokens.has('admin')
  const keys = service.pool.counts()
  const { announced } = chosen
  const console = options.console ? (hasConsole ? 'on' : 'off') : undefined
  const facts = { version: packageJson.version, origin, keys, announced, console } as const
  for (const line of announcementLines(facts)) say(line)
  store.onProblem(tell)
  for (const message of [...chosen.warnings, ...setAside({ file, keyStore, tokenFile })]) {
    tell(message)
  }
  if (!options.demo) {
    const { remarks, warnings } = await takeInStoredSecrets(service, hasConsole)
    for (const remark of remarks) say(remark)
    for (const warning of warnings) warn(warning)
  }
  if (settings().requireToken && !tokens.has('any')) {
    warn('No access token is set, so every API request is refused: set ALLOWED_TOKENS')
  }
}

function giveKeys(keyring: Keyring, secrets: Partial<Secrets>, { demo }: RunOptions): void {
  if (demo) return keyring.give(DEMO_KEYS, 'demo')
  keyring.give(secrets.apiKeys ?? [], 'environment', { paid: false })
  if (secrets.paidKey !== undefined) keyring.give([secrets.paidKey], 'environment', { paid: true })
}

/** A sentence for each file that was damaged. */
function setAside(files: {
  file: SettingsFile
  keyStore: KeyStore | undefined
  tokenFile: { setAside?: string } | undefined
}): string[] {
  const { file, keyStore, tokenFile } = files
  const told = [
    [file.setAside, 'settings.json could not be read', '; the defaults are in force'],
    [keyStore?.setAside, 'What was known about the keys could not be read', ''],
    [tokenFile?.setAside, 'tokens.json could not be read', ''],
  ]
  return told.flatMap(([path, what, then]) =>
    path === undefined ? [] : [`${what} and was kept as ${path}${then}`],
  )
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

function allOf(secrets: Partial<Secrets>): string[] {
  return Object.values(secrets).flatMap((value) => value ?? [])
}

/** Opens what was learned about keys; a folder that cannot be made is told, and nothing is kept. */
function openKeys(dataDir: string, redactor: Redactor): KeyStore {
  try {
    mkdirSync(dataDir, { recursive: true })
  } catch (error) {
    warn(`${dataDir} cannot be created: ${reasonOf(error)}; what is learned about keys is not kept`)
  }
  return openKeyStore(dataDir, { redact: (text) => redactor.redact(text) })
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
