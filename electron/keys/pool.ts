/** The keys, their health and their leases. In memory; time comes in, nothing waits. */
import { createHash } from 'node:crypto'
import type { Verdict } from '../gemini/error-rules.ts'
import { maskSecret } from '../shared/redact.ts'
import { afterFailure, afterSuccess, fresh, type KeyHealth, restingNow } from './policy.ts'

interface PooledKey {
  readonly id: string
  readonly secret: string
  readonly masked: string
  /** Kept apart from the pool: only calls that ask for it get it. */
  paid: boolean
  health: KeyHealth
  inFlight: number
  /** Position in the order of use; 0 = never used. */
  lastUsed: number
}

/** The right to make one call with a key. Exactly one of the three endings must be called. */
export interface Lease {
  readonly keyId: string
  readonly secret: string
  readonly masked: string
  /** The call was answered: clears the failure count. */
  succeed(): void
  /** The call failed: the policy decides what that means for the key. */
  fail(verdict: Verdict): void
  /** The client went away; that says nothing about the key. */
  cancel(): void
}

export interface KeyRequest {
  /** Upstream model id; undefined for calls about no model. */
  model: string | undefined
  /** Keys that already failed this request. */
  exclude: ReadonlySet<string>
  /** True tries the paid keys before all others. */
  preferPaid?: boolean
  /** The key that should serve as long as it is ready: what it holds (a page token) is its own. */
  preferredKeyId?: string | undefined
}

export type Acquired =
  | { kind: 'leased'; lease: Lease }
  /** No key is ready. `readyAtMs`: when the first one is back, absent if none ever is by itself. */
  | { kind: 'none'; total: number; readyAtMs?: number }

export interface KeySummary {
  id: string
  masked: string
  paid: boolean
  ready: boolean
  failures: number
}

export interface KeyPool {
  /** Adds keys that are not there yet; one that is given as paid and unpaid counts as paid. */
  add(secrets: readonly string[], options?: { paid?: boolean }): void
  acquire(request: KeyRequest): Acquired
  /** How many keys of the pool could serve now, and how many there are; paid keys not counted. */
  counts(): { ready: number; total: number }
  list(): KeySummary[]
}

export interface KeyPoolOptions {
  nowMs(): number
  maxFailures(): number
}

/** The stable name of a key: says nothing about the secret, stays the same over restarts. */
export function keyId(secret: string): string {
  return createHash('sha256').update(secret).digest('hex').slice(0, 16)
}

/** Makes an empty pool. */
export function createKeyPool(options: KeyPoolOptions): KeyPool {
  const keys: PooledKey[] = []
  const byId = new Map<string, PooledKey>()
  let uses = 0

  const lease = (key: PooledKey, model: string | undefined): Lease => {
    uses += 1
    key.lastUsed = uses
    key.inFlight += 1
    let open = true
    const end = (health: (now: KeyHealth) => KeyHealth) => {
      if (!open) return
      open = false
      key.inFlight -= 1
      key.health = health(key.health)
    }
    return {
      keyId: key.id,
      secret: key.secret,
      masked: key.masked,
      succeed: () => end((health) => afterSuccess(health, model)),
      fail: (verdict) =>
        end((health) =>
          afterFailure(health, verdict, model, options.nowMs(), options.maxFailures()),
        ),
      cancel: () => end((health) => health),
    }
  }

  return {
    add(secrets, { paid = false } = {}) {
      for (const secret of secrets) {
        const known = byId.get(keyId(secret))
        if (known === undefined) {
          const key = newKey(secret, paid)
          keys.push(key)
          byId.set(key.id, key)
        } else if (paid) known.paid = true
      }
    },
    acquire(request) {
      const nowMs = options.nowMs()
      const ready = (key: PooledKey) =>
        !request.exclude.has(key.id) && restingNow(key.health, request.model, nowMs) === undefined
      const usable = keys.filter((key) => !key.paid || request.preferPaid === true)
      const chosen = choose(usable.filter(ready), request)
      if (chosen !== undefined) return { kind: 'leased', lease: lease(chosen, request.model) }
      const readyAtMs = earliestReturn(usable, request.model, nowMs)
      return {
        kind: 'none',
        total: usable.length,
        ...(readyAtMs === undefined ? {} : { readyAtMs }),
      }
    },
    counts() {
      const nowMs = options.nowMs()
      const pool = keys.filter((key) => !key.paid)
      const ready = pool.filter((key) => restingNow(key.health, undefined, nowMs) === undefined)
      return { ready: ready.length, total: pool.length }
    },
    list() {
      const nowMs = options.nowMs()
      return keys.map((key) => ({
        id: key.id,
        masked: key.masked,
        paid: key.paid,
        ready: restingNow(key.health, undefined, nowMs) === undefined,
        failures: key.health.failures,
      }))
    },
  }
}

function newKey(secret: string, paid: boolean): PooledKey {
  return {
    id: keyId(secret),
    secret,
    masked: maskSecret(secret),
    paid,
    health: fresh,
    inFlight: 0,
    lastUsed: 0,
  }
}

/** Balanced: least in flight, then least recently used; a preferred or paid key goes first. */
function choose(ready: readonly PooledKey[], request: KeyRequest): PooledKey | undefined {
  const preferred = ready.find((key) => key.id === request.preferredKeyId)
  if (preferred !== undefined) return preferred
  const paid = request.preferPaid === true ? ready.filter((key) => key.paid) : []
  const field = paid.length > 0 ? paid : ready
  let best: PooledKey | undefined
  for (const key of field) if (best === undefined || isBefore(key, best)) best = key
  return best
}

function isBefore(a: PooledKey, b: PooledKey): boolean {
  return a.inFlight === b.inFlight ? a.lastUsed < b.lastUsed : a.inFlight < b.inFlight
}

function earliestReturn(
  keys: readonly PooledKey[],
  model: string | undefined,
  nowMs: number,
): number | undefined {
  const ends = keys.flatMap((key) => restingNow(key.health, model, nowMs)?.untilMs ?? [])
  return ends.length === 0 ? undefined : Math.min(...ends)
}
