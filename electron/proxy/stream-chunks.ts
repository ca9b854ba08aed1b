/** From the bytes of an upstream stream to parsed Gemini chunks, or the verdict that ended it. */
import { StringDecoder } from 'node:string_decoder'
import type { UpstreamAnswer, UpstreamBody } from '../gemini/client.ts'
import { describeBreak } from '../gemini/upstream-failure.ts'
import {
  classify,
  classifyBrokenStream,
  classifyEmpty,
  classifyTruncated,
  parseGoogleError,
  statusOfGoogleError,
} from '../gemini/error.ts'
import { createSseReader, parseStreamEvent } from '../gemini/sse.ts'
import type { GenerateContentResponse, GoogleError } from '../gemini/wire.ts'
import { type Accepted, type FailedAttempt, rejected } from './failover.ts'

/** Thrown when a stream breaks off; says whose fault it was. */
export class StreamFailed extends Error {
  readonly failure: FailedAttempt

  constructor(failure: FailedAttempt) {
    super(failure.verdict.message)
    this.name = 'StreamFailed'
    this.failure = failure
  }
}

/**
 * The chunks of an upstream stream, all that one read of the socket completed at a time. Ends when
 * the upstream ends, whether or not the answer was complete.
 * @param hasBegun whether this continues an answer that a client has begun to read
 * @throws StreamFailed on an error event, a raw error tail, a body that is no event stream, or a
 *   broken connection (conformance B6); the signal's reason when the call was aborted
 */
export function streamChunks(
  answer: UpstreamAnswer,
  signal: AbortSignal,
  hasBegun = false,
): ChunkStream {
  return new ChunkStream(answer, signal, hasBegun)
}

/** No generator: three of them on the way of each event cost more than the event's own JSON. */
class ChunkStream implements AsyncIterableIterator<GenerateContentResponse[], undefined> {
  readonly #body: UpstreamBody
  readonly #bytes: AsyncIterator<Buffer, undefined>
  readonly #signal: AbortSignal
  readonly #reader = createSseReader()
  readonly #decoder = new StringDecoder('utf8')
  #hasBegun: boolean
  /** Events that came together with the first one, which does not wait for them to be parsed. */
  #held: readonly string[] = []
  #isAtEnd = false
  #failure: FailedAttempt | undefined

  constructor({ body }: UpstreamAnswer, signal: AbortSignal, hasBegun: boolean) {
    this.#body = body
    this.#bytes = body[Symbol.asyncIterator]()
    this.#signal = signal
    this.#hasBegun = hasBegun
  }

  async next(): Promise<IteratorResult<GenerateContentResponse[], undefined>> {
    for (;;) {
      if (this.#failure !== undefined) {
        this.#body.destroy()
        throw new StreamFailed(this.#failure)
      }
      const held = this.#held
      if (this.#isAtEnd && held.length === 0) return { done: true, value: undefined }
      this.#held = []
      let chunks: GenerateContentResponse[]
      if (held.length > 0) chunks = this.#take(held)
      else {
        let read: IteratorResult<Buffer, undefined>
        try {
          read = await this.#bytes.next()
        } catch (error) {
          this.#signal.throwIfAborted()
          throw new StreamFailed({ verdict: classifyBrokenStream(describeBreak(error)) })
        }
        chunks = read.done === true ? this.#takeEnd() : this.#takeBytes(read.value)
      }
      if (chunks.length > 0) return { done: false, value: chunks }
    }
  }

  async return(): Promise<IteratorResult<GenerateContentResponse[], undefined>> {
    this.#isAtEnd = true
    this.#held = []
    this.#body.destroy()
    return { done: true, value: undefined }
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  #takeBytes(bytes: Buffer): GenerateContentResponse[] {
    const payloads = this.#reader.push(this.#decoder.write(bytes))
    // With a failure behind it, the first one may not be passed on.
    if (this.#hasBegun || payloads.length < 2 || !payloads.every(seemsGood)) {
      return this.#take(payloads)
    }
    this.#held = payloads.slice(1)
    return this.#take(payloads.slice(0, 1))
  }

  /** What failed before it began is tried elsewhere; later, what came before the failure counts. */
  #take(payloads: readonly string[], unreadable = malformed): GenerateContentResponse[] {
    const { chunks, failure } = parseAll(payloads, unreadable)
    this.#failure = failure
    if (failure !== undefined && !this.#hasBegun) return []
    this.#hasBegun ||= chunks.length > 0
    return chunks
  }

  #takeEnd(): GenerateContentResponse[] {
    this.#isAtEnd = true
    const last = this.#reader.push(this.#decoder.end())
    const { data, residue } = this.#reader.end()
    const chunks = this.#take([...last, ...data], cutOff)
    if (this.#failure !== undefined || residue.trim() === '') return chunks
    const judged = judgeResidue(residue)
    this.#failure = judged.failure
    return [...chunks, ...judged.chunks]
  }
}

/**
 * The same for an answer that is read whole before anything of it is passed on. Rejects with the
 * signal's reason when the call was aborted.
 */
export async function allChunks(
  answer: UpstreamAnswer,
  signal: AbortSignal,
): Promise<Accepted<GenerateContentResponse[]>> {
  const all: GenerateContentResponse[] = []
  try {
    for await (const chunks of streamChunks(answer, signal)) all.push(...chunks)
  } catch (error) {
    if (!(error instanceof StreamFailed)) throw error
    return rejected(error.failure)
  }
  return { kind: 'accepted', value: all }
}

interface Parsed {
  chunks: GenerateContentResponse[]
  failure?: FailedAttempt
}

/** The chunks up to the first event that is none, and what that one means. */
function parseAll(payloads: readonly string[], unreadable: () => FailedAttempt): Parsed {
  const chunks: GenerateContentResponse[] = []
  for (const payload of payloads) {
    const event = parseStreamEvent(payload)
    if ('chunk' in event) chunks.push(event.chunk)
    else if ('chunks' in event) chunks.push(...event.chunks)
    else return { chunks, failure: 'error' in event ? failedWith(event.error) : unreadable() }
  }
  return { chunks }
}

/** Whether an event holds no error as far as can be told without parsing it. */
function seemsGood(payload: string): boolean {
  return payload.startsWith('{') && payload.endsWith('}') && !payload.includes('"error"')
}

/** Text that is no event: a JSON error tail, or a whole JSON answer to a streamed call. */
function judgeResidue(residue: string): Parsed {
  const event = parseStreamEvent(residue)
  if ('error' in event) return { chunks: [], failure: failedWith(parseGoogleError(residue)) }
  if ('malformed' in event) return { chunks: [], failure: malformed() }
  return { chunks: 'chunk' in event ? [event.chunk] : event.chunks }
}

function failedWith(error: GoogleError): FailedAttempt {
  const status = statusOfGoogleError(error)
  return { verdict: classify(status, error), google: { status, error } }
}

function malformed(): FailedAttempt {
  return { verdict: classifyEmpty('malformed_response', 'Google sent something that is no JSON') }
}

/** The stream ended in the middle of an event. */
function cutOff(): FailedAttempt {
  return { verdict: classifyTruncated() }
}
