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
 * An answer in several pieces as one: the end of a piece is left out, counts are sums. Where a piece
 * cannot be had the answer ends `CONTINUATION`.
 */
export class Pieces {
  readonly #askOn: AskOn
  /** Of the pieces before this one. */
  #spent: UsageMetadata = {}
  #usage: UsageMetadata = {}
  #token: string | undefined
  #count = 1

  constructor(askOn: AskOn) {
    this.#askOn = askOn
  }

  /** Whether this continues an answer of which a client may have read. */
  get hasBegun(): boolean {
    return this.#count > 1
  }

  /** Whether another piece is to be asked for. */
  get hasMore(): boolean {
    return this.#token !== undefined && this.#count < MAX_PIECES
  }

  /** Takes chunks of the piece that is being read; gives them as chunks of the whole. */
  take(received: GenerateContentResponse[]): GenerateContentResponse[] {
    const chunks = this.hasBegun ? received.map((chunk) => withSpent(chunk, this.#spent)) : received
    for (const chunk of chunks) {
      this.#token ??= continuationToken(chunk)
      this.#usage = chunk.usageMetadata ?? this.#usage
    }
    return this.#token === undefined ? chunks : chunks.map(withoutEnd)
  }

  /** The next piece; undefined when there is none, or none to be had. */
  async next(): Promise<UpstreamAnswer | undefined> {
    if (this.#token === undefined || !this.hasMore) return undefined
    const answer = await this.#askOn(this.#token)
    if (answer === undefined) return undefined
    this.#token = undefined
    this.#spent = this.#usage
    this.#count += 1
    return answer
  }

  /** To be called after the last piece: how the answer ends where more should have come. */
  end(): GenerateContentResponse[] {
    return this.#token === undefined ? [] : [{ candidates: [{ finishReason: 'CONTINUATION' }] }]
  }
}
