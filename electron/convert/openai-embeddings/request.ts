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

function readInput(input: unknown): string[] {
  const texts: unknown[] = Array.isArray(input) ? input : [input]
  if (texts.length === 0) {
    throw new InvalidRequest('input must hold at least one text', { param: 'input' })
  }
  return texts.map((text, position) => {
    const param = Array.isArray(input) ? `input[${position}]` : 'input'
    if (typeof text === 'number' || Array.isArray(text)) {
      throw new InvalidRequest(
        'input must be text: arrays of token ids belong to the tokenizer of another model and cannot be embedded. Have the client send strings (in LangChain: check_embedding_ctx_length=False).',
        { param: 'input' },
      )
    }
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
 * @throws InvalidRequest naming the field that is wrong.
 */
export function toBatchEmbedContents(body: unknown): EmbeddingPlan {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new InvalidRequest('the body must be a JSON object')
  }
  const fields: Record<string, unknown> = { ...body }
  const model = readModel(fields['model'])
  const texts = readInput(fields['input'])
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
