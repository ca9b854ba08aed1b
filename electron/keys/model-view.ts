/** The keys as one model sees them: who is ready, in the order of selection, and who is back when. */
import { isOnProbation, restingNow } from './policy.ts'
import type { PooledKey } from './pooled-key.ts'
import { createRanking, type Rank, type Ranking } from './ranking.ts'

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
 * @param rank what decides which ready key is used first
 */
export function createModelView(
  model: string | undefined,
  paid: boolean,
  rank: Rank<PooledKey>,
): ModelView {
  const ready = createRanking(rank)
  // Half open: one call is finding out whether a rest has helped; more only if nobody else can.
  const probed = createRanking(rank)
  const returns = new Map<PooledKey, number>()
  const returnMs = (key: PooledKey) => returns.get(key) ?? Number.POSITIVE_INFINITY
  const resting = createRanking(byTime(returnMs))
  const dues = new Map<PooledKey, number>()
  const dueMs = (key: PooledKey) => dues.get(key) ?? Number.POSITIVE_INFINITY
  // Resting too, but only for good measure once Google's own time is over.
  const due = createRanking(byTime(dueMs))

  const remove = (key: PooledKey) => {
    for (const ranking of [ready, probed, resting, due]) ranking.remove(key)
    returns.delete(key)
    dues.delete(key)
  }

  const place = (key: PooledKey, nowMs: number) => {
    const isOurs = key.paid === paid && key.enabled
    const rest = isOurs ? restingNow(key.health, model, nowMs) : undefined
    const isProbed =
      rest === undefined && key.inFlight > 0 && isOnProbation(key.health, model, nowMs)
    // A call that begins or ends moves a ready key and changes nothing else.
    if (isOurs && rest === undefined && !isProbed && ready.move(key)) return
    remove(key)
    if (!isOurs) return
    if (rest === undefined) {
      const ranking = isProbed ? probed : ready
      ranking.place(key)
    } else if (rest.untilMs !== undefined) {
      returns.set(key, rest.untilMs)
      resting.place(key)
      dues.set(key, rest.dueMs ?? rest.untilMs)
      due.place(key)
    }
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
      const able = firstOf(ready, exclude) ?? firstOf(probed, exclude)
      if (able !== undefined) return able
      const soonest = firstOf(due, exclude)
      return soonest !== undefined && dueMs(soonest) <= nowMs ? soonest : undefined
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

/** The soonest first. */
function byTime(timeMs: (key: PooledKey) => number): Rank<PooledKey> {
  return { major: timeMs, minor: () => 0, tie: () => 0 }
}

/** Few are excluded, one per failed attempt: they are taken out, and put back after the look. */
function firstOf(ranking: Ranking<PooledKey>, exclude: ReadonlySet<string>): PooledKey | undefined {
  let key = ranking.first()
  if (key === undefined || !exclude.has(key.id)) return key
  const passedOver: PooledKey[] = []
  while (key !== undefined && exclude.has(key.id)) {
    passedOver.push(key)
    ranking.remove(key)
    key = ranking.first()
  }
  for (const excluded of passedOver) ranking.place(excluded)
  return key
}
