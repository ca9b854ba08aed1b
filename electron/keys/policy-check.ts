/** What a check that found a key in order does to its health. Pure. */
import { afterSuccess, type KeyHealth, type Resting } from './policy.ts'

/**
 * The health of a key that could list its models: whatever was held against the key as a whole is
 * disproved, unless it came up while the check was under way. Quota is another matter, and so is
 * what single models refused, except that a key lists them.
 * @param models ids the key lists
 */
export function afterCheck(
  health: KeyHealth,
  models: ReadonlySet<string>,
  startedAtMs: number,
): KeyHealth {
  const isDisproved = (model: string, resting: Resting | undefined) =>
    resting?.reason === 'model_not_found' && resting.sinceMs <= startedAtMs && models.has(model)
  const mended: KeyHealth = {
    ...afterSuccess(health, undefined, startedAtMs),
    models: new Map(
      [...health.models].filter(([model, { resting }]) => !isDisproved(model, resting)),
    ),
  }
  const { resting } = health
  return resting?.reason.startsWith('quota_') === true ? { ...mended, resting } : mended
}
