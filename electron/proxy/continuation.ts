/** Fetches the rest of an answer that Google gives in several pieces (conformance B2). */
import { Readable } from 'node:stream'
import { continuationToken, withoutEnd, withSpent } from '../gemini/continuation.ts'
import type { GeminiClient, UpstreamAnswer, UpstreamCall } from '../gemini/client.ts'
import { readText } from '../gemini/read-body.ts'
import type { GenerateContentResponse, UsageMetadata } from '../gemini/wire.ts'
import type { Lease } from '../keys/lease.ts'

/** Ends a model that would go on for ever; what it said until then stands as cut short. */
const MAX_PIECES = 32
const MAX_ERROR_BODY_BYTES = 64 * 1024

/** Asks for the next piece; undefined where there is none to be had. */
export type AskOn = (token: string) => Promise<UpstreamAnswer | undefined>

/** Asks as the first piece was asked for, with the same key: tokens are that key's own. */
export function askOnWith(client: GeminiClient, sent: UpstreamCall, lease: Lease): AskOn {
  return async (token) => {
    if (sent.body === undefined || sent.body instanceof Readable) return undefined
    const request = JSON.parse(sent.body.toString()) as object
    const body = JSON.stringify({ ...request, continuationToken: token })
    const key = { id: lease.keyId, secret: lease.secret }
    const answer = await client.send({ ...sent, body }, key)
    if (answer.kind === 'failed') return undefined
    if (answer.status < 300) return answer
    await readText(answer.body, MAX_ERROR_BODY_BYTES)
    return undefined
  }
}

/**
 * The chunks of an answer and of all its further pieces as one answer: the end of a piece is left
 * out, counts are sums. Where a piece cannot be had the answer ends `CONTINUATION`.
 * @param read reads a piece; it hears whether a client has read of the answer before
 * @throws what `read` throws
 */
export async function* continuedChunks(
  first: UpstreamAnswer,
  askOn: AskOn,
  read: (answer: UpstreamAnswer, begun: boolean) => AsyncIterable<GenerateContentResponse[]>,
): AsyncGenerator<GenerateContentResponse[]> {
  let spent: UsageMetadata = {}
  let answer: UpstreamAnswer | undefined = first
  for (let piece = 1; answer !== undefined; piece += 1) {
    let token: string | undefined
    let usage = spent
    for await (const received of read(answer, piece > 1)) {
      const chunks: GenerateContentResponse[] =
        piece === 1 ? received : received.map((chunk) => withSpent(chunk, spent))
      for (const chunk of chunks) {
        token ??= continuationToken(chunk)
        usage = chunk.usageMetadata ?? usage
      }
      yield token === undefined ? chunks : chunks.map(withoutEnd)
    }
    if (token === undefined) return
    answer = piece < MAX_PIECES ? await askOn(token) : undefined
    if (answer === undefined) yield [{ candidates: [{ finishReason: 'CONTINUATION' }] }]
    spent = usage
  }
}
