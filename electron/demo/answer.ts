/** From a request to the chunks of its answer; the whole answer is the same chunks put together. */
import type {
  Candidate,
  FinishReason,
  GenerateContentResponse,
  GroundingMetadata,
  Part,
} from '../gemini/wire.ts'
import { shorten, type Ask, type Draft } from './ask.ts'
import { callAnswer } from './call-answer.ts'
import { cutShort } from './cut-short.ts'
import { responseId, thoughtSignature } from './fingerprint.ts'
import { servingModel } from './models.ts'
import { pictureAnswer } from './picture.ts'
import { speechAnswer } from './speech.ts'
import { plainAnswer, resultsAnswer } from './text-answers.ts'
import { answerTokens, promptOf, usageMeter } from './tokens.ts'
import { codeAnswer, jsonAnswer, searchAnswer } from './tool-answers.ts'
import { transcriptAnswer } from './transcript.ts'

/** Kinds of answer by precedence; the plain one takes whatever is left. */
const composers: readonly ((ask: Ask) => Draft | undefined)[] = [
  speechAnswer,
  transcriptAnswer,
  resultsAnswer,
  callAnswer,
  pictureAnswer,
  jsonAnswer,
  codeAnswer,
  searchAnswer,
]

/** Every event of `:streamGenerateContent`: one part each, usage growing, the reason on the last. */
export function answerChunks(ask: Ask): GenerateContentResponse[] {
  const draft = compose(ask)
  const thoughts = composeThoughts(ask)
  const { stopSequences, maxOutputTokens } = ask.request.generationConfig ?? {}
  const cut = cutShort(ask.directives.silent ? [] : draft.parts, {
    stopSequences,
    maxOutputTokens,
    thoughtTokens: answerTokens(thoughts),
  })
  const parts = [...thoughts, ...signed(cut.parts, ask)]
  const finishReason = (ask.directives.finish as FinishReason | undefined) ?? cut.finishReason
  const last: Candidate = { finishReason }
  const grounding = groundingFor(draft.grounding, cut.parts, thoughts.length > 0)
  if (grounding !== undefined) last.groundingMetadata = grounding
  return toChunks(ask, parts, last, draft.toolTokens ?? 0)
}

function compose(ask: Ask): Draft {
  if (ask.directives.length !== undefined) return plainAnswer(ask)
  for (const composer of composers) {
    const draft = composer(ask)
    if (draft !== undefined) return draft
  }
  return plainAnswer(ask)
}

function composeThoughts({ model, request, text, directives }: Ask): Part[] {
  const { includeThoughts, thinkingBudget } = request.generationConfig?.thinkingConfig ?? {}
  const asked = includeThoughts === true && thinkingBudget !== 0
  if (!model.thinks || !(asked || directives.thought)) return []
  return [
    { thought: true, text: `**Reading the request**\n\nIt says: “${shorten(text, 200)}”.\n\n` },
    { thought: true, text: '**Choosing an answer**\n\nA short and friendly one will do. 🤔\n\n' },
  ]
}

/**
 * Signatures where gemini-3 puts them: the first part of an answer and its first function call, what
 * its own tools did, and every picture.
 */
function signed(parts: readonly Part[], { model, seed }: Ask): Part[] {
  if (model.generation < 3) return [...parts]
  const firstCall = parts.find((part) => part.functionCall !== undefined)
  return parts.map((part, at) => {
    const isStep = part.toolCall !== undefined || part.toolResponse !== undefined
    const isSigned = at === 0 || part === firstCall || isStep || part.inlineData !== undefined
    return isSigned
      ? { ...part, thoughtSignature: thoughtSignature(`${seed}:${at}`, servingModel(model)) }
      : part
  })
}

/** Grounding of the text that is left; it belongs to the second part when thoughts come first. */
function groundingFor(
  grounding: GroundingMetadata | undefined,
  parts: readonly Part[],
  afterThoughts: boolean,
): GroundingMetadata | undefined {
  if (grounding === undefined) return undefined
  const bytes = Buffer.byteLength(parts.map((part) => part.text ?? '').join(''))
  const supports = grounding.groundingSupports
    ?.filter(({ segment }) => (segment?.endIndex ?? 0) <= bytes)
    .map((support) =>
      afterThoughts ? { ...support, segment: { partIndex: 1, ...support.segment } } : support,
    )
  return supports === undefined ? grounding : { ...grounding, groundingSupports: supports }
}

function toChunks(
  { model, request, seed, cached }: Ask,
  parts: readonly Part[],
  last: Candidate,
  toolTokens: number,
): GenerateContentResponse[] {
  const usageAfter = usageMeter(promptOf(request), { cached, toolTokens })
  const envelope = { modelVersion: servingModel(model), responseId: responseId(seed) }
  if (parts.length === 0) {
    const content = last.finishReason === 'MAX_TOKENS' ? { role: 'model' } : {}
    return [
      { candidates: [{ content, ...last, index: 0 }], usageMetadata: usageAfter(), ...envelope },
    ]
  }
  return parts.map((part, at) => {
    const ending = at === parts.length - 1 ? last : {}
    const candidate = { content: { parts: [part], role: 'model' }, ...ending, index: 0 }
    return { candidates: [candidate], usageMetadata: usageAfter(part), ...envelope }
  })
}

/**
 * The answer of `:generateContent` for the chunks of a stream: the same text, neighbouring text
 * parts joined, and the fields of the last chunk. Throws when there is no chunk.
 */
export function mergeChunks(chunks: readonly GenerateContentResponse[]): GenerateContentResponse {
  const last = chunks.at(-1)
  if (last === undefined) throw new Error('An answer has at least one chunk.')
  const candidate = last.candidates?.[0]
  if (candidate === undefined) return last
  const parts = joinTexts(chunks.flatMap((chunk) => chunk.candidates?.[0]?.content?.parts ?? []))
  const called = parts.some((part) => part.functionCall !== undefined)
  const merged: Candidate = {
    ...candidate,
    content: parts.length === 0 ? (candidate.content ?? {}) : { parts, role: 'model' },
    ...(called ? { finishMessage: 'Model generated function call(s).' } : {}),
  }
  return { ...last, candidates: [merged] }
}

function joinTexts(parts: readonly Part[]): Part[] {
  const joined: Part[] = []
  for (const part of parts) {
    const previous = joined.at(-1)
    if (part.text === '' && part.thoughtSignature === undefined && joined.length > 0) continue
    if (isText(previous) && isText(part) && previous.thought === part.thought) {
      joined[joined.length - 1] = { ...previous, ...part, text: previous.text + part.text }
    } else {
      joined.push(part)
    }
  }
  return joined
}

function isText(part: Part | undefined): part is Part & { text: string } {
  return part?.text !== undefined
}
