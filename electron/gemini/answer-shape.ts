/** What Google sends is taken for an answer only if it has an answer's shape, as far as we read it. */
import { isObject } from '../shared/is-object.ts'
import type { GenerateContentResponse } from './wire.ts'

/** Whether a value has the shape that is documented for it. */
type Fits = (value: unknown) => boolean

/** Function arguments are written out again, and V8 cannot write what is nested thousands deep. */
const deepestJson = 500

/** What an answer can do without: in another shape than documented, it counts as absent. */
const dispensable = new Set([
  'citationMetadata',
  'groundingMetadata',
  'index',
  'modelVersion',
  'responseId',
  'safetyRatings',
  'thoughtSignature',
  'toolCall',
  'toolResponse',
  'urlContextMetadata',
  'usageMetadata',
])

const text: Fits = (value) => typeof value === 'string'
const flag: Fits = (value) => typeof value === 'boolean'
const number: Fits = (value) => typeof value === 'number'
/** A whole number from 0 on. */
const count: Fits = (value) => Number.isSafeInteger(value) && Number(value) >= 0
/** An object of any kind that is not nested absurdly. */
const json: Fits = (value) => isObject(value) && isNestedAtMost(value, deepestJson)

const listOf =
  (fits: Fits): Fits =>
  (value) =>
    Array.isArray(value) && value.every((item) => fits(item))

/**
 * An object whose fields fit; those it does not name may hold anything. Made once for all answers,
 * because every event of a stream is looked at.
 */
function objectOf(shape: Readonly<Record<string, Fits>>): Fits {
  const fitsOf = new Map(Object.entries(shape))
  return (value) => {
    if (!isObject(value)) return false
    // Of what JSON.parse makes, nothing is inherited.
    for (const field in value) {
      const fits = fitsOf.get(field)
      if (fits === undefined) continue
      const inner = value[field]
      if (inner !== null && fits(inner)) continue
      if (inner !== null && !dispensable.has(field)) return false
      delete value[field]
    }
    return true
  }
}

const link = { uri: text, title: text }
const modalities = listOf(objectOf({ modality: text, tokenCount: count }))

const functionCall = objectOf({
  id: text,
  name: text,
  args: json,
  willContinue: flag,
  partialArgs: listOf(
    objectOf({ jsonPath: text, stringValue: text, numberValue: number, boolValue: flag }),
  ),
})

const part = objectOf({
  text,
  thought: flag,
  thoughtSignature: text,
  functionCall,
  inlineData: objectOf({ mimeType: text, data: text }),
  executableCode: objectOf({ language: text, code: text }),
  codeExecutionResult: objectOf({ outcome: text, output: text }),
  toolCall: json,
  toolResponse: json,
})

const grounding = objectOf({
  searchEntryPoint: objectOf({ renderedContent: text }),
  groundingChunks: listOf(
    objectOf({
      web: objectOf(link),
      maps: objectOf(link),
      retrievedContext: objectOf(link),
      image: objectOf({ ...link, sourceUri: text }),
    }),
  ),
  groundingSupports: listOf(
    objectOf({
      segment: objectOf({ partIndex: count, startIndex: count, endIndex: count, text }),
      groundingChunkIndices: listOf(count),
    }),
  ),
})

const citations = listOf(objectOf({ startIndex: count, endIndex: count, uri: text, title: text }))

const candidate = objectOf({
  index: count,
  content: objectOf({ parts: listOf(part) }),
  finishReason: text,
  finishMessage: text,
  continuationToken: text,
  safetyRatings: listOf(objectOf({ category: text, blocked: flag })),
  groundingMetadata: grounding,
  citationMetadata: objectOf({ citationSources: citations, citations }),
  urlContextMetadata: objectOf({
    urlMetadata: listOf(objectOf({ retrievedUrl: text, urlRetrievalStatus: text })),
  }),
})

const answer = objectOf({
  responseId: text,
  modelVersion: text,
  candidates: listOf(candidate),
  promptFeedback: objectOf({ blockReason: text, blockReasonMessage: text }),
  usageMetadata: objectOf({
    promptTokenCount: count,
    toolUsePromptTokenCount: count,
    candidatesTokenCount: count,
    thoughtsTokenCount: count,
    cachedContentTokenCount: count,
    totalTokenCount: count,
    promptTokensDetails: modalities,
    candidatesTokensDetails: modalities,
    serviceTier: text,
  }),
})

/**
 * Whether a parsed object can be read as an answer of Gemini. Fields nobody reads may hold anything.
 * A field that is null is absent, as in all JSON of Google's, and is taken away; so is metadata of
 * another shape than documented. Content of another shape makes it no answer.
 */
export function isAnswer(
  value: Record<string, unknown>,
): value is Record<string, unknown> & GenerateContentResponse {
  return answer(value)
}

function isNestedAtMost(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  return levels > 0 && Object.values(value).every((item) => isNestedAtMost(item, levels - 1))
}
