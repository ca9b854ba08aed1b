/** Google's vectors as OpenAI's list of embeddings (conformance A7). */
import type { CreateEmbeddingResponse, Embedding } from 'openai/resources/embeddings'
import type { BatchEmbedContentsResponse } from '../../gemini/wire.ts'
import type { EmbeddingPlan } from './request.ts'

/** OpenAI's list; a vector is numbers, or base64 text when the client asked for that. */
export type EmbeddingList = Omit<CreateEmbeddingResponse, 'data'> & {
  data: (Omit<Embedding, 'embedding'> & { embedding: number[] | string })[]
}

/** `incomplete` is an upstream fault: Google gave another number of vectors than it was asked for. */
export type EmbeddingResult =
  | { kind: 'finished'; list: EmbeddingList }
  | { kind: 'incomplete'; message: string }

const fullLength = 3072

/** gemini-embedding-001 has unit length only at its full 3072 dimensions. */
function normalise(values: number[], model: string): number[] {
  if (model !== 'gemini-embedding-001' || values.length === fullLength) return values
  const length = Math.hypot(...values)
  return length === 0 ? values : values.map((value) => value / length)
}

/** The vector as base64 of little-endian 32-bit floats, as OpenAI's SDKs decode it. */
function toBase64(values: number[]): string {
  const view = new DataView(new ArrayBuffer(values.length * 4))
  for (const [position, value] of values.entries()) view.setFloat32(position * 4, value, true)
  return Buffer.from(view.buffer).toString('base64')
}

function countTokens(answers: BatchEmbedContentsResponse[], estimate: number): number {
  const counts = answers.flatMap((answer) => answer.usageMetadata?.promptTokenCount ?? [])
  return counts.length === answers.length ? counts.reduce((sum, count) => sum + count, 0) : estimate
}

/**
 * Joins the answers to the batches of `plan`, in the same order. `model` is the name the client
 * used. Tokens are Google's count if every answer has one, else the plan's estimate.
 */
export function toEmbeddingList(
  answers: BatchEmbedContentsResponse[],
  { model, plan }: { model: string; plan: EmbeddingPlan },
): EmbeddingResult {
  const vectors: number[][] = []
  for (const [position, { requests }] of plan.batches.entries()) {
    const given = (answers[position]?.embeddings ?? []).map(({ values }) => values ?? [])
    const usable = given.filter((values) => values.length > 0)
    if (given.length !== requests.length || usable.length !== requests.length) {
      const message = `Google gave ${usable.length} embeddings for ${requests.length} inputs`
      return { kind: 'incomplete', message }
    }
    vectors.push(...usable)
  }
  const promptTokens = countTokens(answers, plan.estimatedPromptTokens)
  const data = vectors.map((values, index) => {
    const vector = normalise(values, plan.model)
    const embedding = plan.encoding === 'base64' ? toBase64(vector) : vector
    return { object: 'embedding' as const, index, embedding }
  })
  const usage = { prompt_tokens: promptTokens, total_tokens: promptTokens }
  return { kind: 'finished', list: { object: 'list', data, model, usage } }
}
