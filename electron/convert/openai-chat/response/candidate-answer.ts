/** Turns the chunks of one candidate into the deltas of one OpenAI choice. */
import type {
  Candidate,
  Citation,
  FinishReason,
  FunctionCall,
  GroundingMetadata,
  Part,
  UrlContextMetadata,
} from '../../../gemini/wire.ts'
import type { ChatAnswerOptions } from './answer-options.ts'
import type { ChatDelta, ChatFinishReason, ExtraContent } from './chat-chunk.ts'
import { isAudio, toChatAudio } from './audio.ts'
import { citationAnnotations, mergeCitations } from './citations.ts'
import { toFinish } from './finish-reason.ts'
import { imageUrl } from './images.ts'
import { mergeGrounding, renderSources, toAnnotations } from './grounding.ts'
import { toVisible } from './part-content.ts'
import { isServerStep, ServerStepReader, type ServerSteps } from './server-steps.ts'
import { addSpan, type TextSpan } from './text-spans.ts'
import { ThoughtWriter } from './thoughts.ts'
import { ToolCallReader } from './tool-calls.ts'

/** The last deltas of a choice and its reason; or the error code of a candidate without any use. */
export type CandidateEnd =
  | { kind: 'finished'; deltas: ChatDelta[]; reason: ChatFinishReason; steps?: ServerSteps }
  | { kind: 'fault'; reason: string; message?: string }

