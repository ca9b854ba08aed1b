/** What an outcome does to a key. Pure: clock, chance and settings come in as arguments. */
import type { Rest, Verdict } from '../gemini/error-rules.ts'
import type { FailureKind, RestState } from '../shared/key-status.ts'
import { nextPacificMidnight } from './quota-calendar.ts'

/** A rest a key takes; `untilMs` is absent when only a person can end it. */
export interface Resting {
  state: RestState
  reason: FailureKind
  sinceMs: number
  untilMs?: number
  /** When it is over by Google's word; `untilMs` adds a margin that is worth it only if others can serve. */
  dueMs?: number
}

/** What is known of a key for one model. */
export interface ModelHealth {
  /** Stays until a success even when it is over: the first call after a rest is a probe. */
  resting?: Resting
  /** Unexplained quota refusals since the last success; they lengthen the next rest. */
  backOffStep: number
}

export interface KeyHealth {
  /** Unexplained failures since the last success. */
  failures: number
  /** The whole key rests. */
  resting?: Resting
  models: ReadonlyMap<string, ModelHealth>
}

export const fresh: KeyHealth = { failures: 0, models: new Map() }

export interface PolicyContext {
  nowMs: number
  /** When the call began. */
  startedAtMs: number
  maxFailures: number
  /** True for a key that is only believed to share the quota of the one that was refused. */
  isHearsay?: boolean
  /** A random number from 0 to 1: keys that were refused together do not come back together. */
  chance: number
}

/** Refusals that say why: the key itself is as good as before (design §2.4). */
const explained: ReadonlySet<FailureKind> = new Set([
  'quota_zero',
  'quota_day',
  'quota_minute',
  'quota_tokens',
  'quota_credits',
  'quota_unexplained',
  'billing_required',
  'model_not_found',
])

const BENCH_MS = 60 * 60_000
/** Rests after quota refusals without a word of explanation (conformance C). */
const BACK_OFF_MS = [5000, 30_000, 120_000, 600_000]
/** Google's own wait is exact to the second; a little more saves a refused call. */
const MARGIN_MS = 1000
const JITTER_MS = 1000
/** What a key gets that was refused as soon as it was due: Google's word is not to be trusted then. */
const DISTRUST_MS = 1000

/**
 * The health of a key after a failed call.
 * @param model upstream model id the call was for, undefined for calls without one
 */
export function afterFailure(
  health: KeyHealth,
  verdict: Verdict,
  model: string | undefined,
  context: PolicyContext,
): KeyHealth {
  if (verdict.blame !== 'key') return health
  const since = { reason: verdict.kind, sinceMs: context.nowMs }
  if (verdict.rest.kind === 'until-edited') {
    return { ...health, resting: { state: finalState(verdict.kind), ...since } }
  }
  // Without a reason, calls that were under way when the rest began tell nothing new.
  const saysWhy = explained.has(verdict.kind) && verdict.kind !== 'quota_unexplained'
  if (!saysWhy && wasResting(health, model, context.startedAtMs)) return health
  if (explained.has(verdict.kind)) return restFor(health, verdict, model, context)
  const failures = health.failures + 1
  // Refused as a whole again after a rest: it will not get better by itself.
  const isHopeless = verdict.kind === 'credential_refused' && failures > 1
  if (isHopeless) {
    return { ...health, failures, resting: { state: 'invalid', ...since } }
  }
  if (failures < context.maxFailures)
    return restFor({ ...health, failures }, verdict, model, context)
  const untilMs = context.nowMs + BENCH_MS
  return { ...health, failures, resting: { state: 'benched', ...since, untilMs } }
}

/**
 * The health after a successful call: the count is cleared, and so is every rest the call disproved.
 * A rest that began while the call was under way stands: the call was let in before it.
 */
export function afterSuccess(
  health: KeyHealth,
  model: string | undefined,
  startedAtMs: number,
): KeyHealth {
  const disproved = (rest: Resting | undefined) => rest !== undefined && rest.sinceMs <= startedAtMs
  const isModelCleared = disproved(restFrom(health, model))
  if (health.failures === 0 && !disproved(health.resting) && !isModelCleared) return health
  const models = new Map(health.models)
  if (model !== undefined && isModelCleared) models.delete(model)
  const { resting } = health
  return {
    failures: 0,
    models,
    ...(resting === undefined || disproved(resting) ? {} : { resting }),
  }
}

/** What keeps a key from serving a model now, or undefined when it is ready. */
export function restingNow(
  health: KeyHealth,
  model: string | undefined,
  nowMs: number,
): Resting | undefined {
  const ofKey = goingOn(health.resting, nowMs)
  const ofModel = goingOn(restFrom(health, model), nowMs)
  if (ofKey === undefined || ofModel === undefined) return ofKey ?? ofModel
  return longer(ofKey, ofModel)
}

function goingOn(rest: Resting | undefined, nowMs: number): Resting | undefined {
  return rest === undefined || isOver(rest, nowMs) ? undefined : rest
}

/** The rest that concerns one model alone. */
function restFrom({ models }: KeyHealth, model: string | undefined): Resting | undefined {
  // Most keys rest from no model, and are asked twice per call.
  return model === undefined || models.size === 0 ? undefined : models.get(model)?.resting
}

