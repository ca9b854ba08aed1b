/** `GET /console/api/events`: what the interface is told, as server-sent events (design §5.4). */
import type { ServerResponse } from 'node:http'
import type { FastifyReply } from 'fastify'
import { beginEventStream } from '../../proxy/sse-response.ts'
import type { Clock } from '../../shared/clock.ts'
import type { Console } from '../console.ts'
import { Refused } from './envelope.ts'

export interface EventStreams {
  /**
   * Answers with events until the client leaves. Rejects with Refused when too many are open.
   * @param keepAlive called with every heartbeat; false ends the stream
   * @param ended ends it at once
   */
  open(reply: FastifyReply, keepAlive: () => boolean, ended?: AbortSignal): Promise<void>
  /** Ends every stream at once. */
  close(): void
}

/** Proxies and browsers give up connections that are silent for a minute. */
const HEARTBEAT_MS = 15_000
/** A browser that lost its connection tries again after this time. */
const RETRY_MS = 2000
const MAX_STREAMS = 50
/** A client that does not read this much is cut off; it reads everything anew when it is back. */
const MAX_UNREAD_BYTES = 4 * 1024 * 1024

/** Opens streams on the events; nothing is subscribed while there is none. */
export function createEventStreams(
  { subscribe }: Pick<Console, 'subscribe'>,
  clock: Clock,
): EventStreams {
  const streams = new Set<ServerResponse>()
  return {
    async open(reply, keepAlive, ended) {
      if (streams.size >= MAX_STREAMS) {
        throw new Refused('throttled', `More than ${MAX_STREAMS} event streams are open`)
      }
      const { raw } = reply
      streams.add(raw)
      const closed = new AbortController()
      raw.once('close', () => {
        streams.delete(raw)
        closed.abort()
      })
      // Before the head is sent: whoever has that misses nothing any more.
      const unsubscribe = await subscribe(({ name, data }) => {
        write(raw, `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`)
      })
      if (closed.signal.aborted) return unsubscribe()
      closed.signal.addEventListener('abort', unsubscribe)
      beginEventStream(reply).write(`retry: ${RETRY_MS}\n\n`)
      ended?.addEventListener('abort', () => raw.end(), { signal: closed.signal })
      beatUntil(closed.signal, clock, () => {
        if (keepAlive()) write(raw, ': still here\n\n')
        else raw.end()
      })
    },
    close() {
      for (const stream of streams) stream.end()
    },
  }
}

function write(stream: ServerResponse, text: string): void {
  if (stream.writableLength > MAX_UNREAD_BYTES) stream.destroy()
  else stream.write(text)
}

function beatUntil(closed: AbortSignal, clock: Clock, beat: () => void): void {
  const next = () => {
    const cancel = clock.after(HEARTBEAT_MS, () => {
      closed.removeEventListener('abort', cancel)
      beat()
      next()
    })
    closed.addEventListener('abort', cancel, { once: true })
  }
  next()
}
