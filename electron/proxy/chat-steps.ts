/** The steps of a streamed chat answer, from the first thing a client may see to the end. */
import type { ChatChunk } from '../convert/openai-chat/response/chat-chunk.ts'
import type { ChatStream } from '../convert/openai-chat/response/stream.ts'
import { classifyEmpty } from '../gemini/error.ts'
import type { GenerateContentResponse } from '../gemini/wire.ts'
import type { FailedAttempt } from './failover.ts'
import { noteUsage, type RequestTrace } from './trace.ts'
import { StreamFailed } from './stream-chunks.ts'

export type ChatStep =
  | { kind: 'chunks'; chunks: ChatChunk[] }
  /** The answer is complete. */
  | { kind: 'finished'; chunks: ChatChunk[] }
  /** The answer broke off; what came before stands. */
  | { kind: 'failed'; failure: FailedAttempt }

/**
 * Feeds the chunks of an upstream stream through the reducer. Steps without anything visible are left out, so the
 * first step tells whether another key may still be tried. The last one is `finished` or `failed`.
 * Rejects with the signal's reason when the call was aborted.
 */
export async function* chatSteps(
  upstream: AsyncIterable<GenerateContentResponse[]>,
  stream: ChatStream,
  trace: RequestTrace,
): AsyncGenerator<ChatStep, void> {
  try {
    for await (const received of upstream) {
      noteUsage(trace, received.at(-1)?.usageMetadata)
      const chunks = received.flatMap((chunk) => stream.push(chunk))
      if (chunks.length > 0) yield { kind: 'chunks', chunks }
    }
    yield endOf(stream)
  } catch (error) {
    if (!(error instanceof StreamFailed)) throw error
    yield { kind: 'failed', failure: error.failure }
  }
}

function endOf(stream: ChatStream): ChatStep {
  const end = stream.end()
  if (end.kind === 'finished') return { kind: 'finished', chunks: end.chunks }
  const verdict =
    end.kind === 'empty'
      ? classifyEmpty(end.reason, end.message)
      : classifyEmpty('stream_truncated', 'The answer of Google broke off before its end')
  return { kind: 'failed', failure: { verdict } }
}
