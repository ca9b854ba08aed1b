/** Copies what was asked and answered for the request log, while a person has that switched on. */
import type { ServerResponse } from 'node:http'
import { recordedText } from '../shared/recorded-text.ts'
import type { Redactor } from '../shared/redact.ts'

export interface Bodies {
  request: string
  response: string
}

/**
 * Listens to what is written to a client from now on.
 * @param limitBytes what is kept of the request, and again of the answer
 * @returns what gives both at the end, cut and without secrets
 */
export function captureBodies(
  response: ServerResponse,
  limitBytes: number,
  redactor: Redactor,
): { taken(requestBody: Buffer | undefined): Bodies } {
  const pieces: Buffer[] = []
  let room = limitBytes + 1
  const take = (chunk: unknown) => {
    if (room <= 0 || (typeof chunk !== 'string' && !(chunk instanceof Uint8Array))) return
    // A view is enough: nobody changes bytes that are on their way out.
    const bytes =
      typeof chunk === 'string'
        ? Buffer.from(chunk)
        : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    pieces.push(bytes.subarray(0, room))
    room -= bytes.length
  }
  const { write, end } = response
  response.write = (chunk: unknown, ...rest: unknown[]) => {
    take(chunk)
    return Reflect.apply(write, response, [chunk, ...rest])
  }
  response.end = (chunk?: unknown, ...rest: unknown[]) => {
    take(chunk)
    return Reflect.apply(end, response, [chunk, ...rest])
  }
  return {
    taken: (requestBody = Buffer.alloc(0)) => ({
      request: cut(requestBody, limitBytes, redactor),
      response: cut(Buffer.concat(pieces), limitBytes, redactor),
    }),
  }
}

/** Longer than any secret. */
const LONGEST_SECRET = 512

/** Where sound and pictures have had a zero by. */
const HEAD_BYTES = 4096

/** The beginning of a body as text. What stands at the cut goes, because it may be half a secret. */
function cut(body: Buffer, limitBytes: number, { redact }: Redactor): string {
  if (body.subarray(0, HEAD_BYTES).includes(0)) return '(no text)'
  const text = recordedText(body.toString('utf8', 0, limitBytes), redact)
  return body.length <= limitBytes ? text : `${text.slice(0, -LONGEST_SECRET)}…`
}
