/**
 * What is written in one turn of the event loop leaves a few at a time, the last at its end. A write by
 * itself wakes the program at the other end, which has gone back to sleep before the next one: with 32
 * answers under way that took a third of a short request's processor time. Alone, a write waits for
 * nothing.
 */
import type { ServerResponse } from 'node:http'
import { writeChunk } from './write-chunk.ts'

interface Waiting {
  response: ServerResponse
  data: string | Buffer
  encoding: BufferEncoding
  isLast: boolean
}

/** More would keep the first of them waiting for the work of the others. */
const MOST_TOGETHER = 8

let waiting: Waiting[] = []
/** Whether something has been written in this turn. */
let hasBegun = false

/** Writes to a client, behind what was written to it before. */
export function writeTogether(response: ServerResponse, data: string | Buffer): void {
  add({ response, data, encoding: 'utf8', isLast: false })
}

/** Writes the beginning of an answer, for which somebody waits: at once, if it is the turn's first. */
export function writeFirst(response: ServerResponse, data: string): void {
  if (hasBegun) return writeTogether(response, data)
  begin()
  if (response.destroyed) return
  writeChunk(response, data)
  // Node holds head and first piece back until all that is ready to run has run.
  response.socket?.uncork()
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
  begin()
  if (waiting.push(entry) === MOST_TOGETHER) writeAll()
}

function begin(): void {
  if (hasBegun) return
  hasBegun = true
  setImmediate(endTurn)
}

function endTurn(): void {
  hasBegun = false
  writeAll()
}

function writeAll(): void {
  const entries = waiting
  waiting = []
  for (const { response, data, encoding, isLast } of entries) {
    // A client that has left hears nothing.
    if (response.destroyed) continue
    if (isLast) response.end(data, encoding)
    else if (typeof data === 'string') writeChunk(response, data)
    else response.write(data)
  }
}
