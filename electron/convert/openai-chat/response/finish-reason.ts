/** Why an answer ended, in OpenAI's words (conformance B2). */
import type { FinishReason } from '../../../gemini/wire.ts'
import type { ChatFinishReason } from './chat-chunk.ts'

/** `fault` means that Google gave nothing usable; `reason` is the error code for it. */
export type Finish =
  | { kind: 'finished'; reason: ChatFinishReason }
  | { kind: 'fault'; reason: string }

const fixedReasons: Partial<Record<FinishReason, ChatFinishReason>> = {
  MAX_TOKENS: 'length',
  CONTINUATION: 'length',
  SAFETY: 'content_filter',
  RECITATION: 'content_filter',
  LANGUAGE: 'content_filter',
  BLOCKLIST: 'content_filter',
  PROHIBITED_CONTENT: 'content_filter',
  SPII: 'content_filter',
  IMAGE_SAFETY: 'content_filter',
  IMAGE_PROHIBITED_CONTENT: 'content_filter',
  IMAGE_RECITATION: 'content_filter',
}

/**
 * Maps Gemini's reason. Those without a fixed meaning depend on what the client has of the
 * candidate: calls make it `tool_calls`, anything else `stop`, nothing at all a fault.
 */
export function toFinish(
  reason: FinishReason,
  emitted: { toolCall: boolean; anything: boolean },
): Finish {
  const fixed = fixedReasons[reason]
  if (fixed !== undefined) return { kind: 'finished', reason: fixed }
  if (emitted.toolCall) return { kind: 'finished', reason: 'tool_calls' }
  if (emitted.anything) return { kind: 'finished', reason: 'stop' }
  const unexplained = reason === 'STOP' || reason === 'FINISH_REASON_UNSPECIFIED'
  return { kind: 'fault', reason: unexplained ? 'empty_response' : reason.toLowerCase() }
}
