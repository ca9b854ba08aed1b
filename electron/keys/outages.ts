/**
 * Trouble that is no single key's: a model that is overloaded for everybody, and this machine's
 * address being throttled by Google (design §5.3). While it lasts, calls would only be wasted.
 */
import type { FailureKind } from '../shared/key-status.ts'

export interface Hold {
  reason: 'overloaded' | 'throttled'
  untilMs: number
}

export interface Outages {
  /** What holds back calls for a model now. */
  hold(model: string | undefined, nowMs: number): Hold | undefined
  /**
   * Takes notice of a failure.
   * @param group project of the key, or the key itself where the project is unknown
   * @returns `throttled` when this failure proved that the address is throttled
   */
  failed(
    kind: FailureKind,
    group: string,
    model: string | undefined,
    nowMs: number,
  ): Hold | undefined
  succeeded(model: string | undefined): void
}

interface Breaker {
  /** Groups that failed lately, with the time. */
  recent: Map<string, number>
  /** Holds in a row without a success. */
  strikes: number
  untilMs: number
}

interface BreakerRule {
  reason: Hold['reason']
  /** Different groups that must fail within the window. */
  groups: number
  windowMs: number
  holdMs: number
  longestMs: number
}

const overload: BreakerRule = {
  reason: 'overloaded',
  groups: 3,
  windowMs: 10_000,
  holdMs: 3000,
  longestMs: 60_000,
}
const throttling: BreakerRule = {
  reason: 'throttled',
  groups: 5,
  windowMs: 10_000,
  holdMs: 30_000,
  longestMs: 15 * 60_000,
}

/** Models whose overload is remembered; clients can ask for any name. */
const MAX_MODELS = 200

/** Starts with clear skies. */
export function createOutages(): Outages {
  const models = new Map<string, Breaker>()
  const everything = newBreaker()
  return {
    hold(model, nowMs) {
      return (
        holdOf(everything, throttling, nowMs) ?? holdOf(models.get(model ?? ''), overload, nowMs)
      )
    },
    failed(kind, group, model, nowMs) {
      // Only refusals without any reason: Google explains a quota that is really used up.
      if (kind === 'quota_unexplained') return strike(everything, throttling, group, nowMs)
      if (kind !== 'overloaded') return undefined
      return strike(breakerOf(models, model ?? ''), overload, group, nowMs)
    },
    succeeded(model) {
      models.delete(model ?? '')
      Object.assign(everything, newBreaker())
    },
  }
}

function newBreaker(): Breaker {
  return { recent: new Map(), strikes: 0, untilMs: 0 }
}

function breakerOf(models: Map<string, Breaker>, model: string): Breaker {
  const breaker = models.get(model) ?? newBreaker()
  models.delete(model)
  models.set(model, breaker)
  const oldest = models.keys().next().value
  if (models.size > MAX_MODELS && oldest !== undefined) models.delete(oldest)
  return breaker
}

function holdOf(breaker: Breaker | undefined, rule: BreakerRule, nowMs: number): Hold | undefined {
  if (breaker === undefined || breaker.untilMs <= nowMs) return undefined
  return { reason: rule.reason, untilMs: breaker.untilMs }
}

function strike(
  breaker: Breaker,
  rule: BreakerRule,
  group: string,
  nowMs: number,
): Hold | undefined {
  for (const [known, atMs] of breaker.recent) {
    if (nowMs - atMs > rule.windowMs) breaker.recent.delete(known)
  }
  breaker.recent.set(group, nowMs)
  // After a hold the next call is a probe: its failure alone proves that nothing has changed.
  const isProbe = breaker.strikes > 0
  if (breaker.recent.size < rule.groups && !isProbe) return undefined
  if (breaker.untilMs > nowMs) return undefined
  breaker.untilMs = nowMs + Math.min(rule.holdMs * 2 ** breaker.strikes, rule.longestMs)
  breaker.strikes += 1
  breaker.recent.clear()
  return { reason: rule.reason, untilMs: breaker.untilMs }
}
