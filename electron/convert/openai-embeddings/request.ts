/** `POST /v1/embeddings` as Google's batchEmbedContents (conformance A7). */
import type { EmbedContentRequest } from '../../gemini/wire.ts'
import { InvalidRequest } from '../invalid-request.ts'
import { parseModelName } from '../model-name.ts'
import { forTask, readTask } from './task.ts'

/** One client request, cut into bodies Google takes; the order of the inputs is kept throughout. */
export interface EmbeddingPlan {
  /** Model id without `models/`. */
  model: string
  /** Length of the vectors, if the client chose one. */
  dimensions?: number
  encoding: 'float' | 'base64'
  /** Bodies of `:batchEmbedContents`, at most 100 texts each. */
  batches: { requests: EmbedContentRequest[] }[]
  /** Rough prompt tokens, for models that do not count: a token per four characters. */
  estimatedPromptTokens: number
}

const batchSize = 100

function readModel(model: unknown): string {
  if (typeof model === 'string') return parseModelName(model).model
  throw new InvalidRequest('model must be the name of a model', { param: 'model' })
}

/** Turns token ids into text; undefined for what are none. */
type DecodeTokens = (tokens: readonly number[]) => string | undefined

const isTokenList = (value: unknown): value is number[] =>
  Array.isArray(value) && value.length > 0 && value.every((entry) => typeof entry === 'number')

/** True for an `input` of token ids, one list of them or several. */
export function holdsTokens(body: unknown): boolean {
  if (typeof body !== 'object' || body === null || !('input' in body)) return false
  const { input } = body
  return isTokenList(input) || (Array.isArray(input) && input.some(isTokenList))
}

function textOf(tokens: readonly number[], decodeTokens: DecodeTokens, param: string): string {
  const text = decodeTokens(tokens)
  if (text !== undefined) return text
  throw new InvalidRequest(`${param} holds numbers that are no tokens of cl100k_base`, { param })
}

function readInput(input: unknown, decodeTokens: DecodeTokens): string[] {
  const isList = Array.isArray(input) && !isTokenList(input)
  const entries: unknown[] = isList ? input : [input]
  if (entries.length === 0) {
    throw new InvalidRequest('input must hold at least one text', { param: 'input' })
  }
  return entries.map((entry, position) => {
    const param = isList ? `input[${position}]` : 'input'
    const text = isTokenList(entry) ? textOf(entry, decodeTokens, param) : entry
    if (typeof text !== 'string') {
      throw new InvalidRequest('input must be a string or an array of strings', { param })
    }
    if (text === '') throw new InvalidRequest(`${param} must not be an empty string`, { param })
    return text
  })
}

function readEncoding(format: unknown): EmbeddingPlan['encoding'] {
  if (format === undefined || format === null) return 'float'
  if (format === 'float' || format === 'base64') return format
  throw new InvalidRequest('encoding_format must be "float" or "base64"', {
    param: 'encoding_format',
  })
}

function readDimensions(dimensions: unknown): number | undefined {
  if (dimensions === undefined || dimensions === null) return undefined
  if (typeof dimensions === 'number' && Number.isSafeInteger(dimensions) && dimensions > 0) {
    return dimensions
  }
  throw new InvalidRequest('dimensions must be a positive whole number', { param: 'dimensions' })
}

/**
 * Turns the parsed body of an embeddings request into batches for Google.
 * @param decodeTokens needed for a body that `holdsTokens`
 * @throws InvalidRequest naming the field that is wrong.
 */
export function toBatchEmbedContents(
  body: unknown,
  decodeTokens: DecodeTokens = () => undefined,
): EmbeddingPlan {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new InvalidRequest('the body must be a JSON object')
  }
  const fields: Record<string, unknown> = { ...body }
  const model = readModel(fields['model'])
  const texts = readInput(fields['input'], decodeTokens)
  const encoding = readEncoding(fields['encoding_format'])
  const dimensions = readDimensions(fields['dimensions'])
  const task = readTask(fields)
  const requests = texts.map((text) => ({
    model: `models/${model}`,
    ...forTask(text, task, model),
    ...(dimensions !== undefined && { outputDimensionality: dimensions }),
  }))
  const batches = Array.from({ length: Math.ceil(requests.length / batchSize) }, (_, index) => ({
    requests: requests.slice(index * batchSize, (index + 1) * batchSize),
  }))
  return {
    model,
    ...(dimensions !== undefined && { dimensions }),
    encoding,
    batches,
    estimatedPromptTokens: texts.reduce((sum, text) => sum + Math.ceil(text.length / 4), 0),
  }
}
