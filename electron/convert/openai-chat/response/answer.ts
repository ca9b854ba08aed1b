/** One Gemini answer, fed in chunks, as pieces of OpenAI choices: what streaming and not streaming share. */
import type { Candidate, GenerateContentResponse, UsageMetadata } from '../../../gemini/wire.ts'
import type { ChatAnswerOptions } from './answer-options.ts'
import { CandidateAnswer, type CandidateEnd } from './candidate-answer.ts'
import type { ChatChunk, ChatChunkChoice, ChatDelta, ChatUsage } from './chat-chunk.ts'
import { serverSteps, type ServerSteps } from './server-steps.ts'
import { mergeUsage, serviceTier, toChatUsage } from './usage.ts'

/**
 * `empty` is an upstream fault: nothing a client could use; `reason` is its error code. `blocked` is
 * a refused prompt of which nothing was answered, where the options want an error.
 */
export type AnswerEnd =
  | { kind: 'finished'; choices: ChatChunkChoice[] }
  | { kind: 'empty'; reason: string; message?: string }
  | { kind: 'blocked'; reason: 'content_filter'; message: string }

interface Choice {
  index: number
  candidate: CandidateAnswer
  started: boolean
}

/** Google's words on a prompt it refused, if it did. */
function blockedText(feedback: GenerateContentResponse['promptFeedback']): string | undefined {
  return feedback?.blockReason === undefined
    ? undefined
    : [feedback.blockReason, feedback.blockReasonMessage].filter(Boolean).join(': ')
}

/** Reduces the chunks of one answer. */
export class Answer {
  readonly #options: ChatAnswerOptions
  /** Few: nearly always one. */
  readonly #choices: Choice[] = []
  #head: Omit<ChatChunk, 'choices'> | undefined
  #responseId: string | undefined
  #modelVersion: string | undefined
  #usage: UsageMetadata = {}
  #blocked: string | undefined

  constructor(options: ChatAnswerOptions) {
    this.#options = options
  }

  /** Whether some choice has begun of which Google has not yet said why it ended. */
  get unfinished(): boolean {
    const areOpen = this.#choices.some(({ candidate }) => !candidate.finished)
    return this.#blocked === undefined && areOpen
  }

  /** The counts seen so far. */
  get usage(): ChatUsage {
    return toChatUsage(this.#usage)
  }

  /** What all chunks share; fixed by the first one that is sent. */
  get head(): Omit<ChatChunk, 'choices'> {
    this.#head ??= {
      id: this.#responseId ? `chatcmpl-${this.#responseId}` : this.#options.newId('chatcmpl'),
      object: 'chat.completion.chunk',
      created: this.#options.createdSeconds,
      model: this.#options.model,
      ...(this.#modelVersion && { system_fingerprint: this.#modelVersion }),
      ...serviceTier(this.#usage),
    }
    return this.#head
  }

  /** Takes one chunk, or a whole body; gives what the client can see of it now. */
  push(response: GenerateContentResponse): ChatChunkChoice[] {
    this.#responseId ??= response.responseId
    this.#modelVersion ??= response.modelVersion
    this.#usage = mergeUsage(this.#usage, response.usageMetadata)
    this.#blocked ??= blockedText(response.promptFeedback)
    const { candidates = [] } = response
    const [only] = candidates
    // The usual case, apart because it is met once per event.
    if (candidates.length === 1 && only !== undefined) {
      return this.#pushCandidate(only, only.index ?? 0)
    }
    return candidates.flatMap((candidate, position) =>
      this.#pushCandidate(candidate, candidate.index ?? position),
    )
  }

  /** Closes every choice; an answer of nothing but thoughts is none. */
  end(): AnswerEnd {
    if (this.#blocked !== undefined) {
      if (this.#options.blockedPrompt === 'http_400' && this.#choices.length === 0) {
        const message = `Google refused the prompt: ${this.#blocked}`
        return { kind: 'blocked', reason: 'content_filter', message }
      }
      this.#applyBlock(this.#blocked)
    }
    const choices: ChatChunkChoice[] = []
    let fault: Extract<CandidateEnd, { kind: 'fault' }> | undefined
    let isAnswered = false
    for (const choice of this.#choices) {
      const end = choice.candidate.end()
      if (end.kind === 'fault') {
        fault ??= end
        choices.push(...lastPieces(choice, [], 'stop'))
      } else {
        isAnswered = true
        choices.push(...lastPieces(choice, end.deltas, end.reason, end.steps))
      }
    }
    return isAnswered
      ? { kind: 'finished', choices }
      : { reason: 'empty_response', ...fault, kind: 'empty' }
  }

  /** A refused prompt ends every choice that has no other end (conformance B1). */
  #applyBlock(finishMessage: string): void {
    if (this.#choices.length === 0) this.#choiceAt(0)
    for (const { candidate } of this.#choices) {
      if (!candidate.finished) candidate.push({ finishReason: 'SAFETY', finishMessage })
    }
  }

  #choiceAt(index: number): Choice {
    const known = this.#choices.find((choice) => choice.index === index)
    if (known !== undefined) return known
    const candidate = new CandidateAnswer(this.#options)
    const choice = { index, candidate, started: false }
    this.#choices.push(choice)
    return choice
  }

  #pushCandidate(candidate: Candidate, index: number): ChatChunkChoice[] {
    const choice = this.#choiceAt(index)
    const deltas = choice.candidate.push(candidate)
    return deltas.length === 0 ? [] : piecesOf(choice, deltas)
  }
}

/** The last pieces of a choice. */
function lastPieces(
  choice: Choice,
  deltas: ChatDelta[],
  reason: ChatChunkChoice['finish_reason'],
  steps?: ServerSteps,
): ChatChunkChoice[] {
  const pieces = piecesOf(choice, deltas)
  const last = pieceOf(choice, {}, reason)
  if (steps !== undefined) last[serverSteps] = steps
  pieces.push(last)
  return pieces
}

/** One piece per delta, after the role if it is the choice's first. */
function piecesOf(choice: Choice, deltas: ChatDelta[]): ChatChunkChoice[] {
  const pieces: ChatChunkChoice[] = []
  if (!choice.started) pieces.push(pieceOf(choice, { role: 'assistant', content: '' }, null))
  choice.started = true
  for (const delta of deltas) pieces.push(pieceOf(choice, delta, null))
  return pieces
}

function pieceOf(
  { index }: Choice,
  delta: ChatDelta,
  finish_reason: ChatChunkChoice['finish_reason'],
): ChatChunkChoice {
  return { index, delta, finish_reason, logprobs: null }
}
