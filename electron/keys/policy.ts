/** What an outcome does to a key. Pure: the clock and the settings come in as arguments. */
import type { FailureKind, Rest, Verdict } from '../gemini/error-rules.ts'
import { nextPacificMidnight } from './quota-calendar.ts'

/** States of design §5.3, as far as the service can tell them apart. */
export type KeyState =
  | 'ready'
  | 'cooling'
  | 'exhausted'
  | 'not-for-this-model'
  | 'benched'
  | 'invalid'
  | 'suspended'

/** A rest a key takes; `untilMs` is absent when only a person can end it. */
export interface Resting {
  state: Exclude<KeyState, 'ready'>
  reason: FailureKind
  untilMs?: number
}

export interface KeyHealth {
  /** Unexplained failures since the last success. */
  failures: number
  /** The whole key rests. */
  resting?: Resting
  /** The key rests for single models. */
  models: ReadonlyMap<string, Resting>
}

export const fresh: KeyHealth = { failures: 0, models: new Map() }

/** Rests that only explain a refusal; the key itself is as good as before (design §2.4). */
const explained: ReadonlySet<FailureKind> = new Set([
  'quota_zero',
  'quota_day',
  'quota_minute',
  'quota_credits',
  'quota_unexplained',
  'billing_required',
])

/** How long a key with MAX_FAILURES unexplained failures rests before it is tried again. */
const BENCH_MS = 60 * 60_000

/**
 * The health of a key after a failed call.
 * @param model upstream model id the call was for, undefined for calls without one
 */
export function afterFailure(
  health: KeyHealth,
  verdict: Verdict,
  model: string | undefined,
  nowMs: number,
  maxFailures: number,
): KeyHealth {
  if (verdict.blame !== 'key') return health
  if (verdict.rest.kind === 'until-edited') {
    return { ...health, resting: { state: finalState(verdict.kind), reason: verdict.kind } }
  }
  if (explained.has(verdict.kind)) return restFor(health, verdict, model, nowMs)
  const failures = health.failures + 1
  if (failures < maxFailures) return restFor({ ...health, failures }, verdict, model, nowMs)
  return {
    ...health,
    failures,
    resting: { state: 'benched', reason: verdict.kind, untilMs: nowMs + BENCH_MS },
  }
}

/** The health after a successful call: the count is cleared, and so is what the call disproved. */
export function afterSuccess(health: KeyHealth, model: string | undefined): KeyHealth {
  if (health.failures === 0 && health.resting === undefined && health.models.size === 0) {
    return health
  }
  const models = new Map(health.models)
  if (model !== undefined) models.delete(model)
  return { failures: 0, models }
}

/** What keeps a key from serving a model now, or undefined when it is ready. */
export function restingNow(
  health: KeyHealth,
  model: string | undefined,
  nowMs: number,
): Resting | undefined {
  const forModel = model === undefined ? undefined : health.models.get(model)
  return [health.resting, forModel].find((rest) => rest !== undefined && !isOver(rest, nowMs))
}

function isOver(rest: Resting, nowMs: number): boolean {
  return rest.untilMs !== undefined && rest.untilMs <= nowMs
}

function restFor(
  health: KeyHealth,
  verdict: Verdict,
  model: string | undefined,
  nowMs: number,
): KeyHealth {
  const untilMs = restEndMs(verdict.rest, nowMs)
  if (untilMs === undefined) return health
  const resting: Resting = { state: restState(verdict.kind), reason: verdict.kind, untilMs }
  if (verdict.scope === 'key' || model === undefined) {
    return { ...health, resting: longer(health.resting, resting) }
  }
  const models = new Map(health.models)
  models.set(model, longer(models.get(model), resting))
  return { ...health, models }
}

function restEndMs(rest: Rest, nowMs: number): number | undefined {
  if (rest.kind === 'for') return nowMs + rest.ms
  if (rest.kind === 'until-pacific-midnight') return nextPacificMidnight(nowMs)
  return undefined
}

/** Of two rests the one that ends later: a day's quota is not undone by a minute's. */
function longer(before: Resting | undefined, now: Resting): Resting {
  if (before === undefined) return now
  const end = (rest: Resting) => rest.untilMs ?? Number.POSITIVE_INFINITY
  return end(before) > end(now) ? before : now
}

function restState(kind: FailureKind): Resting['state'] {
  if (kind === 'quota_day' || kind === 'quota_credits') return 'exhausted'
  if (kind === 'quota_zero' || kind === 'billing_required') return 'not-for-this-model'
  return 'cooling'
}

function finalState(kind: FailureKind): Resting['state'] {
  return kind === 'key_suspended' || kind === 'project_denied' ? 'suspended' : 'invalid'
}
