/** What is kept of a key over restarts: everything that was said or learned, but not its secret. */
import type { KeyHealth, Resting } from './policy.ts'
import { newPooledKey, type PooledKey } from './pooled-key.ts'

export type StoredKey = Omit<
  PooledKey,
  'secret' | 'masked' | 'inFlight' | 'pass' | 'isGone' | 'isUnsaved' | 'lastServed'
>

/** A copy of what is to be kept; later changes of the key do not reach it. */
export function toStored(key: PooledKey): StoredKey {
  // Named one by one: a field that is added to keys is not kept by accident.
  return {
    id: key.id,
    addedAtMs: key.addedAtMs,
    order: key.order,
    label: key.label,
    note: key.note,
    tags: key.tags,
    enabled: key.enabled,
    paid: key.paid,
    weight: key.weight,
    priority: key.priority,
    health: key.health,
    totals: { ...key.totals },
    dayLimits: key.dayLimits,
    project: key.project,
    lastUsedAtMs: key.lastUsedAtMs,
    lastError: key.lastError,
  }
}

/** The key as it was, idle. Throws RangeError when the secret is that of another key. */
export function fromStored(stored: StoredKey, secret: string): PooledKey {
  const { addedAtMs: atMs, order } = stored
  const blank = newPooledKey(secret, { atMs, order })
  if (blank.id !== stored.id) throw new RangeError(`The secret is not that of key ${stored.id}`)
  return { ...blank, ...stored, totals: { ...stored.totals } }
}

/** The same with every free text passed through `redact`: Google's errors may quote a key. */
export function redactStored(stored: StoredKey, redact: (text: string) => string): StoredKey {
  const { project, lastError, health, dayLimits } = stored
  return {
    ...stored,
    label: redact(stored.label),
    note: redact(stored.note),
    tags: stored.tags.map(redact),
    health: { ...health, models: withNames(health.models, redact) },
    dayLimits: withNames(dayLimits, redact),
    project: project && { ...project, id: redact(project.id) },
    lastError: lastError && { ...lastError, message: redact(lastError.message) },
  }
}

function withNames<Value>(
  byName: ReadonlyMap<string, Value>,
  redact: (text: string) => string,
): ReadonlyMap<string, Value> {
  if (byName.size === 0) return byName
  return new Map([...byName].map(([name, value]) => [redact(name), value] as const))
}

const DAY_MS = 24 * 60 * 60_000
/** No quota of Google's lasts longer; what ends later was written while the clock was wrong. */
const LONGEST_REST_MS = 8 * DAY_MS

/**
 * The same with rests that make sense at `nowMs`: one that would end in more than 8 days ends in 24
 * hours, and none began in the future, where no success could ever end it.
 */
export function mendTimes(stored: StoredKey, nowMs: number): StoredKey {
  const { resting, models, ...rest } = stored.health
  const health: KeyHealth = {
    ...rest,
    ...(resting !== undefined && { resting: mendRest(resting, nowMs) }),
    models: new Map(
      [...models].map(([model, state]) => [
        model,
        state.resting === undefined ? state : { ...state, resting: mendRest(state.resting, nowMs) },
      ]),
    ),
  }
  return { ...stored, health }
}

function mendRest(resting: Resting, nowMs: number): Resting {
  const { untilMs } = resting
  const sinceMs = Math.min(resting.sinceMs, nowMs)
  if (untilMs === undefined || untilMs - nowMs <= LONGEST_REST_MS) return { ...resting, sinceMs }
  return { ...resting, sinceMs, untilMs: nowMs + DAY_MS }
}
