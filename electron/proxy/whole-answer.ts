/** An answer of `:generateContent` that is read whole before anything of it is passed on. */
import type { UpstreamAnswer, UpstreamBody } from '../gemini/client.ts'
import { classify, classifyEmpty, classifyFailure, statusOfGoogleError } from '../gemini/error.ts'
import { readWhole } from '../gemini/read-body.ts'
import { parseStreamEvent } from '../gemini/sse.ts'
import type { GenerateContentResponse } from '../gemini/wire.ts'
import { type Accepted, type AtOnce, rejected } from './failover.ts'

/**
 * Reads and parses the body, at once where it is all there. What breaks off, is no JSON or holds an
 * error under status 200 is rejected. Rejects with the signal's reason when the call was aborted.
 */
export function readWholeAnswer(
  { body }: UpstreamAnswer,
  signal: AbortSignal,
): AtOnce<Accepted<GenerateContentResponse>> {
  const whole = body.takeWhole?.()
  return whole === undefined ? readLater(body, signal) : answerIn(whole)
}

async function readLater(
  body: UpstreamBody,
  signal: AbortSignal,
): Promise<Accepted<GenerateContentResponse>> {
  const read = await readWhole(body, signal)
  if (read.kind === 'failed') return rejected({ verdict: classifyFailure(read) })
  return answerIn(read.bytes)
}

function answerIn(bytes: Buffer): Accepted<GenerateContentResponse> {
  const event = parseStreamEvent(bytes.toString('utf8'))
  if ('chunk' in event) return { kind: 'accepted', value: event.chunk }
  if ('error' in event) {
    const { error } = event
    const status = statusOfGoogleError(error)
    return rejected({ verdict: classify(status, error), google: { status, error } })
  }
  return rejected({ verdict: classifyEmpty('malformed_response') })
}
