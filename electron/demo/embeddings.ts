/** Embedding calls: vectors that depend on the text alone. */
import type { Content } from '../gemini/wire.ts'
import { unknownFields } from './envelope.ts'
import { fingerprint } from './fingerprint.ts'
import { invalidArgument, type Outcome } from './google-fault.ts'
import { camelCased, isJsonObject, type JsonObject } from './google-json.ts'
import type { DemoModel } from './models.ts'
import { promptTokensByModality, totalTokens } from './tokens.ts'

const fullDimensions = 3072
const largestBatch = 100

/**
 * A vector of the given length whose direction depends on the text. At 3072 it has length one; a
 * shorter one is its beginning, brought back to length one only where `normalised`.
 */
function embedText(text: string, dimensions: number, normalised: boolean): number[] {
  const values: number[] = []
  for (let block = 0; values.length < fullDimensions; block += 1) {
    const bytes = fingerprint(`embedding:${block}:${text}`)
    for (let at = 0; at < bytes.length; at += 4) values.push(bytes.readInt32LE(at) / 2 ** 31)
  }
  const length = Math.hypot(...(normalised ? values.slice(0, dimensions) : values))
  return values.slice(0, dimensions).map((value) => Number((value / length).toPrecision(8)))
}

/** The answer of `:embedContent`. */
export function embedContent(message: JsonObject, model: DemoModel): Outcome<JsonObject> {
  const fault = unknownFields(message, 'embedContent')
  if (fault !== undefined) return { ok: false, fault }
  const embedded = embedOne(camelCased(message) as JsonObject, model, 'EmbedContentRequest')
  if (!embedded.ok) return embedded
  const { values, content } = embedded.value
  return { ok: true, value: { embedding: { values }, ...usageFor(model, [content]) } }
}

/** The answer of `:batchEmbedContents`: one embedding per request, in the order asked. */
export function batchEmbedContents(message: JsonObject, model: DemoModel): Outcome<JsonObject> {
  const fault = unknownFields(message, 'batchEmbedContents')
  if (fault !== undefined) return { ok: false, fault }
  const requests: unknown = message['requests']
  if (!Array.isArray(requests) || requests.length === 0 || requests.length > largestBatch) {
    return refuse(
      `* BatchEmbedContentsRequest.requests: at least one and at most ${largestBatch} requests can be in one batch\n`,
    )
  }
  const embeddings: { values: number[] }[] = []
  const contents: Content[] = []
  for (const [at, request] of requests.entries()) {
    const place = `BatchEmbedContentsRequest.requests[${at}]`
    if (!isJsonObject(request)) return refuse(`Invalid value at 'requests[${at}]'.`)
    if (request['model'] !== `models/${model.id}`) {
      return refuse(
        `* ${place}.model: the model must be the same as the one in the path, models/${model.id}\n`,
      )
    }
    const embedded = embedOne(camelCased(request) as JsonObject, model, place)
    if (!embedded.ok) return embedded
    embeddings.push({ values: embedded.value.values })
    contents.push(embedded.value.content)
  }
  return { ok: true, value: { embeddings, ...usageFor(model, contents) } }
}

function embedOne(
  request: JsonObject,
  model: DemoModel,
  place: string,
): Outcome<{ values: number[]; content: Content }> {
  const content = request['content']
  if (!isJsonObject(content)) return refuse(`* ${place}.content: content is not specified\n`)
  const parts = Array.isArray(content['parts']) ? content['parts'].filter(isJsonObject) : []
  if (parts.length === 0 || parts.some((part) => part['text'] === '')) {
    return refuse(`* ${place}.content contains an empty Part.\n`)
  }
  const config = isJsonObject(request['embedContentConfig']) ? request['embedContentConfig'] : {}
  const dimensions = Number(
    request['outputDimensionality'] ?? config['outputDimensionality'] ?? fullDimensions,
  )
  if (!Number.isInteger(dimensions) || dimensions < 1 || dimensions > fullDimensions) {
    return refuse(`* ${place}.output_dimensionality must be between 1 and ${fullDimensions}.\n`)
  }
  // Conformance A7: gemini-embedding-001 leaves a shortened vector as it is.
  const normalised = model.id !== 'gemini-embedding-001'
  const text = parts.map((part) => JSON.stringify(part['text'] ?? part)).join('\n')
  return { ok: true, value: { values: embedText(text, dimensions, normalised), content } }
}

/** Conformance A7: only gemini-embedding-2 reports usage, with a singular name in it. */
function usageFor(model: DemoModel, contents: readonly Content[]): JsonObject {
  if (model.id !== 'gemini-embedding-2') return {}
  const details = promptTokensByModality(contents)
  return {
    usageMetadata: { promptTokenCount: totalTokens(details), promptTokenDetails: details },
  }
}

function refuse(message: string): { ok: false; fault: ReturnType<typeof invalidArgument> } {
  return { ok: false, fault: invalidArgument(message) }
}
