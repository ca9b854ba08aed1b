/** Wires the service together for both entries; decides nothing. */
import { randomBytes } from 'node:crypto'
import { type DestinationStream, pino } from 'pino'
import { createGeminiClient } from './gemini/client.ts'
import { createOutbound } from './gemini/outbound.ts'
import { createKeyPool, type KeyPool } from './keys/pool.ts'
import type { ProxyContext } from './proxy/context.ts'
import type { RequestRecord } from './shared/request-record.ts'
import { createModelList } from './proxy/model-list.ts'
import { listen } from './proxy/running-server.ts'
import { createServer } from './proxy/server.ts'
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
}

export interface Service {
  /** `http://127.0.0.1:8000` as it was really bound. */
  readonly origin: string
  readonly pool: KeyPool
  /** Ends everything the service opened; resolves within three seconds. */
  dispose(): Promise<void>
}

/**
 * Builds the service and binds its port; the pool starts empty. Rejects with Node's error when the
 * port cannot be bound.
 */
export async function composeService(parts: ServiceParts): Promise<Service> {
  const { settings, redactor, version } = parts
  const nowMs = () => Date.now()
  const stopping = new AbortController()
  const outbound = createOutbound(() => settings().proxies)
  const client = createGeminiClient(outbound, () => settings().baseUrl)
  const pool = createKeyPool({ nowMs, chance: Math.random, settings })
  const context: ProxyContext = {
    settings,
    pool,
    client,
    models: createModelList({ pool, client, settings, redactor, nowMs }),
    redactor,
    version,
    record: parts.record,
    nowMs,
    // The time stands first: ids that grow cost the index of the request log a third of random ones.
    newId: (prefix) => {
      const time = nowMs().toString(16).padStart(12, '0')
      return `${prefix}${prefix === 'chatcmpl' ? '-' : '_'}${time}${randomBytes(6).toString('hex')}`
    },
    stopping: stopping.signal,
  }
  const log = pino(
    { base: null, timestamp: pino.stdTimeFunctions.isoTime },
    { write: (line) => parts.log.write(redactor.redact(line)) },
  )
  const server = await createServer({ context, log, tokens: parts.tokens })
  const { host, port } = settings()
  try {
    const running = await listen(server, { host, port }, stopping)
    return {
      origin: running.origin,
      pool,
      async dispose() {
        await running.stop()
        await outbound.close()
      },
    }
  } catch (error) {
    await outbound.close()
    throw error
  }
}
