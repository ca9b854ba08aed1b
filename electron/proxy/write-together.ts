/**
 * What is written in one turn of the event loop leaves a few at a time, the last at its end. A write by
 * itself wakes the program at the other end, which has gone back to sleep before the next one: with 32
 * answers under way that took a third of a short request's processor time. Alone, a write waits for
 * nothing.
 */
import type { ServerResponse } from 'node:http'

interface Waiting {
  response: ServerResponse
  data: string | Buffer
  encoding: BufferEncoding
  isLast: boolean
}

/** More would keep the first of them waiting for the work of the others. */
const MOST_TOGETHER = 8

let waiting: Waiting[] = []

/** Writes to a client, behind what was written to it before. */
export function writeTogether(response: ServerResponse, data: string | Buffer): void {
  add({ response, data, encoding: 'utf8', isLast: false })
}

/** Ends an answer with its last bytes, behind what was written to it before. */
export function endTogether(
  response: ServerResponse,
  data: string | Buffer = '',
  encoding: BufferEncoding = 'utf8',
): void {
  add({ response, data, encoding, isLast: true })
}

function add(entry: Waiting): void {
  const count = waiting.push(entry)
  if (count === 1) setImmediate(writeAll)
  else if (count === MOST_TOGETHER) writeAll()
}

function writeAll(): void {
  const entries = waiting
  waiting = []
  for (const { response, data, encoding, isLast } of entries) {
    // A client that has left hears nothing.
    if (response.destroyed) continue
    if (isLast) response.end(data, encoding)
    else response.write(data, encoding)
  }
}
