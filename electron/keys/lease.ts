/** Asking the pool for a key, and what it gives: the right to make one call. */
import type { Verdict } from '../gemini/error-rules.ts'
import type { PooledKey } from './pooled-key.ts'
import type { Hold } from './outages.ts'

/** The right to make one call with a key. Exactly one of the three endings must be called. */
export interface Lease {
  readonly keyId: string
  readonly secret: string
  readonly masked: string
  /** The call was answered: clears the failure count. */
  succeed(): void
  /** The call failed: the policy decides what that means for the key and for others. */
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
  /** True leaves out all keys but the paid ones, as far as the settings allow those. */
  paidOnly?: boolean
  /** The key that should serve as long as it is ready: what it holds (a page token) is its own. */
  preferredKeyId?: string | undefined
  /** The only key that can serve: what the call is about belongs to it. */
  onlyKeyId?: string | undefined
  /** Names the conversation: its requests go to one key as long as that is ready (prompt cache). */
  conversation?: string | undefined
}

export type Acquired =
  | { kind: 'leased'; lease: Lease }
  | {
      kind: 'none'
      /** Keys that could serve this request if they were ready. */
      total: number
      /** When the first one is back, absent if none ever is by itself. */
      readyAtMs?: number
      /** What holds back every key, if something does. */
      hold?: Hold['reason']
    }

/** How a call with a key ended. */
export type LeaseEnd = 'succeeded' | 'cancelled' | Verdict

/** The lease of a key; hears of its end the first time somebody ends it. */
export class KeyLease implements Lease {
  readonly #key: PooledKey
  #whenEnded: ((end: LeaseEnd) => void) | undefined

  constructor(key: PooledKey, whenEnded: (end: LeaseEnd) => void) {
    this.#key = key
    this.#whenEnded = whenEnded
  }

  get keyId(): string {
    return this.#key.id
  }

  get secret(): string {
    return this.#key.secret
  }

  get masked(): string {
    return this.#key.masked
  }

  succeed(): void {
    this.#end('succeeded')
  }

  fail(verdict: Verdict): void {
    this.#end(verdict)
  }

  cancel(): void {
    this.#end('cancelled')
  }

  #end(end: LeaseEnd): void {
    const whenEnded = this.#whenEnded
    this.#whenEnded = undefined
    whenEnded?.(end)
  }
}
