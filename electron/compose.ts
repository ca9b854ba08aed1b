/** Wires the service together for both entries; decides nothing. */
import { randomBytes } from 'node:crypto'
import { type DestinationStream, pino } from 'pino'
import { createGeminiClient } from './gemini/client.ts'
import { createModelVersions } from './gemini/model-versions.ts'
import { createOutbound } from './gemini/outbound.ts'
import { createKeyPool, type KeyPool } from './keys/pool.ts'
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
  /** How linked files are downloaded; by default from public addresses only. */
  remoteFiles?: RemoteFilesOptions
  /** Signatures of tool calls, where they outlive the service. */
  signatures?: SignatureCache
}

export interface Service {
  readonly pool: KeyPool
  /** Opens and closes the port; closed at first. */
  readonly listener: Listener
  /** Ends everything the service opened; resolves within three seconds. */
  dispose(): Promise<void>
}

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
  const contextUntil = (stopping: AbortSignal): ProxyContext => ({
    settings,
    pool,
    client,
    models,
    redactor,
    version,
    record: parts.record,
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
    { base: null, timestamp: pino.stdTimeFunctions.isoTime },
    { write: (line) => parts.log.write(redactor.redact(line)) },
  )
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
    listener,
    async dispose() {
      await listener.stop()
      await Promise.all([outbound.close(), remoteFiles.close()])
    },
  }
}
