/** `GET /console/api/events`: what the interface is told, as server-sent events (design §5.4). */
import type { ServerResponse } from 'node:http'
import type { FastifyReply } from 'fastify'
import type { Clock } from '../../shared/clock.ts'
import { beginEventStream } from '../../proxy/sse-response.ts'
import type { ConsoleEvents } from '../events.ts'
import { Refused } from './envelope.ts'

export interface EventStreams {
  /**
   * Answers with events until the client leaves. Throws Refused when too many are open.
   * @param keepAlive called with every heartbeat; false ends the stream
   * @param ended ends it at once
   */
  open(reply: FastifyReply, keepAlive: () => boolean, ended?: AbortSignal): void
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
export function createEventStreams(events: ConsoleEvents, clock: Clock): EventStreams {
  const streams = new Set<ServerResponse>()
  return {
    open(reply, keepAlive, ended) {
      if (streams.size >= MAX_STREAMS) {
        throw new Refused('throttled', `More than ${MAX_STREAMS} event streams are open`)
      }
      const stream = beginEventStream(reply)
      streams.add(stream)
      const write = (text: string) => {
        if (stream.writableLength > MAX_UNREAD_BYTES) stream.destroy()
        else stream.write(text)
      }
      const end = () => stream.end()
      let cancelBeat: () => void
      const beat = () => {
        cancelBeat = clock.after(HEARTBEAT_MS, beat)
        if (keepAlive()) write(': still here\n\n')
        else end()
      }
      write(`retry: ${RETRY_MS}\n\n`)
      cancelBeat = clock.after(HEARTBEAT_MS, beat)
      const unsubscribe = events.subscribe(({ name, data }) => {
        write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`)
      })
      ended?.addEventListener('abort', end, { once: true })
      stream.once('close', () => {
        streams.delete(stream)
        unsubscribe()
        cancelBeat()
        ended?.removeEventListener('abort', end)
      })
    },
    close() {
      for (const stream of streams) stream.end()
    },
  }
}
