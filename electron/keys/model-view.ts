/** The keys as one model sees them: who is ready, in the order of selection, and who is back when. */
import { isOnProbation, restingNow } from './policy.ts'
import type { PooledKey } from './pooled-key.ts'
import { createRanking } from './ranking.ts'

export interface ModelView {
  /** The key to use now, undefined when none is ready; O(log n). */
  first(nowMs: number, exclude: ReadonlySet<string>): PooledKey | undefined
  isReady(key: PooledKey, nowMs: number): boolean
  /** When the next resting key comes back, undefined when none will by itself. */
  nextReturnMs(): number | undefined
  /** To be called whenever anything about a key has changed; O(log n). */
  place(key: PooledKey, nowMs: number): void
  remove(key: PooledKey): void
}

/**
 * Makes the view of one model on the paid keys, or on all others.
 * @param model undefined for calls about no model
 * @param isBefore the order in which ready keys are used
 */
export function createModelView(
  model: string | undefined,
  paid: boolean,
  isBefore: (a: PooledKey, b: PooledKey) => boolean,
): ModelView {
  const ready = createRanking(isBefore)
  const returns = new Map<PooledKey, number>()
  const returnMs = (key: PooledKey) => returns.get(key) ?? Number.POSITIVE_INFINITY
  const resting = createRanking<PooledKey>((a, b) => returnMs(a) < returnMs(b))

  const remove = (key: PooledKey) => {
    ready.remove(key)
    resting.remove(key)
    returns.delete(key)
  }

  const place = (key: PooledKey, nowMs: number) => {
    if (key.paid !== paid) return remove(key)
    const rest = restingNow(key.health, model, nowMs)
    if (!key.enabled || (rest !== undefined && rest.untilMs === undefined)) return remove(key)
    if (rest?.untilMs !== undefined) {
      ready.remove(key)
      returns.set(key, rest.untilMs)
      return resting.place(key)
    }
    resting.remove(key)
    returns.delete(key)
    // Half open: while one call finds out whether a rest has helped, no second one is risked.
    const isProbed = isOnProbation(key.health, model, nowMs) && key.inFlight > 0
    if (isProbed) ready.remove(key)
    else ready.place(key)
  }

  /** Lets in those whose rest has ended. */
  const wake = (nowMs: number) => {
    for (let key = resting.first(); key !== undefined; key = resting.first()) {
      if (returnMs(key) > nowMs) break
      place(key, nowMs)
    }
  }

  return {
    first(nowMs, exclude) {
      wake(nowMs)
      // Few are excluded, one per failed attempt: take them out, look, put them back.
      const passedOver: PooledKey[] = []
      let key = ready.first()
      while (key !== undefined && exclude.has(key.id)) {
        passedOver.push(key)
        ready.remove(key)
        key = ready.first()
      }
      for (const excluded of passedOver) ready.place(excluded)
      return key
    },
    isReady(key, nowMs) {
      wake(nowMs)
      return ready.has(key)
    },
    nextReturnMs() {
      const next = resting.first()
      return next === undefined ? undefined : returnMs(next)
    },
    place,
    remove,
  }
}
