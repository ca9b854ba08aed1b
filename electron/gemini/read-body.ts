/** Reading an upstream body whole. */
import type { AtOnce } from '../shared/at-once.ts'
import type { UpstreamBody } from './client.ts'
import { describeBreak, type UpstreamFailure } from './upstream-failure.ts'

/**
 * The body as text, at most `maxBytes` of it; the rest is dropped. A body that breaks off gives
 * what came: for an error message half a text is better than none.
 */
export async function readText(body: AsyncIterable<Buffer>, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of body) {
      chunks.push(chunk)
      size += chunk.length
      if (size >= maxBytes) break
    }
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') throw error
  }
  return Buffer.concat(chunks).toString('utf8', 0, maxBytes)
}

export type WholeBody = { kind: 'read'; bytes: Buffer } | UpstreamFailure

/** The whole body, or why it could not be read. Rejects when the call itself was aborted. */
export function readWhole(body: UpstreamBody, signal: AbortSignal): AtOnce<WholeBody> {
  const whole = body.takeWhole()
  return whole === undefined ? readPieces(body, signal) : { kind: 'read', bytes: whole }
}

async function readPieces(body: UpstreamBody, signal: AbortSignal): Promise<WholeBody> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of body) chunks.push(chunk)
  } catch (error) {
    signal.throwIfAborted()
    return describeBreak(error)
  }
  const [only] = chunks
  const bytes = chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks)
  return { kind: 'read', bytes }
}
