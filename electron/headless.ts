/** The service on plain Node: `npm run serve` (design §5.1). */
import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { pino } from 'pino'
import packageJson from '../package.json' with { type: 'json' }
import { type AccessTokens, chooseAccessTokens } from './access-tokens.ts'
import { type CommandLine, CommandLineError, parseCommandLine } from './command-line.ts'
import { composeService } from './compose.ts'
import { defaultDataFolder } from './data-folder.ts'
import { DEMO_KEYS, startDemoUpstream } from './demo/server.ts'
import { mergeEnvironments, readDotEnv } from './dot-env.ts'
import { type KeyStore, KeyStoreError, openKeyStore } from './keys/key-store.ts'
import { createSignatureCache } from './proxy/signatures/signature-cache.ts'
import { openSignatureStore } from './proxy/signatures/signature-store.ts'
import { restoreKeys } from './keys/restore-keys.ts'
import type { Listener } from './listener.ts'
import { openObservation } from './observation.ts'
import { openSettingsFile } from './settings-file.ts'
import { createSettingsStore } from './settings-store.ts'
import { readEnvironment } from './shared/environment.ts'
import { reasonOf } from './shared/file-error.ts'
import type { PortProblem } from './shared/contract/app.ts'
import { createRedactor, type Redactor } from './shared/redact.ts'
import { checkExposure } from './shared/resolve-settings.ts'
import { type Secrets, SettingError, type Settings } from './shared/settings.ts'
import { openKeychainVault } from './vault/keychain-vault.ts'
import { VaultUnavailable } from './vault/vault.ts'

/** Name under which the app's items stand in the keychain. */
const KEYCHAIN_SERVICE = 'Gemini Balance'
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
  const { settings: environment, secrets } = readEnvironment(
    mergeEnvironments(process.env, readDotEnv(process.cwd())),
  )
  const dataDir = resolve(
    options.dataDir ?? defaultDataFolder(process.platform, process.env, homedir()),
  )
  const file = openSettingsFile(dataDir)
  const store = createSettingsStore({ flags: flagsOf(options), environment, file })
  const tokens = tokensFor(secrets, options, store.current())
  const exposure = checkExposure(store.current(), tokens.values.length > 0)
  if (exposure !== undefined) throw new StartFailed(exposure)

  const redactor = createRedactor()
  for (const secret of [...tokens.values, ...allOf(secrets)]) redactor.learn(secret)
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
    warn,
  })
  const keyStore = options.demo ? undefined : openKeys(dataDir, redactor)
  const signatures = createSignatureCache()
  const service = composeService({
    settings,
    tokens: tokens.values,
    redactor,
    log: observation.log,
    version: packageJson.version,
    record: (record) => observation.activity.recorder.record(record),
    signatures,
    metrics: observation.metrics.text,
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

  keyStore?.onProblem(warn)
  const learned = new Map(keyStore?.load().map((key) => [key.id, key]))
  const add = (keys: readonly string[], paid = false) =>
    restoreKeys(service.pool, keys, learned, paid)
  add(options.demo ? DEMO_KEYS : (secrets.apiKeys ?? []))
  if (!options.demo && secrets.paidKey !== undefined) add([secrets.paidKey], true)
  keyStore?.watch(service.pool)
  announce(service.pool.counts(), origin, tokens)
  if (file.setAside !== undefined) {
    warn(
      `settings.json could not be read and was kept as ${file.setAside}; the defaults are in force`,
    )
  }
  store.onProblem(warn)
  if (keyStore?.setAside !== undefined) {
    warn(`What was known about the keys could not be read and was kept as ${keyStore.setAside}`)
  }
  if (service.pool.counts().total > 0) return
  const found = await keychainKeys()
  for (const secret of found) redactor.learn(secret)
  add(found)
}

function flagsOf({ host, port }: RunOptions): Partial<Settings> {
  return { ...(host === undefined ? {} : { host }), ...(port === undefined ? {} : { port }) }
}

function tokensFor(secrets: Partial<Secrets>, options: RunOptions, settings: Settings) {
  return chooseAccessTokens(
    secrets,
    {
      isDemo: options.demo,
      isTerminal: process.stdout.isTTY,
      requireToken: settings.requireToken,
    },
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

/** Keys that the desktop app has stored; none, with a word on why, when the keychain is no help. */
async function keychainKeys(): Promise<string[]> {
  const vault = await openKeychainVault({ service: KEYCHAIN_SERVICE, platform: process.platform })
  const how = 'set API_KEYS, for example API_KEYS=\'["your-key"]\''
  try {
    const stored = await vault.list()
    if (stored.length === 0) warn(`There is no Gemini API key yet; ${how}`)
    else say(`${stored.length} keys from the keychain`)
    return stored.map(({ secret }) => secret)
  } catch (error) {
    if (!(error instanceof VaultUnavailable)) throw error
    warn(
      `There is no Gemini API key in the environment, and the keychain is ${error.code}: ${error.message.replace(/\.?$/, '.')} ${error.advice} Or ${how}`,
    )
    return []
  }
}

function announce(
  { ready, total }: { ready: number; total: number },
  origin: string,
  tokens: AccessTokens,
): void {
  say(`Gemini Balance ${packageJson.version} is listening on ${origin}`)
  say(`  OpenAI base URL   ${origin}/v1`)
  say(`  Gemini base URL   ${origin}`)
  if (tokens.announced !== undefined) {
    say(`  Access token      ${tokens.announced.token}  (${tokens.announced.remark})`)
  }
  say(`  Keys              ${ready} of ${total} ready`)
  if (tokens.warning !== undefined) warn(tokens.warning)
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

/** A terminal or log collector that goes away closes the pipe; the service runs on without it. */
function outliveReader(stream: NodeJS.EventEmitter): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

function warn(line: string): void {
  process.stderr.write(`gemini-balance: ${line}\n`)
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
