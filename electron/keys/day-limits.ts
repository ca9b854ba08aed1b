/** How many requests a day Google allows, where it has said so in a refusal. Pure. */
import type { Verdict } from '../gemini/error-rules.ts'

/** Requests a day by upstream model id. */
export type DayLimits = ReadonlyMap<string, number>

export const noDayLimits: DayLimits = new Map()

/** Clients name models, and may name any number. */
const MAX_MODELS = 50

/**
 * The limits with what a refusal says; the very same where it says nothing new. Quotas of tokens and
 * of minutes are no limits of this kind.
 */
export function withDayLimit(
  limits: DayLimits,
  { kind, quotaId = '', quotaLimit = 0 }: Pick<Verdict, 'kind' | 'quotaId' | 'quotaLimit'>,
  model: string | undefined,
): DayLimits {
  const isAboutRequests = kind === 'quota_day' && /requests/i.test(quotaId)
  if (!isAboutRequests || quotaLimit <= 0 || model === undefined) return limits
  if (limits.get(model) === quotaLimit) return limits
  const others = [...limits].filter(([name]) => name !== model)
  return new Map([...others, [model, quotaLimit] as const].slice(-MAX_MODELS))
}
