/** Opens everything the service stands on in a data folder; both entries begin with it. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { DestinationStream } from 'pino'
import packageJson from '../package.json' with { type: 'json' }
import { composeService, type Service } from './compose.ts'
import type { DesktopAbilities } from './console/app-handlers.ts'
import { DEMO_KEYS, startDemoUpstream } from './demo/server.ts'
import { setV8Flags } from './v8-flags.ts'
import { type KeyStore, openKeyStore } from './keys/key-store.ts'
import type { Keyring } from './keys/keyring.ts'
import { createNotices } from './notices.ts'
import { openObservation } from './observation.ts'
import { createResourceKeys } from './proxy/resources/resource-keys.ts'
import { openResourceStore } from './proxy/resources/resource-store.ts'
import { createSignatureCache } from './proxy/signatures/signature-cache.ts'
import { openSignatureStore } from './proxy/signatures/signature-store.ts'
import { createTokenList, type NewToken, type TokenList } from './proxy/token-list.ts'
import type { SettingsStore } from './settings-store.ts'
import { reasonOf } from './shared/file-error.ts'
import { createRedactor, type Redactor } from './shared/redact.ts'
import type { Secrets, Settings } from './shared/settings.ts'
import { openTokenFile } from './token-file.ts'
import { createKeychainVault } from './vault/keychain-vault.ts'
import { createChosenVault } from './vault/chosen-vault.ts'
import { createPassphraseVault } from './vault/passphrase-vault.ts'
import { createSessionVault } from './vault/session-vault.ts'

/** Name under which the app's items stand in the keychain. */
const KEYCHAIN_SERVICE = 'Gemini Balance'
/** In the data folder; only where a person has chosen it over the keychain. */
const VAULT_FILE = 'secrets.vault'
/** Makes the demo's streams look like streams. */
const DEMO_CHUNK_DELAY_MS = 40

export interface OpenServiceOptions {
  mode: 'headless' | 'desktop'
  /** True answers from the built-in emulator and keeps nothing. */
  demo: boolean
  dataDir: string
  startedAtMs: number
  settingsStore: SettingsStore
  /** What the environment hands over. */
  secrets: Partial<Secrets>
  /** Access tokens to begin with. */
  tokens: readonly NewToken[]
  /** Folder of the built interface, where a web console is wanted. */
  pagesFolder?: string | undefined
  desktop?: DesktopAbilities | undefined
  /** Gets every log line as well as the log's files do. */
  echo: DestinationStream
  /** Says something to whoever watches the output. */
  warn(message: string): void
}

export interface OpenedService {
  readonly service: Service
  readonly tokens: TokenList
  settings(): Settings
  /** Tells a person something, on the output and in the interface. */
  tell(message: string): void
  /** Puts in the keys of the environment, or of the demo, and begins to remember what is learned. */
  takeInKeys(): void
  /** Opens the file of secrets. Rejects with VaultUnavailable where it does not open. */
  unlockVault(passphrase: string): Promise<void>
  /** Ends everything, within three seconds. */
  close(): Promise<void>
}

