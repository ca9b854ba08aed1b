/** One key in the pool: what a person said about it, and what has been learned. */
import { hash } from 'node:crypto'
import type { KeyProject, KeyTotals, KeyTraits, LastError } from '../shared/key-status.ts'
import { maskSecret } from '../shared/redact.ts'
import { type DayLimits, noDayLimits } from './day-limits.ts'
import { fresh, type KeyHealth } from './policy.ts'

export interface PooledKey extends KeyTraits {
  readonly id: string
  readonly secret: string
  readonly masked: string
  readonly addedAtMs: number
  /** Place in the order in which keys were added. */
  readonly order: number
  project: KeyProject | undefined
  health: KeyHealth
  totals: KeyTotals
  /** What Google has said of the daily quota of the key's project. */
  dayLimits: DayLimits
  lastUsedAtMs: number | undefined
  /** The last success that told something of whose quota the key shares (`projects.ts`). */
  lastServed: { model: string | undefined; atMs: number; news: number } | undefined
  lastError: LastError | undefined
  /** Taken out of the pool. */
  isGone: boolean
  /** Among those that the store is going to write (`key-store.ts`). */
  isUnsaved: boolean
  /** Calls under way. */
  inFlight: number
  /** Virtual time of use: grows by 1/weight with every call, so heavier keys are used more often. */
  pass: number
}

/** The stable name of a key: says nothing about the secret, stays the same over restarts. */
export function keyId(secret: string): string {
  return hash('sha256', secret, 'hex').slice(0, 16)
}

/** A key nobody knows anything about yet. */
export function newPooledKey(
  secret: string,
  added: { atMs: number; order: number },
  traits: Partial<KeyTraits> = {},
): PooledKey {
  return {
    id: keyId(secret),
    secret,
    masked: maskSecret(secret),
    addedAtMs: added.atMs,
    order: added.order,
    label: '',
    note: '',
    tags: [],
    enabled: true,
    paid: false,
    weight: 1,
    priority: 0,
    ...traits,
    // Named although there is nothing yet: thousands of keys keep one shape for V8.
    project: undefined,
    health: fresh,
    totals: { successes: 0, failures: 0 },
    dayLimits: noDayLimits,
    lastUsedAtMs: undefined,
    lastServed: undefined,
    lastError: undefined,
    isGone: false,
    isUnsaved: false,
    inFlight: 0,
    pass: 0,
  }
}
