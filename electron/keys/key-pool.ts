/** What the pool of keys can do for the rest of the program. */
import type { Verdict } from '../gemini/error-rules.ts'
import type { KeyStatus, KeyTraits } from '../shared/key-status.ts'
import type { Acquired, KeyRequest } from './lease.ts'
import type { Hold } from './outages.ts'
import type { PooledKey } from './pooled-key.ts'
import type { Strategy } from './selection.ts'

export interface KeyPoolOptions {
  nowMs(): number
  /** A random number from 0 to 1. */
  chance(): number
  settings(): KeyPoolSettings
}

export interface KeyPoolSettings {
  maxFailures: number
  keyStrategy: Strategy
  paidKeyUse: 'images' | 'fallback' | 'always'
}

export interface KeyPool {
  /** Adds keys that are not there yet; one that is given as paid and unpaid counts as paid. */
  add(secrets: readonly string[], traits?: Partial<KeyTraits>): PooledKey[]
  /** Takes a key back in as it was, after a restart or an undone removal. */
  put(key: PooledKey): void
  /** Takes a key out; calls under way end as they would. */
  remove(id: string): PooledKey | undefined
  get(id: string): PooledKey | undefined
  /** Changes what a person may say about a key; false when there is no such key. */
  update(id: string, change: Partial<KeyTraits> & { project?: string | null }): boolean
  /** Forgets what was held against a key; for a key that somebody has mended. */
  reset(id: string): boolean
  /**
   * Takes in what a check of a key has found out: `'fine'` or the verdict on a call about no model.
   * False when there is no such key.
   */
  judge(id: string, found: Verdict | 'fine', check: KeyCheck): boolean
  /** Whether another key is known to have a model that this one is not known to have. */
  isListedElsewhere(id: string, model: string): boolean
  acquire(request: KeyRequest): Acquired
  /** How many keys could serve now, and how many there are; paid keys not counted. */
  counts(): { ready: number; total: number }
  /** What holds back every call now, such as Google throttling this machine's address. */
  hold(): Hold | undefined
  /** The ids of all keys, in the order in which the keys were added. */
  ids(): string[]
  /** What may be shown of the keys; without secrets. */
  list(): KeyStatus[]
  /** Calls back with each key that changed, or has gone; returns the way to stop it. */
  onChange(listener: (key: PooledKey) => void): () => void
}

export interface KeyCheck {
  startedAtMs: number
  /** Ids of all models the key lists, without `models/`, where the check found them. */
  models?: readonly string[]
}