/** Opens files and databases and builds the service; the port is not bound yet. */
export async function openService(options: OpenServiceOptions): Promise<OpenedService> {
  setV8Flags()
  const { demo: isDemo, dataDir, settingsStore, secrets, warn } = options
  const redactor = createRedactor()
  for (const secret of allOf(secrets)) redactor.learn(secret)
  const tokens = createTokenList(Date.now)
  for (const token of options.tokens) {
    redactor.learn(token.secret)
    tokens.add(token)
  }
  const notices = createNotices(Date.now)
  const tell = (message: string) => {
    warn(message)
    notices.add(message)
  }
  const demo = isDemo ? await startDemoUpstream({ chunkDelayMs: DEMO_CHUNK_DELAY_MS }) : undefined
  const settings = () =>
    demo === undefined
      ? settingsStore.current()
      : { ...settingsStore.current(), baseUrl: demo.baseUrl }
  const observation = openObservation({
    // What happens in a demo is not the person's own.
    dataDir: isDemo ? undefined : dataDir,
    threadCode: new URL('./activity-thread.js', import.meta.url),
    settings,
    redactor,
    echo: options.echo,
    warn: tell,
    settle(problem, message) {
      notices.withdraw(problem)
      warn(message)
    },
  })
  const keyStore = isDemo ? undefined : openKeys(dataDir, redactor, tell)
  keyStore?.onProblem(tell)
  const vaultFile = createPassphraseVault(join(dataDir, VAULT_FILE))
  const tokenFile = isDemo ? undefined : openTokenFile(dataDir)
  const signatures = createSignatureCache()
  const resourceKeys = createResourceKeys(Date.now)
  const service = composeService({
    facts: {
      version: packageJson.version,
      mode: options.mode,
      platform: process.platform,
      isDemo,
      startedAtMs: options.startedAtMs,
      dataDir,
    },
    settings,
    settingsStore,
    secrets,
    tokens,
    tokenFile,
    vault: isDemo
      ? createSessionVault()
      : createChosenVault(
          createKeychainVault({ service: KEYCHAIN_SERVICE, platform: process.platform }),
          vaultFile,
        ),
    ...(!isDemo && { vaultFile }),
    learned: new Map(keyStore?.load().map((key) => [key.id, key])),
    notices,
    redactor,
    log: observation.log,
    observation,
    record: (record) => observation.activity.recorder.record(record),
    signatures,
    resourceKeys,
    metrics: observation.metrics.text,
    pagesFolder: options.pagesFolder,
    desktop: options.desktop,
  })
  const signatureStore = isDemo
    ? undefined
    : openSignatureStore(join(dataDir, 'signatures.sqlite'), signatures, {
        redact: redactor.redact,
        onProblem: warn,
      })
  const resourceStore = isDemo
    ? undefined
    : openResourceStore(join(dataDir, 'resources.sqlite'), resourceKeys, warn)
  return {
    service,
    tokens,
    settings,
    tell,
    takeInKeys() {
      giveKeys(service.keyring, secrets, isDemo)
      keyStore?.watch(service.pool)
      settingsStore.onProblem(tell)
      for (const message of settingsStore.remarks) tell(message)
      for (const message of setAside(keyStore, tokenFile)) tell(message)
    },
    unlockVault: (passphrase) => vaultFile.unlock(passphrase),
    async close() {
      await service.dispose()
      await demo?.close()
      await observation.close()
      keyStore?.close()
      signatureStore?.close()
      resourceStore?.close()
      settingsStore.close()
    },
  }
}

function giveKeys(keyring: Keyring, secrets: Partial<Secrets>, isDemo: boolean): void {
  if (isDemo) return keyring.give(DEMO_KEYS, 'demo')
  keyring.give(secrets.apiKeys ?? [], 'environment', { paid: false })
  if (secrets.paidKey !== undefined) keyring.give([secrets.paidKey], 'environment', { paid: true })
}

/** A sentence for each file that was damaged. */
function setAside(
  keyStore: Pick<KeyStore, 'setAside'> | undefined,
  tokenFile: { setAside?: string } | undefined,
): string[] {
  const told = [
    [keyStore?.setAside, 'What was known about the keys'],
    [tokenFile?.setAside, 'tokens.json'],
  ]
  return told.flatMap(([path, what]) =>
    path === undefined ? [] : [`${what} could not be read and was kept as ${path}`],
  )
}

function allOf(secrets: Partial<Secrets>): string[] {
  return Object.values(secrets).flatMap((value) => value ?? [])
}

/** Opens what was learned about keys; a folder that cannot be made is told, and nothing is kept. */
function openKeys(dataDir: string, redactor: Redactor, tell: (message: string) => void): KeyStore {
  try {
    mkdirSync(dataDir, { recursive: true })
  } catch (error) {
    tell(`${dataDir} cannot be created: ${reasonOf(error)}; what is learned about keys is not kept`)
  }
  return openKeyStore(dataDir, { redact: (text) => redactor.redact(text) })
}