/** Every field of `Part`; the compiler misses one that the type has gained. */
const knownFields: ReadonlySet<string> = new Set(
  Object.keys({
    audioTranscription: 0,
    codeExecutionResult: 0,
    executableCode: 0,
    fileData: 0,
    functionCall: 0,
    functionResponse: 0,
    inlineData: 0,
    mediaProcessing: 0,
    mediaResolution: 0,
    partMetadata: 0,
    speechMetadata: 0,
    text: 0,
    thought: 0,
    thoughtSignature: 0,
    toolCall: 0,
    toolResponse: 0,
    videoMetadata: 0,
  } satisfies Record<keyof Part, 0>),
)

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
  readonly #thoughts: ThoughtWriter
  readonly #steps = new ServerStepReader()
  readonly #spans: TextSpan[] = []
  readonly #sounds: NonNullable<Part['inlineData']>[] = []
  /** Of all content so far, thoughts between tags too. */
  #contentLength = 0
  /** Whether there is anything but thoughts and calls. */
  #hasContent = false
  #signature: Part['thoughtSignature']
  #grounding: GroundingMetadata = {}
  #urlContext: UrlContextMetadata | undefined
  #citations: readonly Citation[] = []
  #last: Candidate = {}

  constructor(options: ChatAnswerOptions) {
    this.#options = options
    this.#toolCalls = new ToolCallReader(options)
    this.#thoughts = new ThoughtWriter(options)
  }

  /** Whether Google has said why this candidate ended. */
  get finished(): boolean {
    return this.#last.finishReason !== undefined
  }

  /** Takes what a chunk holds of this candidate; gives what the client can see of it now. */
  push(candidate: Candidate): ChatDelta[] {
    this.#grounding = mergeGrounding(this.#grounding, candidate.groundingMetadata)
    this.#urlContext = candidate.urlContextMetadata ?? this.#urlContext
    if (candidate.citationMetadata) {
      this.#citations = mergeCitations(this.#citations, candidate.citationMetadata)
    }
    if (candidate.finishReason) this.#last = candidate
    const { parts = [] } = candidate.content ?? {}
    const [only] = parts
    // The usual case, apart because it is met once per event.
    if (parts.length === 1 && only !== undefined) return this.#pushPart(only, 0)
    return parts.flatMap((part, index) => this.#pushPart(part, index))
  }

  /** Closes the candidate. Thoughts alone are no answer: agents would stop silently on them. */
  end(): CandidateEnd {
    const reason = this.#last.finishReason ?? 'FINISH_REASON_UNSPECIFIED'
    const message = this.#last.finishMessage
    const calls = this.#toolCalls.end(reason === 'MAX_TOKENS')
    const toolCall = this.#toolCalls.count > 0
    const silent = !this.#hasContent && !toolCall
    const whyNoImage = reason === 'NO_IMAGE' || reason === 'IMAGE_OTHER' ? (message ?? '') : ''
    const finish = toFinish(reason, {
      toolCall,
      anything: !silent || whyNoImage !== '',
    })
    if (finish.kind === 'fault') return { ...finish, ...(message !== undefined && { message }) }

    const deltas = this.#closeThoughts()
    for (const call of calls) deltas.push({ tool_calls: [call] })
    const audio = toChatAudio(this.#sounds, this.#options)
    if (audio !== undefined) deltas.push({ audio })
    if (silent && whyNoImage !== '') deltas.push({ content: whyNoImage })
    if (silent && finish.reason === 'content_filter') {
      deltas.push({ refusal: refusalText(reason, this.#last) })
    }
    const closing = this.#closingDelta()
    if (closing !== undefined) deltas.push(closing)
    const steps = this.#steps.end(this.#toolCalls.firstId)
    return { ...finish, deltas, ...(steps && { steps }) }
  }

  #pushPart(part: Part, indexInChunk: number): ChatDelta[] {
    if (part.functionCall) return this.#pushCall(part.functionCall, part, indexInChunk)
    if (isServerStep(part)) {
      this.#steps.push(part, this.#toolCalls.count > 0)
      addSpan(this.#spans, part, indexInChunk, this.#contentLength)
      return []
    }
    this.#signature = part.thoughtSignature ?? this.#signature
    if (part.thought === true) {
      addSpan(this.#spans, part, indexInChunk, this.#contentLength)
      const thought = this.#thoughts.write(part.text)
      return thought === undefined ? [] : [this.#counted(thought)]
    }
    if (part.inlineData && isAudio(part.inlineData)) this.#sounds.push(part.inlineData)
    const { content, images } = toVisible(part, this.#options.imageFormat)
    const isSeen = content !== '' || images.length > 0
    this.#hasContent ||= isSeen || this.#sounds.length > 0
    const deltas = isSeen ? this.#closeThoughts() : []
    const gap = deltas.length > 0 ? '' : gapBefore(part, this.#contentLength)
    addSpan(this.#spans, part, indexInChunk, this.#contentLength)
    if (!isSeen) {
      noteUnknown(part, this.#options)
      return []
    }
    deltas.push(images.length > 0 ? { images } : this.#counted({ content: gap + content }))
    return deltas
  }

  #pushCall(call: FunctionCall, part: Part, indexInChunk: number): ChatDelta[] {
    const calls = this.#toolCalls.push(call, part.thoughtSignature)
    const before = calls.length > 0 ? this.#closeThoughts() : []
    addSpan(this.#spans, part, indexInChunk, this.#contentLength)
    return [...before, ...calls.map((one) => ({ tool_calls: [one] }))]
  }

  #closeThoughts(): ChatDelta[] {
    const content = this.#thoughts.close()
    return content === '' ? [] : [this.#counted({ content })]
  }

  /** Counts what a delta adds to the content. */
  #counted(delta: ChatDelta): ChatDelta {
    this.#contentLength += delta.content?.length ?? 0
    return delta
  }

  /** What belongs to the whole content: sources, annotations, Google's own fields; in one delta. */
  #closingDelta(): ChatDelta | undefined {
    if (!this.#hasContent) return undefined
    const sources = this.#options.showSearchLink ? renderSources(this.#grounding) : ''
    const annotations = [
      ...toAnnotations(this.#grounding, this.#urlContext, this.#spans),
      ...citationAnnotations(this.#citations, this.#spans),
    ]
    const suggestions = this.#grounding.searchEntryPoint?.renderedContent
    // Beside calls the signature would be taken for theirs; they carry their own.
    const signature = this.#toolCalls.count === 0 ? this.#signature : undefined
    const isCited = sources !== '' || annotations.length > 0
    if (!isCited && !signature && !suggestions) return undefined
    const google: ExtraContent['google'] = {
      ...(signature && { thought_signature: signature }),
      ...(suggestions && { search_entry_point: suggestions }),
    }
    return {
      ...(isCited && { content: sources }),
      ...(annotations.length > 0 && { annotations }),
      ...(Object.keys(google).length > 0 && { extra_content: { google } }),
    }
  }
}

/** A part of a kind that Google added later is passed over, but not in silence (conformance B5). */
function noteUnknown(part: Part, { noteUnknownPart }: ChatAnswerOptions): void {
  const unknown = Object.keys(part).filter((field) => !knownFields.has(field))
  if (unknown.length > 0) noteUnknownPart(unknown)
}

/** A picture stands on a line of its own, apart from the text before it. */
function gapBefore(part: Part, contentLength: number): string {
  return imageUrl(part) !== undefined && contentLength > 0 ? '\n\n' : ''
}
