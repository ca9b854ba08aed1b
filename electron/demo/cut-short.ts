/** What stop sequences and maxOutputTokens leave of an answer. */
import type { FinishReason, Part } from '../gemini/wire.ts'
import { charactersPerToken } from './tokens.ts'

/** Limits as they stand in generationConfig, and the tokens thoughts have used up already. */
interface OutputLimits {
  stopSequences?: readonly string[] | undefined
  maxOutputTokens?: number | undefined
  thoughtTokens: number
}

/**
 * The parts up to the first stop sequence (which is left out) or to the last token that may be
 * spent, thoughts included; whichever comes first decides the finishReason.
 */
export function cutShort(
  parts: readonly Part[],
  { stopSequences = [], maxOutputTokens, thoughtTokens }: OutputLimits,
): { parts: Part[]; finishReason: FinishReason } {
  const text = parts.map((part) => part.text ?? '').join('')
  const stops = stopSequences.filter(Boolean).map((stop) => text.indexOf(stop))
  const stop = Math.min(...stops.filter((at) => at >= 0), Infinity)
  const spend = maxOutputTokens || Infinity
  const budget = Math.max(0, spend - thoughtTokens) * charactersPerToken

  if (stop <= budget && stop < text.length) {
    return { parts: firstCharacters(parts, stop), finishReason: 'STOP' }
  }
  if (budget === 0 || budget < text.length) {
    return { parts: firstCharacters(parts, budget), finishReason: 'MAX_TOKENS' }
  }
  return { parts: [...parts], finishReason: 'STOP' }
}

/** The parts until this many characters of text are through; never half a surrogate pair. */
function firstCharacters(parts: readonly Part[], count: number): Part[] {
  const kept: Part[] = []
  let left = count
  for (const part of parts) {
    if (left <= 0) break
    const { text } = part
    if (text === undefined || text.length <= left) {
      kept.push(part)
    } else {
      const whole = text.slice(0, left).replace(/[\uD800-\uDBFF]$/, '')
      if (whole !== '') kept.push({ ...part, text: whole })
    }
    left -= text?.length ?? 0
  }
  return kept
}
