/**
 * Trouble that is no single key's: a model that is overloaded for everybody, and this machine's
 * address being throttled by Google (design §5.3). While it lasts, calls would only be wasted: all
 * are held back but for one now and then that finds out whether it is over.
 */
import type { FailureKind } from '../shared/key-status.ts'

export interface Hold {
  reason: 'overloaded' | 'throttled'
  untilMs: number
}

/** One call, as far as it matters here. */
interface Call {
  /** Project of the key, or the key itself where the project is unknown. */
  group: string
  model: string | undefined
  startedAtMs: number
}

export interface Outages {
  /** What holds back calls for a model now. */
  hold(model: string | undefined, nowMs: number): Hold | undefined
  /**
   * A call is let in. The first one after a hold goes alone: all others are held back until it is
   * known how that went, or for a few seconds.
   */
  letIn(model: string | undefined, nowMs: number): void
  /** Takes notice of a failure; gives the hold it began or belongs to, which clears the key. */
  failed(kind: FailureKind, call: Call, nowMs: number): Hold | undefined
  succeeded(call: Omit<Call, 'group'>): void
}

interface Breaker {
  /** Groups that failed lately, with the time. */
  recent: Map<string, number>
  /** Holds in a row without a success. */
  strikes: number
  /** When the last hold began: what started before says nothing new. */
  sinceMs: number
  untilMs: number
  /** Whether a call has been let in since the last hold. */
  isProbed: boolean
}

interface BreakerRule {
  reason: Hold['reason']
  /** Different groups that must fail within the window. */
  groups: number
  windowMs: number
  /** Doubles with every probe that fails. A request waits for the longest: see `failover.ts`. */
  holdMs: number
  longestMs: number
}

const overload: BreakerRule = {
  reason: 'overloaded',
  groups: 3,
  windowMs: 10_000,
  holdMs: 2000,
  longestMs: 5000,
}
const throttling: BreakerRule = {
  reason: 'throttled',
  groups: 5,
  windowMs: 10_000,
  holdMs: 5000,
  longestMs: 10_000,
}

/** Google says no at once; who has heard nothing for so long is being served. */
const PROBE_MS = 3000

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
    letIn(model, nowMs) {
      for (const breaker of [everything, models.get(model ?? '')]) {
        if (breaker === undefined || breaker.strikes === 0 || breaker.isProbed) continue
        breaker.isProbed = true
        breaker.untilMs = nowMs + PROBE_MS
      }
    },
    failed(kind, call, nowMs) {
      // Only refusals without any reason: Google explains a quota that is really used up.
      if (kind === 'quota_unexplained') return strike(everything, throttling, call, nowMs)
      if (kind !== 'overloaded') return undefined
      return strike(breakerOf(models, call.model ?? ''), overload, call, nowMs)
    },
    succeeded({ model, startedAtMs }) {
      const ofModel = models.get(model ?? '')
      if (ofModel !== undefined && startedAtMs >= ofModel.sinceMs) models.delete(model ?? '')
      const isQuiet = everything.strikes === 0 && everything.recent.size === 0
      if (!isQuiet && startedAtMs >= everything.sinceMs) Object.assign(everything, newBreaker())
    },
  }
}

function newBreaker(): Breaker {
  return { recent: new Map(), strikes: 0, sinceMs: 0, untilMs: 0, isProbed: false }
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
  { group, startedAtMs }: Call,
  nowMs: number,
): Hold | undefined {
  // Let in before the hold: one event with what began it.
  const isOld = breaker.strikes > 0 && startedAtMs < breaker.sinceMs
  if (isOld) return { reason: rule.reason, untilMs: breaker.untilMs }
  for (const [known, atMs] of breaker.recent) {
    if (nowMs - atMs > rule.windowMs) breaker.recent.delete(known)
  }
  breaker.recent.set(group, nowMs)
  // After a hold the failure of one call proves that nothing has changed.
  if (breaker.recent.size < rule.groups && breaker.strikes === 0) return undefined
  const holdMs = Math.min(rule.holdMs * 2 ** breaker.strikes, rule.longestMs)
  breaker.strikes += 1
  breaker.sinceMs = nowMs
  breaker.untilMs = nowMs + holdMs
  breaker.isProbed = false
  breaker.recent.clear()
  return { reason: rule.reason, untilMs: breaker.untilMs }
}
