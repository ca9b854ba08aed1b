/** Answers that a model gives in several pieces: each but the last ends `CONTINUATION` (B2). */
import type { GenerateContentResponse, ModalityTokenCount, UsageMetadata } from './wire.ts'

/** The token that fetches the next piece, if this chunk or body says that there is one. */
export function continuationToken({ candidates }: GenerateContentResponse): string | undefined {
  for (const { finishReason, continuationToken: token } of candidates ?? []) {
    if (finishReason === 'CONTINUATION' && token) return token
  }
  return undefined
}

/** The chunk without its end, for an answer that goes on. */
export function withoutEnd(chunk: GenerateContentResponse): GenerateContentResponse {
  const candidates = (chunk.candidates ?? []).map(({ finishReason, ...candidate }) =>
    finishReason === 'CONTINUATION' || finishReason === undefined
      ? candidate
      : { ...candidate, finishReason },
  )
  return { ...chunk, candidates }
}

/** The chunk with the counts of the pieces before its own added: every piece is billed. */
export function withSpent(
  chunk: GenerateContentResponse,
  spent: UsageMetadata,
): GenerateContentResponse {
  const { usageMetadata } = chunk
  return usageMetadata ? { ...chunk, usageMetadata: addUsage(spent, usageMetadata) } : chunk
}

type Count = number | string | ModalityTokenCount[] | null | undefined

function addUsage(spent: UsageMetadata, usage: UsageMetadata): UsageMetadata {
  const sum: Record<string, Count> = { ...(spent as Record<string, Count>) }
  for (const [name, value] of Object.entries(usage) as [string, Count][]) {
    sum[name] = addCount(sum[name], value)
  }
  return sum
}

function addCount(one: Count, other: Count): Count {
  if (typeof one === 'number' && typeof other === 'number') return one + other
  if (Array.isArray(one) && Array.isArray(other)) return [...one, ...other]
  return other ?? one
}
