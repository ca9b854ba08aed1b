/** Wires the service together for both entries; decides nothing. */
import { randomBytes } from 'node:crypto'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DestinationStream, type Logger, pino } from 'pino'
import type { DesktopAbilities } from './console/app-handlers.ts'
import type { AppFacts } from './console/app-status.ts'
import type { Console } from './console/console.ts'
import { type ConsoleRoutes, createConsoleRoutes } from './console/http/routes.ts'
import { createLazyConsole } from './console/lazy-console.ts'
import { createDoor } from './door.ts'
import { createGeminiClient } from './gemini/client.ts'
import { createModelVersions } from './gemini/model-versions.ts'
import { checkPort } from './self-check.ts'
import { createOutbound } from './gemini/outbound.ts'
import { listModels } from './gemini/list-models.ts'
import { createHealthSchedule, type HealthSchedule } from './keys/health-schedule.ts'
import { createKeyring, type Keyring } from './keys/keyring.ts'
import { createKeyPool, type KeyPool } from './keys/pool.ts'
import type { StoredKey } from './keys/stored-key.ts'
import { targetsOf, type VerifyResult, type VerifyRun, verifyKeys } from './keys/verify.ts'
import { createHostSecrets, type HostSecrets } from './host-secrets.ts'
import { createLastRequest } from './last-request.ts'
import type { Listener } from './listener.ts'
import type { Notices } from './notices.ts'
import type { Observation } from './observation.ts'
import type { ProxyContext } from './proxy/context.ts'
import { createImageDelivery } from './proxy/images/image-delivery.ts'
import { createImageHosts } from './proxy/images/image-hosts.ts'
import { createImageStore, type ImageStore } from './proxy/images/image-store.ts'
import { createModelList } from './proxy/model-list.ts'
import { createRemoteFiles, type RemoteFilesOptions } from './proxy/remote-files/remote-files.ts'
import { createResourceKeys, type ResourceKeys } from './proxy/resources/resource-keys.ts'
import { createSignatureCache, type SignatureCache } from './proxy/signatures/signature-cache.ts'
import type { TokenList } from './proxy/token-list.ts'
import { createUnknownParts } from './proxy/unknown-parts.ts'
import type { SettingsStore } from './settings-store.ts'
import { systemClock } from './shared/clock.ts'
import type { VaultStatus } from './shared/contract/app.ts'
import type { Redactor } from './shared/redact.ts'
import type { RequestRecord } from './shared/request-record.ts'
import type { Secrets, Settings } from './shared/settings.ts'
import { createTokenStore, type TokenFile, type TokenStore } from './token-store.ts'
import type { PassphraseVault } from './vault/passphrase-vault.ts'
import type { Vault } from './vault/vault.ts'
import { sectionOf } from './vault/vault-section.ts'
import { watchVault } from './vault/watched-vault.ts'

export interface ServiceParts {
  facts: AppFacts
  /** The settings now. */
  settings(): Settings
  /** Where they are changed. */
  settingsStore: SettingsStore
  /** Access tokens that clients may use. */
  tokens: TokenList
  /** Where names of tokens that are made in the interface are kept; absent keeps none. */
  tokenFile?: TokenFile | undefined
  /** Where secrets are stored. */
  vault: Vault
  /** The part of it that a passphrase opens, where there may be one. */
  vaultFile?: Pick<PassphraseVault, 'unlock'>
  /** Secrets that the environment hands over; none where it is left out. */
  secrets?: Partial<Secrets>
  /** What was learned about keys before, by key id. */
  learned: ReadonlyMap<string, StoredKey>
  notices: Notices
  redactor: Redactor
  /** Where log lines go, already redacted. */
  log: DestinationStream
  /** What is remembered, for those who ask. */
  observation: Pick<Observation, 'activity' | 'health' | 'log'>
  /** Takes note of every client request when it has ended. */
  record(record: RequestRecord): void
  /** What `/metrics` answers. */
  metrics(keys: { ready: number; total: number }): string
  /** How linked files are downloaded; by default from public addresses only. */
  remoteFiles?: RemoteFilesOptions
  /** Signatures of tool calls, where they outlive the service. */
  signatures?: SignatureCache
  /** Which key made what at Google, where that outlives the service. */
  resourceKeys?: ResourceKeys
  /** Folder of the built interface; absent serves no web console. */
  pagesFolder?: string | undefined
  desktop?: DesktopAbilities | undefined
}

export interface Service {
  readonly pool: KeyPool
  /**
   * Checks keys by listing their models, all enabled ones where no ids are given; never rejects for
   * what a key or the network does.
   */
  verify(ids?: readonly string[], run?: VerifyRun): Promise<VerifyResult>
  /** Checks benched keys by itself; `wake` tells it that the network may be another. */
  readonly schedule: HealthSchedule
  readonly keyring: Keyring
  readonly tokenStore: TokenStore
  readonly hostSecrets: HostSecrets
  readonly images: ImageStore
  /** How the last use of the vault found it; a demo needs none. */
  vaultState(): VaultStatus['state']
  /** The service's log; what is written there is redacted. */
  readonly log: Pick<Logger, 'error'>
  /** Opens and closes the port; closed at first. */
  readonly listener: Listener
  /** What the interface calls and is told, for transports other than HTTP. */
  readonly console: Console
  /** Ends everything the service opened; resolves within three seconds. */
  dispose(): Promise<void>
}

/** Google's list comes in a second or two; a key that takes longer tells nothing. */
const CHECK_TIMEOUT_MS = 15_000

