/** What Google sends is taken for an answer only if it has an answer's shape, as far as we read it. */
import { isObject } from '../shared/is-object.ts'
import type { GenerateContentResponse } from './wire.ts'

/** `count` is a whole number from 0 on, `json` an object of any kind that is not nested absurdly. */
type Shape = 'text' | 'flag' | 'number' | 'count' | 'json' | readonly [Shape] | ShapeOfFields
interface ShapeOfFields {
  readonly [field: string]: Shape
}

/** Function arguments are written out again, and V8 cannot write what is nested thousands deep. */
const deepestJson = 500

const text = 'text'
const link = { uri: text, title: text } as const
const modalities = [{ modality: text, tokenCount: 'count' }] as const

const functionCall: Shape = {
  id: text,
  name: text,
  args: 'json',
  willContinue: 'flag',
  partialArgs: [{ jsonPath: text, stringValue: text, numberValue: 'number', boolValue: 'flag' }],
}

const part: Shape = {
  text,
  thought: 'flag',
  thoughtSignature: text,
  functionCall,
  inlineData: { mimeType: text, data: text },
  executableCode: { language: text, code: text },
  codeExecutionResult: { outcome: text, output: text },
}

const grounding: Shape = {
  searchEntryPoint: { renderedContent: text },
  groundingChunks: [
    { web: link, maps: link, retrievedContext: link, image: { ...link, sourceUri: text } },
  ],
  groundingSupports: [
    {
      segment: { partIndex: 'count', startIndex: 'count', endIndex: 'count', text },
      groundingChunkIndices: ['count'],
    },
  ],
}

const candidate: Shape = {
  index: 'count',
  content: { parts: [part] },
  finishReason: text,
  finishMessage: text,
  continuationToken: text,
  safetyRatings: [{ category: text, blocked: 'flag' }],
  groundingMetadata: grounding,
  urlContextMetadata: { urlMetadata: [{ retrievedUrl: text, urlRetrievalStatus: text }] },
}

const answer: ShapeOfFields = {
  responseId: text,
  modelVersion: text,
  candidates: [candidate],
  promptFeedback: { blockReason: text, blockReasonMessage: text },
  usageMetadata: {
    promptTokenCount: 'count',
    toolUsePromptTokenCount: 'count',
    candidatesTokenCount: 'count',
    thoughtsTokenCount: 'count',
    cachedContentTokenCount: 'count',
    totalTokenCount: 'count',
    promptTokensDetails: modalities,
    candidatesTokensDetails: modalities,
    serviceTier: text,
  },
}

/** What an answer can do without: in another shape than documented, it counts as absent. */
const dispensable = new Set([
  'groundingMetadata',
  'index',
  'modelVersion',
  'responseId',
  'safetyRatings',
  'thoughtSignature',
  'urlContextMetadata',
  'usageMetadata',
])

/**
 * Whether a parsed object can be read as an answer of Gemini. Fields nobody reads may hold anything.
 * A field that is null is absent, as in all JSON of Google's, and is taken away; so is metadata of
 * another shape than documented. Content of another shape makes it no answer.
 */
export function isAnswer(
  value: Record<string, unknown>,
): value is Record<string, unknown> & GenerateContentResponse {
  return fieldsFit(value, answer)
}

function fieldsFit(value: Record<string, unknown>, shape: ShapeOfFields): boolean {
  for (const field of Object.keys(value)) {
    if (!Object.hasOwn(shape, field)) continue
    if (value[field] !== null && fits(value[field], shape[field])) continue
    if (value[field] !== null && !dispensable.has(field)) return false
    delete value[field]
  }
  return true
}

function fits(value: unknown, shape: Shape | undefined): boolean {
  switch (shape) {
    case undefined:
      return true
    case 'text':
      return typeof value === 'string'
    case 'flag':
      return typeof value === 'boolean'
    case 'number':
      return typeof value === 'number'
    case 'count':
      return Number.isSafeInteger(value) && Number(value) >= 0
    case 'json':
      return isObject(value) && isNestedAtMost(value, deepestJson)
    default:
      return isList(shape)
        ? Array.isArray(value) && value.every((item) => fits(item, shape[0]))
        : isObject(value) && fieldsFit(value, shape)
  }
}

function isList(shape: readonly [Shape] | ShapeOfFields): shape is readonly [Shape] {
  return Array.isArray(shape)
}

function isNestedAtMost(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  return levels > 0 && Object.values(value).every((item) => isNestedAtMost(item, levels - 1))
}
