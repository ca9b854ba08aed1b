/** Server-sent events towards the client, straight on the socket. */
import { type EventEmitter, once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { beginAnswer, type Headers, type RouteReply } from './exchange.ts'
import { waitsForDrain } from './write-chunk.ts'
import { writeTogether } from './write-together.ts'

/** Head of every event stream: nothing on the way may buffer, cache or transform it (B3 rule 2). */
const STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
}

/**
 * Takes the response out of fastify's hands and sends the head, with the headers that hooks have
 * set. A stream has no body to serialise, and each event must leave at once.
 */
export function beginEventStream(reply: RouteReply, headers: Headers = {}): ServerResponse {
  return beginAnswer(reply, 200, { ...STREAM_HEADERS, ...headers })
}

/**
 * Writes; gives a promise only while the client is slower than Google, that of its being ready for
 * more. Throws or rejects with the signal's reason.
 */
export function writeWithBackPressure(
  response: ServerResponse,
  data: string | Buffer,
  signal: AbortSignal,
): Promise<void> | undefined {
  signal.throwIfAborted()
  writeTogether(response, data)
  const waitingFor = waitsForDrain(response)
  return waitingFor && drained(waitingFor, signal)
}

async function drained(writable: EventEmitter, signal: AbortSignal): Promise<void> {
  try {
    await once(writable, 'drain', { signal })
  } catch (error) {
    signal.throwIfAborted()
    throw error
  }
}

/** One event with a JSON payload. */
export function eventOf(payload: unknown): string {
  return `data: ${JSON.stringify(payload)}\n\n`
}