/** Builds the service: its pool is empty and its port not yet bound. */
export function composeService(parts: ServiceParts): Service {
  const { settings, redactor, notices, tokens } = parts
  const vault = watchVault(parts.vault)
  const outbound = createOutbound(() => settings().proxies)
  const remoteFiles = createRemoteFiles(parts.remoteFiles)
  const modelVersions = createModelVersions()
  const signatures = parts.signatures ?? createSignatureCache()
  const client = createGeminiClient(outbound, () => settings().baseUrl)
  const pool = createKeyPool({ nowMs, chance: Math.random, settings })
  const models = createModelList({ pool, client, settings, redactor, nowMs })
  const lastRequest = createLastRequest((id) => pool.get(id)?.masked)
  const verify: Service['verify'] = (ids, run) =>
    verifyKeys(targetsOf(pool, ids), {
      ...run,
      listModels: (key, signal) => listModels(client, key, { signal, timeoutMs: CHECK_TIMEOUT_MS }),
      pool,
      nowMs,
      redact: (text) => redactor.redact(text),
    })
  const log = pino(
    {
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      level: 'trace',
      hooks: {
        // Asked for every line, so that a new setting counts at once.
        logMethod(args, method, level) {
          if (level >= (pino.levels.values[settings().logLevel] ?? 0)) method.apply(this, args)
        },
      },
    },
    { write: (line) => parts.log.write(redactor.redact(line)) },
  )
  const schedule = createHealthSchedule({
    pool,
    verify: (ids, signal) => verify(ids, { signal }),
    settings,
    clock: systemClock,
    network: networkName,
    chance: Math.random,
    onWake: () => {
      checkPort(door).catch((error: unknown) => log.error(error, 'The port could not be checked'))
    },
    onError: (error) => log.error(error, 'The check of resting keys failed'),
  })
  const hostSecrets = createHostSecrets({
    vault: sectionOf(vault, 'host'),
    given: parts.secrets ?? {},
    redactor,
  })
  const images = createImageStore({
    folder: imagesFolder(parts.facts),
    rules: settings,
    nowMs,
    redact: redactor.redact,
    onProblem: (error) => log.error(error, 'Old images could not be deleted'),
  })
  const context: Omit<ProxyContext, 'stopping'> = {
    settings,
    pool,
    client,
    models,
    remoteFiles,
    images,
    imageDelivery: createImageDelivery({
      settings,
      store: images,
      hosts: createImageHosts({ settings, secretOf: hostSecrets.get, outbound, redactor }),
      onProblem: (error) => log.error(error, 'An image could not be written'),
    }),
    modelVersions,
    signatures,
    unknownParts: createUnknownParts((field) =>
      log.warn({ field }, 'Google sent a part of a kind that is not known yet'),
    ),
    resourceKeys: parts.resourceKeys ?? createResourceKeys(nowMs),
    uploadedMedia: new Map(),
    redactor,
    version: parts.facts.version,
    record(entry) {
      lastRequest.note(entry)
      parts.record(entry)
    },
    metrics: parts.metrics,
    nowMs,
    newId,
  }
  const door = createDoor({ ...parts, log, context }, () => routes)
  const keyring = createKeyring({ ...parts, pool, vault: sectionOf(vault, 'key') })
  const tokenStore = createTokenStore({
    list: tokens,
    vault: sectionOf(vault, 'token'),
    ...(parts.tokenFile && { file: parts.tokenFile }),
    redactor,
    clock: systemClock,
    onProblem: notices.add,
  })
  const shared = {
    vault,
    pool,
    keyring,
    tokenStore,
    hostSecrets,
    images,
    models,
    lastRequest,
    verify,
    log,
    clock: systemClock,
  }
  const console = createLazyConsole({ ...parts, ...shared, service: door })
  const routes = routesOf(console, parts)
  return {
    pool,
    verify,
    schedule,
    keyring,
    tokenStore,
    hostSecrets,
    images,
    vaultState: () => (parts.facts.isDemo ? 'available' : vault.state().kind),
    log,
    listener: door,
    console,
    async dispose() {
      schedule.stop()
      await door.stop()
      console.close()
      images.close()
      tokenStore.close()
      await Promise.all([outbound.close(), remoteFiles.close()])
    },
  }
}

/** The web console, where one is wanted. */
function routesOf(
  console: Console,
  { pagesFolder, tokens, settings }: ServiceParts,
): ConsoleRoutes | undefined {
  if (pagesFolder === undefined) return undefined
  return createConsoleRoutes({
    console,
    clock: systemClock,
    pagesFolder,
    isAdmin: tokens.isAdmin,
    hasAdmin: () => tokens.has('admin'),
    allowedOrigins: () => settings().allowedOrigins,
  })
}

const { nowMs } = systemClock

/** Tells the ids of two runs apart that were made in the same millisecond. */
const run = randomBytes(3).toString('hex')
let idsMade = 0
let idTime = { ms: 0, text: '' }

/** The time stands first: ids that grow cost the index of the request log a third of random ones. */
function newId(prefix: string): string {
  idsMade = (idsMade + 1) % 0x1000000
  const ms = nowMs()
  // Under load many ids are made in one millisecond.
  if (idTime.ms !== ms) idTime = { ms, text: ms.toString(16).padStart(12, '0') + run }
  const count = (0x1000000 + idsMade).toString(16).slice(1)
  return `${prefix}${prefix === 'chatcmpl' ? '-' : '_'}${idTime.text}${count}`
}

/** The addresses of this machine; IPv6 has temporary ones that come and go within a network. */
function networkName(): string {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .flatMap(({ family, address }) => (family === 'IPv4' ? address : []))
    .join(' ')
}

/** What happens in a demo is not the person's own. */
function imagesFolder({ isDemo, dataDir }: AppFacts): string {
  return isDemo ? join(tmpdir(), `gemini-balance-demo-${process.pid}`) : join(dataDir, 'images')
}