/** Whether the key itself was refused for want of quota before that moment, and for longer. */
export function isSpent(health: KeyHealth, model: string | undefined, atMs: number): boolean {
  const rest = restFrom(health, model)
  if (rest?.dueMs === undefined) return false
  return rest.reason.startsWith('quota_') && rest.sinceMs <= atMs && rest.dueMs > atMs
}

/** The health of a key whose unexplained refusals had another cause; itself where it had none. */
export function withoutUnexplained(health: KeyHealth): KeyHealth {
  const models = [...health.models].filter(
    ([, { resting }]) => resting?.reason !== 'quota_unexplained',
  )
  return models.length === health.models.size ? health : { ...health, models: new Map(models) }
}

/** Whether a rest is over but no success has proved it yet: then one call at a time is enough. */
export function isOnProbation(
  health: KeyHealth,
  model: string | undefined,
  nowMs: number,
): boolean {
  const { resting } = health
  const ofModel = restFrom(health, model)
  return (
    (resting !== undefined && isOver(resting, nowMs)) ||
    (ofModel !== undefined && isOver(ofModel, nowMs))
  )
}

/** Whether a rest has begun since that moment. */
function wasResting(health: KeyHealth, model: string | undefined, sinceMs: number): boolean {
  return [health.resting, restFrom(health, model)].some(
    (rest) => rest !== undefined && rest.sinceMs > sinceMs,
  )
}

function isOver(rest: Resting, nowMs: number): boolean {
  return rest.untilMs !== undefined && rest.untilMs <= nowMs
}

function restFor(
  health: KeyHealth,
  verdict: Verdict,
  model: string | undefined,
  context: PolicyContext,
): KeyHealth {
  const before = model === undefined ? undefined : health.models.get(model)
  const backOffStep = before?.backOffStep ?? 0
  const endMs = restEndMs(verdict, backOffStep, context.nowMs)
  if (endMs === undefined) return health
  const resting: Resting = {
    state: restState(verdict.kind),
    reason: verdict.kind,
    sinceMs: context.nowMs,
    untilMs: endMs + marginMs(verdict.rest) + context.chance * JITTER_MS,
    dueMs: dueMsOf(endMs, verdict, before?.resting, context),
  }
  const isAboutModel = verdict.scope === 'key-model' || verdict.scope === 'project-model'
  if (!isAboutModel || model === undefined) {
    return { ...health, resting: longer(health.resting ?? resting, resting) }
  }
  const models = new Map(health.models)
  models.set(model, {
    resting: longer(before?.resting ?? resting, resting),
    backOffStep: backOffStep + (verdict.kind === 'quota_unexplained' ? 1 : 0),
  })
  return { ...health, models }
}

function restEndMs(
  { kind, rest }: { kind: FailureKind; rest: Rest },
  backOffStep: number,
  nowMs: number,
): number | undefined {
  if (rest.kind === 'until-pacific-midnight') return nextPacificMidnight(nowMs)
  if (rest.kind !== 'for') return undefined
  const backOffMs = BACK_OFF_MS[Math.min(backOffStep, BACK_OFF_MS.length - 1)] ?? 0
  const restMs = kind === 'quota_unexplained' ? Math.max(rest.ms, backOffMs) : rest.ms
  return nowMs + restMs
}

/** From when on a resting key may be asked if nobody else can serve. */
function dueMsOf(
  endMs: number,
  { kind }: Verdict,
  before: Resting | undefined,
  { nowMs, isHearsay = false }: PolicyContext,
): number {
  // Hearsay may be wrong, and what is left of a quota of tokens may do for a smaller request.
  const dueMs = isHearsay || kind === 'quota_tokens' ? nowMs : endMs
  const sinceDueMs = nowMs - (before?.dueMs ?? Number.NEGATIVE_INFINITY)
  const wasJustTried = sinceDueMs >= 0 && sinceDueMs < DISTRUST_MS
  return wasJustTried ? Math.max(dueMs, nowMs + DISTRUST_MS) : dueMs
}

/** The calendar needs no margin; a wait that Google has counted in seconds does. */
function marginMs(rest: Rest): number {
  return rest.kind === 'for' ? MARGIN_MS : 0
}

/**
 * Of two rests the one that ends later: a day's quota is not undone by a minute's. What Google has
 * said of either is not forgotten, so that hearsay gives way to it.
 */
function longer(a: Resting, b: Resting): Resting {
  const end = (rest: Resting) => rest.untilMs ?? Number.POSITIVE_INFINITY
  const later = end(a) > end(b) ? a : b
  if (a.dueMs === undefined || b.dueMs === undefined) return later
  return { ...later, dueMs: Math.max(a.dueMs, b.dueMs) }
}

function restState(kind: FailureKind): RestState {
  if (kind === 'quota_day' || kind === 'quota_credits') return 'exhausted'
  if (kind === 'quota_zero' || kind === 'billing_required' || kind === 'model_not_found') {
    return 'not-for-this-model'
  }
  return 'cooling'
}

function finalState(kind: FailureKind): RestState {
  return kind === 'key_suspended' || kind === 'project_denied' ? 'suspended' : 'invalid'
}
