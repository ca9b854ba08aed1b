/** From the bytes of an upstream stream to parsed Gemini chunks, or the verdict that ended it. */
import { StringDecoder } from 'node:string_decoder'
import type { UpstreamAnswer } from '../gemini/client.ts'
import { describeBreak } from '../gemini/client.ts'
import {
  classify,
  classifyEmpty,
  classifyFailure,
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
export async function* streamChunks(
  answer: UpstreamAnswer,
  signal: AbortSignal,
  hasBegun = false,
): AsyncGenerator<GenerateContentResponse[]> {
  const reader = createSseReader()
  const decoder = new StringDecoder('utf8')
  let begun = hasBegun
  const take = function* (payloads: readonly string[]) {
    const { chunks, failure } = parseAll(payloads)
    // What failed before it began is tried elsewhere; later, what came before the failure counts.
    if (chunks.length > 0 && (begun || failure === undefined)) yield chunks
    begun ||= chunks.length > 0
    if (failure !== undefined) throw new StreamFailed(failure)
  }
  try {
    for await (const bytes of answer.body) {
      yield* take(reader.push(decoder.write(bytes)))
    }
  } catch (error) {
    if (error instanceof StreamFailed) throw error
    signal.throwIfAborted()
    throw new StreamFailed({ verdict: classifyFailure(describeBreak(error)) })
  }
  const rest = reader.push(decoder.end())
  const { data, residue } = reader.end()
  yield* take([...rest, ...data])
  if (residue.trim() !== '') yield* judgeResidue(residue)
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

/** The chunks up to the first event that is none, and what that one means. */
function parseAll(payloads: readonly string[]): {
  chunks: GenerateContentResponse[]
  failure?: FailedAttempt
} {
  const chunks: GenerateContentResponse[] = []
  for (const payload of payloads) {
    const event = parseStreamEvent(payload)
    if ('chunk' in event) chunks.push(event.chunk)
    else if ('chunks' in event) chunks.push(...event.chunks)
    else return { chunks, failure: 'error' in event ? failedWith(event.error) : malformed() }
  }
  return { chunks }
}

/** Text that is no event: a JSON error tail, or a whole JSON answer to a streamed call. */
function* judgeResidue(residue: string): Generator<GenerateContentResponse[]> {
  const event = parseStreamEvent(residue)
  if ('error' in event) throw new StreamFailed(failedWith(parseGoogleError(residue)))
  if ('malformed' in event) throw new StreamFailed(malformed())
  yield 'chunk' in event ? [event.chunk] : event.chunks
}

function failedWith(error: GoogleError): FailedAttempt {
  const status = statusOfGoogleError(error)
  return { verdict: classify(status, error), google: { status, error } }
}

function malformed(): FailedAttempt {
  return { verdict: classifyEmpty('malformed_response', 'Google sent something that is no JSON') }
}
