/** Wires the service together for both entries; decides nothing. */
import { randomBytes } from 'node:crypto'
import { type DestinationStream, pino } from 'pino'
import { createGeminiClient } from './gemini/client.ts'
import { createModelVersions } from './gemini/model-versions.ts'
import { createOutbound } from './gemini/outbound.ts'
import { listModels } from './gemini/list-models.ts'
import { createHealthSchedule, type HealthSchedule } from './keys/health-schedule.ts'
import { createKeyPool, type KeyPool } from './keys/pool.ts'
import { targetsOf, type VerifyResult, type VerifyRun, verifyKeys } from './keys/verify.ts'
import { systemClock } from './shared/clock.ts'
import type { ProxyContext } from './proxy/context.ts'
import type { RequestRecord } from './shared/request-record.ts'
import { createModelList } from './proxy/model-list.ts'
import { createListener, type Listener } from './listener.ts'
import { createRemoteFiles, type RemoteFilesOptions } from './proxy/remote-files/remote-files.ts'
import { listen } from './proxy/running-server.ts'
import { createServer } from './proxy/server.ts'
import { createSignatureCache, type SignatureCache } from './proxy/signatures/signature-cache.ts'
import type { Redactor } from './shared/redact.ts'
import type { Settings } from './shared/settings.ts'

export interface ServiceParts {
  /** The settings now. */
  settings(): Settings
  /** Access tokens that clients may use. */
  tokens: readonly string[]
  redactor: Redactor
  /** Where log lines go, already redacted. */
  log: DestinationStream
  version: string
  /** Takes note of every client request when it has ended. */
  record(record: RequestRecord): void
  /** What `/metrics` answers. */
  metrics(keys: { ready: number; total: number }): string
  /** How linked files are downloaded; by default from public addresses only. */
  remoteFiles?: RemoteFilesOptions
  /** Signatures of tool calls, where they outlive the service. */
  signatures?: SignatureCache
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
  /** Opens and closes the port; closed at first. */
  readonly listener: Listener
  /** Ends everything the service opened; resolves within three seconds. */
  dispose(): Promise<void>
}

/** Google's list comes in a second or two; a key that takes longer tells nothing. */
const CHECK_TIMEOUT_MS = 15_000

/** Builds the service: its pool is empty and its port not yet bound. */
export function composeService(parts: ServiceParts): Service {
  const { settings, redactor, version } = parts
  const nowMs = () => Date.now()
  const outbound = createOutbound(() => settings().proxies)
  const remoteFiles = createRemoteFiles(parts.remoteFiles)
  const modelVersions = createModelVersions()
  const signatures = parts.signatures ?? createSignatureCache()
  const client = createGeminiClient(outbound, () => settings().baseUrl)
  const pool = createKeyPool({ nowMs, chance: Math.random, settings })
  const models = createModelList({ pool, client, settings, redactor, nowMs })
  const verify: Service['verify'] = (ids, run) =>
    verifyKeys(targetsOf(pool, ids), {
      ...run,
      listModels: (key, signal) => listModels(client, key, { signal, timeoutMs: CHECK_TIMEOUT_MS }),
      pool,
      nowMs,
      redact: (text) => redactor.redact(text),
    })
  const contextUntil = (stopping: AbortSignal): ProxyContext => ({
    settings,
    pool,
    client,
    models,
    redactor,
    version,
    record: parts.record,
    metrics: parts.metrics,
    nowMs,
    // The time stands first: ids that grow cost the index of the request log a third of random ones.
    newId: (prefix) => {
      const time = nowMs().toString(16).padStart(12, '0')
      return `${prefix}${prefix === 'chatcmpl' ? '-' : '_'}${time}${randomBytes(6).toString('hex')}`
    },
    remoteFiles,
    modelVersions,
    signatures,
    stopping,
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
    chance: Math.random,
    onError: (error) => log.error(error, 'The check of resting keys failed'),
  })
  const listener = createListener({
    async open(address) {
      const stopping = new AbortController()
      const context = contextUntil(stopping.signal)
      const server = await createServer({ context, log, tokens: parts.tokens })
      return listen(server, address, stopping)
    },
    address: settings,
    nowMs,
  })
  return {
    pool,
    verify,
    schedule,
    listener,
    async dispose() {
      schedule.stop()
      await listener.stop()
      await Promise.all([outbound.close(), remoteFiles.close()])
    },
  }
}
