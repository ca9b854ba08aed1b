/** The steps of a streamed chat answer, from the first thing a client may see to the end. */
import type { ChatChunk } from '../convert/openai-chat/response/chat-chunk.ts'
import type { ChatStream, ChatStreamEnd } from '../convert/openai-chat/response/stream.ts'
import { classifyBlocked, classifyTruncated, classifyUnusable } from '../gemini/error.ts'
import type { Verdict } from '../gemini/error-rules.ts'
import type { GenerateContentResponse } from '../gemini/wire.ts'
import { type Arrivals, notYet } from '../shared/arrivals.ts'
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
 * Feeds the chunks of an upstream stream through the reducer. Steps without anything visible are
 * left out, so the first step tells whether another key may still be tried. The last one is
 * `finished` or `failed`. Throws the signal's reason when the call was aborted.
 */
export class ChatSteps implements Arrivals<ChatStep> {
  readonly #upstream: Arrivals<GenerateContentResponse[]>
  readonly #stream: ChatStream
  readonly #trace: RequestTrace
  #isOver = false
  #hasBegun = false
  /** What came together with the first thing to see, which does not wait for it to be translated. */
  #held: readonly GenerateContentResponse[] = []

  constructor(
    upstream: Arrivals<GenerateContentResponse[]>,
    stream: ChatStream,
    trace: RequestTrace,
  ) {
    this.#upstream = upstream
    this.#stream = stream
    this.#trace = trace
  }

  take(): ChatStep | typeof notYet | undefined {
    if (this.#isOver) return undefined
    try {
      for (;;) {
        const received = this.#held.length > 0 ? this.#held : this.#upstream.take()
        if (received === notYet) return notYet
        if (received === undefined) return this.#last(endOf(this.#stream))
        const chunks = this.#translate(received)
        if (chunks.length > 0) return { kind: 'chunks', chunks }
      }
    } catch (error) {
      if (!(error instanceof StreamFailed)) throw error
      return this.#last({ kind: 'failed', failure: error.failure })
    }
  }

  arrival(): Promise<void> {
    return this.#upstream.arrival()
  }

  destroy(): void {
    this.#isOver = true
    this.#upstream.destroy()
  }

  #translate(received: readonly GenerateContentResponse[]): ChatChunk[] {
    this.#held = []
    noteUsage(this.#trace, received.at(-1)?.usageMetadata)
    const chunks: ChatChunk[] = []
    for (const [at, chunk] of received.entries()) {
      chunks.push(...this.#stream.push(chunk))
      if (this.#hasBegun || chunks.length === 0) continue
      this.#hasBegun = true
      this.#held = received.slice(at + 1)
      break
    }
    return chunks
  }

  #last(step: ChatStep): ChatStep {
    this.#isOver = true
    return step
  }
}

function endOf(stream: ChatStream): ChatStep {
  const end = stream.end()
  if (end.kind === 'finished') return { kind: 'finished', chunks: end.chunks }
  return { kind: 'failed', failure: { verdict: verdictOn(end) } }
}

/** What an answer means that is none. */
export function verdictOn(end: Exclude<ChatStreamEnd, { kind: 'finished' }>): Verdict {
  if (end.kind === 'blocked') return classifyBlocked(end.message, end.reason)
  return end.kind === 'empty' ? classifyUnusable(end.reason, end.message) : classifyTruncated()
}
