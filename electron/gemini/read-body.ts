/** Reading an upstream body whole. */
import type { Readable } from 'node:stream'
import { describeFailure, type UpstreamFailure } from './client.ts'

/**
 * The body as text, at most `maxBytes` of it; the rest is dropped. A body that breaks off gives
 * what came: for an error message half a text is better than none.
 */
export async function readText(body: Readable, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk)
      size += chunk.length
      if (size >= maxBytes) break
    }
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') throw error
  }
  return Buffer.concat(chunks).toString('utf8', 0, maxBytes)
}

/** The whole body, or why it could not be read. Rejects when the call itself was aborted. */
export async function readWhole(
  body: Readable,
  signal: AbortSignal,
): Promise<{ kind: 'read'; bytes: Buffer } | UpstreamFailure> {
  try {
    return { kind: 'read', bytes: await bytesOf(body) }
  } catch (error) {
    signal.throwIfAborted()
    return describeFailure(error)
  }
}

/** By events: an iterator costs several promises for each chunk. */
function bytesOf(body: Readable): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    body.on('data', (chunk: Buffer) => chunks.push(chunk))
    body.on('error', reject)
    body.on('end', () => {
      const [only] = chunks
      resolve(chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks))
    })
    body.on('close', () => {
      if (!body.readableEnded) reject(new Error('The body was closed before its end'))
    })
  })
}
