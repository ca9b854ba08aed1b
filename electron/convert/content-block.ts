/** Whether Google held an answer back for what is in it (conformance B2). */
import type { Candidate, GenerateContentResponse } from '../gemini/wire.ts'

const blocks: ReadonlySet<string | undefined> = new Set([
  'SAFETY',
  'RECITATION',
  'LANGUAGE',
  'BLOCKLIST',
  'PROHIBITED_CONTENT',
  'SPII',
])

/** What Google says about it, else its reason; undefined when nothing was held back. */
export function contentBlock({
  promptFeedback,
  candidates,
}: GenerateContentResponse): string | undefined {
  if (promptFeedback?.blockReason !== undefined) {
    return promptFeedback.blockReasonMessage ?? promptFeedback.blockReason
  }
  const { finishReason, finishMessage }: Candidate = candidates?.[0] ?? {}
  return blocks.has(finishReason) ? (finishMessage ?? finishReason) : undefined
}
