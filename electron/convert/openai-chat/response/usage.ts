/** Token counts, Gemini's to OpenAI's (conformance B4). */
import type { ModalityTokenCount, UsageMetadata } from '../../../gemini/wire.ts'
import type { ChatChunk, ChatUsage } from './chat-chunk.ts'

/**
 * Folds the counts of a later chunk into what is known: they are cumulative, but a field may be
 * absent from later chunks, so the last value of each field counts (conformance B3 rule 11).
 */
export function mergeUsage(known: UsageMetadata, later: UsageMetadata | undefined): UsageMetadata {
  return later === undefined ? known : { ...known, ...later }
}

function countOf(
  details: ModalityTokenCount[] | undefined,
  modality: NonNullable<ModalityTokenCount['modality']>,
): number {
  let sum = 0
  for (const entry of details ?? []) if (entry.modality === modality) sum += entry.tokenCount ?? 0
  return sum
}

/**
 * Gives every count as a whole number, 0 where Google said nothing. Cached tokens are already
 * inside the prompt count; thoughts are not inside the candidates count. The total is always the
 * sum, because clients check it.
 */
export function toChatUsage(usage: UsageMetadata): ChatUsage {
  const promptTokens = (usage.promptTokenCount ?? 0) + (usage.toolUsePromptTokenCount ?? 0)
  const reasoningTokens = usage.thoughtsTokenCount ?? 0
  const completionTokens = (usage.candidatesTokenCount ?? 0) + reasoningTokens
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    prompt_tokens_details: {
      cached_tokens: usage.cachedContentTokenCount ?? 0,
      audio_tokens: countOf(usage.promptTokensDetails, 'AUDIO'),
      image_tokens: countOf(usage.promptTokensDetails, 'IMAGE'),
      video_tokens: countOf(usage.promptTokensDetails, 'VIDEO'),
    },
    completion_tokens_details: {
      reasoning_tokens: reasoningTokens,
      audio_tokens: countOf(usage.candidatesTokensDetails, 'AUDIO'),
    },
  }
}

/** The tier that served, in OpenAI's words; nothing where Google names none that OpenAI knows. */
export function serviceTier({ serviceTier: tier }: UsageMetadata): Pick<ChatChunk, 'service_tier'> {
  if (tier === 'standard') return { service_tier: 'default' }
  return tier === 'flex' || tier === 'priority' ? { service_tier: tier } : {}
}
