/** Turns the chunks of one candidate into the deltas of one OpenAI choice. */
import type {
  Candidate,
  FinishReason,
  GroundingMetadata,
  Part,
  UrlContextMetadata,
} from '../../../gemini/wire.ts'
import type { ChatAnswerOptions } from './answer-options.ts'
import type { ChatDelta, ChatFinishReason, ExtraContent } from './chat-chunk.ts'
import { toFinish } from './finish-reason.ts'
import { mergeGrounding, renderSources, toAnnotations } from './grounding.ts'
import { toContent } from './part-content.ts'
import { addSpan, type TextSpan } from './text-spans.ts'
import { ToolCallReader } from './tool-calls.ts'

/** The last deltas of a choice and its reason; or the error code of a candidate without any use. */
export type CandidateEnd =
  | { kind: 'finished'; deltas: ChatDelta[]; reason: ChatFinishReason }
  | { kind: 'fault'; reason: string; message?: string }

/** What Google says about an answer it held back: its message, else the reason and categories. */
function refusalText(reason: FinishReason, { finishMessage, safetyRatings }: Candidate): string {
  const categories = (safetyRatings ?? []).flatMap(({ blocked, category }) =>
    blocked === true && category !== undefined ? [category] : [],
  )
  return finishMessage ?? [reason, categories.join(', ')].filter((text) => text !== '').join(': ')
}

/** Reads one candidate. It remembers across chunks what OpenAI wants only at the end. */
export class CandidateAnswer {
  readonly #options: ChatAnswerOptions
  readonly #toolCalls: ToolCallReader
  readonly #spans: TextSpan[] = []
  #contentLength = 0
  #signature: Part['thoughtSignature']
  #grounding: GroundingMetadata = {}
  #urlContext: UrlContextMetadata | undefined
  #last: Candidate = {}

  constructor(options: ChatAnswerOptions) {
    this.#options = options
    this.#toolCalls = new ToolCallReader(options)
  }

  /** Whether Google has said why this candidate ended. */
  get finished(): boolean {
    return this.#last.finishReason !== undefined
  }

  /** Takes what a chunk holds of this candidate; gives what the client can see of it now. */
  push(candidate: Candidate): ChatDelta[] {
    this.#grounding = mergeGrounding(this.#grounding, candidate.groundingMetadata)
    this.#urlContext = candidate.urlContextMetadata ?? this.#urlContext
    if (candidate.finishReason) this.#last = candidate
    return (candidate.content?.parts ?? []).flatMap((part, index) => this.#pushPart(part, index))
  }

  /** Closes the candidate. Thoughts alone are no answer: agents would stop silently on them. */
  end(): CandidateEnd {
    const reason = this.#last.finishReason ?? 'FINISH_REASON_UNSPECIFIED'
    const message = this.#last.finishMessage
    const calls = this.#toolCalls.end(reason === 'MAX_TOKENS')
    const toolCall = this.#toolCalls.count > 0
    const silent = this.#contentLength === 0 && !toolCall
    const whyNoImage = reason === 'NO_IMAGE' || reason === 'IMAGE_OTHER' ? (message ?? '') : ''
    const finish = toFinish(reason, {
      toolCall,
      anything: !silent || whyNoImage !== '',
    })
    if (finish.kind === 'fault') return { ...finish, ...(message !== undefined && { message }) }

    const deltas: ChatDelta[] = calls.map((call) => ({ tool_calls: [call] }))
    if (silent && whyNoImage !== '') deltas.push({ content: whyNoImage })
    if (silent && finish.reason === 'content_filter') {
      deltas.push({ refusal: refusalText(reason, this.#last) })
    }
    return { ...finish, deltas: [...deltas, ...this.#closingDeltas()] }
  }

  #pushPart(part: Part, indexInChunk: number): ChatDelta[] {
    addSpan(this.#spans, part, indexInChunk, this.#contentLength)
    if (part.functionCall) {
      const calls = this.#toolCalls.push(part.functionCall, part.thoughtSignature)
      return calls.map((call) => ({ tool_calls: [call] }))
    }
    this.#signature = part.thoughtSignature ?? this.#signature
    if (part.thought === true) {
      if (!this.#options.showThinkingProcess || !part.text) return []
      return [{ reasoning_content: part.text }]
    }
    const content = withGap(toContent(part), part, this.#contentLength)
    this.#contentLength += content.length
    return content === '' ? [] : [{ content }]
  }

  /** What belongs to the whole content: sources, annotations, Google's own fields; in one delta. */
  #closingDeltas(): ChatDelta[] {
    if (this.#contentLength === 0) return []
    const sources = this.#options.showSearchLink ? renderSources(this.#grounding) : ''
    const annotations = toAnnotations(this.#grounding, this.#urlContext, this.#spans)
    const suggestions = this.#grounding.searchEntryPoint?.renderedContent
    // Beside calls the signature would be taken for theirs; they carry their own.
    const signature = this.#toolCalls.count === 0 ? this.#signature : undefined
    const google: ExtraContent['google'] = {
      ...(signature && { thought_signature: signature }),
      ...(suggestions && { search_entry_point: suggestions }),
    }
    const delta: ChatDelta = {
      ...((sources !== '' || annotations.length > 0) && { content: sources }),
      ...(annotations.length > 0 && { annotations }),
      ...(Object.keys(google).length > 0 && { extra_content: { google } }),
    }
    return Object.keys(delta).length > 0 ? [delta] : []
  }
}

/** A picture stands on a line of its own, apart from the text before it. */
function withGap(content: string, { inlineData }: Part, contentLength: number): string {
  return inlineData !== undefined && content !== '' && contentLength > 0
    ? `\n\n${content}`
    : content
}
