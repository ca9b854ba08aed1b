/** An answer of `:generateContent` that is read whole before anything of it is passed on. */
import type { UpstreamAnswer } from '../gemini/client.ts'
import { classify, classifyEmpty, classifyFailure, statusOfGoogleError } from '../gemini/error.ts'
import { readWhole, type WholeBody } from '../gemini/read-body.ts'
import { parseStreamEvent } from '../gemini/sse.ts'
import type { GenerateContentResponse } from '../gemini/wire.ts'
import { andThen, type AtOnce } from '../shared/at-once.ts'
import { type Accepted, rejected } from './failover.ts'

/**
 * Reads and parses the body, at once where it is all there. What breaks off, is no JSON or holds an
 * error under status 200 is rejected. Rejects with the signal's reason when the call was aborted.
 */
export function readWholeAnswer(
  { body }: UpstreamAnswer,
  signal: AbortSignal,
): AtOnce<Accepted<GenerateContentResponse>> {
  return andThen(readWhole(body, signal), answerIn)
}

function answerIn(read: WholeBody): Accepted<GenerateContentResponse> {
  if (read.kind === 'failed') return rejected({ verdict: classifyFailure(read) })
  const event = parseStreamEvent(read.bytes.toString('utf8'))
  if ('chunk' in event) return { kind: 'accepted', value: event.chunk }
  if ('error' in event) {
    const { error } = event
    const status = statusOfGoogleError(error)
    return rejected({ verdict: classify(status, error), google: { status, error } })
  }
  return rejected({ verdict: classifyEmpty('malformed_response') })
}
