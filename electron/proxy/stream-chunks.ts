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
import { type Arrivals, each, notYet } from '../shared/arrivals.ts'
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
 * @throws StreamFailed from `take`, on an error event, a raw error tail, a body that is no event stream,
 *   or a broken connection (conformance B6); the signal's reason when the call was aborted
 */
export function streamChunks(
  answer: UpstreamAnswer,
  signal: AbortSignal,
  hasBegun = false,
): Arrivals<GenerateContentResponse[]> {
  return new ChunkStream(answer, signal, hasBegun)
}

class ChunkStream implements Arrivals<GenerateContentResponse[]> {
  readonly #body: UpstreamBody
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
    this.#signal = signal
    this.#hasBegun = hasBegun
  }

  take(): GenerateContentResponse[] | typeof notYet | undefined {
    for (;;) {
      if (this.#failure !== undefined) {
        this.#body.destroy()
        throw new StreamFailed(this.#failure)
      }
      const chunks = this.#held.length > 0 ? this.#readHeld() : this.#readNext()
      if (chunks === notYet || chunks === undefined || chunks.length > 0) return chunks
    }
  }

  arrival(): Promise<void> {
    return this.#body.arrival()
  }

  destroy(): void {
    this.#isAtEnd = true
    this.#held = []
    this.#body.destroy()
  }

  #readHeld(): GenerateContentResponse[] {
    const held = this.#held
    this.#held = []
    return this.#read(held)
  }

  #readNext(): GenerateContentResponse[] | typeof notYet | undefined {
    if (this.#isAtEnd) return undefined
    const bytes = this.#takeBytes()
    if (bytes === notYet) return notYet
    return bytes === undefined ? this.#readEnd() : this.#readBytes(bytes)
  }

  #takeBytes(): Buffer | typeof notYet | undefined {
    try {
      return this.#body.take()
    } catch (error) {
      this.#signal.throwIfAborted()
      throw new StreamFailed({ verdict: classifyBrokenStream(describeBreak(error)) })
    }
  }

  #readBytes(bytes: Buffer): GenerateContentResponse[] {
    const payloads = this.#reader.push(this.#decoder.write(bytes))
    // With a failure behind it, the first one may not be passed on.
    if (this.#hasBegun || payloads.length < 2 || !payloads.every(seemsGood)) {
      return this.#read(payloads)
    }
    this.#held = payloads.slice(1)
    return this.#read(payloads.slice(0, 1))
  }

  /** What failed before it began is tried elsewhere; later, what came before the failure counts. */
  #read(payloads: readonly string[], unreadable = malformed): GenerateContentResponse[] {
    const { chunks, failure } = parseAll(payloads, unreadable)
    this.#failure = failure
    if (failure !== undefined && !this.#hasBegun) return []
    this.#hasBegun ||= chunks.length > 0
    return chunks
  }

  #readEnd(): GenerateContentResponse[] {
    this.#isAtEnd = true
    const last = this.#reader.push(this.#decoder.end())
    const { data, residue } = this.#reader.end()
    const chunks = this.#read([...last, ...data], cutOff)
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
    for await (const chunks of each(streamChunks(answer, signal))) all.push(...chunks)
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
