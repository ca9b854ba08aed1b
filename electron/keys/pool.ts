/** The keys, their health and their leases. In memory; time comes in, nothing waits. */
import type { Verdict } from '../gemini/error-rules.ts'
import type { KeyStatus, KeyTraits } from '../shared/key-status.ts'
import { createListeners } from '../shared/listeners.ts'
import { createAffinity } from './affinity.ts'
import type { Acquired, KeyRequest, Lease } from './lease.ts'
import { createModelView, type ModelView } from './model-view.ts'
import { createOutages } from './outages.ts'
import { afterFailure, afterSuccess, fresh, type KeyHealth, restingNow } from './policy.ts'
import { statusOf } from './key-status.ts'
import { keyId, newPooledKey, type PooledKey } from './pooled-key.ts'
import { createProjects } from './projects.ts'
import { orderOf, type Strategy } from './selection.ts'

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
  acquire(request: KeyRequest): Acquired
  /** How many keys could serve now, and how many there are; paid keys not counted. */
  counts(): { ready: number; total: number }
  /** What may be shown of the keys; without secrets. */
  list(): KeyStatus[]
  /** Calls back with the ids of keys that changed; returns the way to stop it. */
  onChange(listener: (ids: readonly string[]) => void): () => void
}

/** Views kept at once; clients can ask for models of any name. */
const MAX_VIEWS = 32

/** Makes an empty pool. */
export function createKeyPool(options: KeyPoolOptions): KeyPool {
  return new Pool(options)
}

class Pool implements KeyPool {
  readonly #options: KeyPoolOptions
  readonly #keys = new Map<string, PooledKey>()
  /** Keys by group, free and paid, and model; the last used view stands last. */
  readonly #views = new Map<string, ModelView>()
  readonly #projects = createProjects()
  readonly #outages = createOutages()
  readonly #conversations = createAffinity()
  readonly #changes = createListeners<readonly string[]>()
  #strategy: Strategy | undefined
  #order = 0
  /** Where the virtual time of use has got to. */
  #pass = 0

  constructor(options: KeyPoolOptions) {
    this.#options = options
  }

  add(secrets: readonly string[], traits: Partial<KeyTraits> = {}): PooledKey[] {
    return secrets.flatMap((secret) => {
      const known = this.#keys.get(keyId(secret))
      if (known === undefined) {
        const added = { atMs: this.#options.nowMs(), order: this.#order++ }
        const key = newPooledKey(secret, added, traits)
        this.put(key)
        return key
      }
      if (traits.paid === true) this.update(known.id, { paid: true })
      return []
    })
  }

  put(key: PooledKey): void {
    this.#order = Math.max(this.#order, key.order + 1)
    this.#keys.set(key.id, key)
    this.#projects.join(key)
    this.#place(key)
  }

  remove(id: string): PooledKey | undefined {
    const key = this.#keys.get(id)
    if (key === undefined) return undefined
    this.#keys.delete(id)
    this.#projects.leave(key)
    for (const view of this.#views.values()) view.remove(key)
    this.#changes.notify([id])
    return key
  }

  get(id: string): PooledKey | undefined {
    return this.#keys.get(id)
  }

  update(id: string, change: Partial<KeyTraits> & { project?: string | null }): boolean {
    const key = this.#keys.get(id)
    if (key === undefined) return false
    const { project, ...traits } = change
    // Between groups a key moves as a whole.
    for (const view of this.#views.values()) view.remove(key)
    Object.assign(key, traits)
    if (project !== undefined) this.#projects.assign(key, project, 'set')
    this.#place(key)
    return true
  }

  reset(id: string): boolean {
    const key = this.#keys.get(id)
    if (key === undefined) return false
    key.health = fresh
    this.#place(key)
    return true
  }

  acquire(request: KeyRequest): Acquired {
    const nowMs = this.#options.nowMs()
    const groups = this.#groupsFor(request)
    const hold = this.#outages.hold(request.model, nowMs)
    if (hold !== undefined) {
      const total = this.#totalOf(groups)
      return { kind: 'none', total, readyAtMs: hold.untilMs, hold: hold.reason }
    }
    for (const paid of groups) {
      const key = this.#choose(this.#view(request.model, paid), request, paid, nowMs)
      if (key !== undefined) return { kind: 'leased', lease: this.#lease(key, request, nowMs) }
    }
    const returns = groups.flatMap((paid) => this.#view(request.model, paid).nextReturnMs() ?? [])
    const total = this.#totalOf(groups)
    return { kind: 'none', total, ...(returns.length > 0 && { readyAtMs: Math.min(...returns) }) }
  }

  counts(): { ready: number; total: number } {
    const nowMs = this.#options.nowMs()
    const free = [...this.#keys.values()].filter((key) => !key.paid)
    const ready = free.filter(
      (key) => key.enabled && restingNow(key.health, undefined, nowMs) === undefined,
    )
    return { ready: ready.length, total: free.length }
  }

  list(): KeyStatus[] {
    const nowMs = this.#options.nowMs()
    return [...this.#keys.values()].map((key) => statusOf(key, nowMs))
  }

  onChange(listener: (ids: readonly string[]) => void): () => void {
    return this.#changes.add(listener)
  }

  /** Groups in the order in which they are asked; true stands for the paid keys. */
  #groupsFor({ preferPaid }: KeyRequest): boolean[] {
    const { paidKeyUse } = this.#options.settings()
    if (preferPaid === true) return [true, false]
    return paidKeyUse === 'images' ? [false] : [false, true]
  }

  #totalOf(groups: readonly boolean[]): number {
    return [...this.#keys.values()].filter((key) => groups.includes(key.paid)).length
  }

  #choose(
    view: ModelView,
    { exclude, preferredKeyId, conversation }: KeyRequest,
    paid: boolean,
    nowMs: number,
  ): PooledKey | undefined {
    const usable = (id: string | undefined) => {
      const key = id === undefined || exclude.has(id) ? undefined : this.#keys.get(id)
      return key !== undefined && key.paid === paid && view.isReady(key, nowMs) ? key : undefined
    }
    const preferred = usable(preferredKeyId)
    if (preferred !== undefined) return preferred
    const first = view.first(nowMs, exclude)
    const familiar = usable(this.#conversations.keyOf(conversation))
    // A warm prompt cache is worth a place in the queue, but not a crowd on one key.
    const isCrowded = familiar !== undefined && familiar.inFlight > (first?.inFlight ?? 0) + 1
    return isCrowded ? first : (familiar ?? first)
  }

  /** The view of a model, made on first use; a change of strategy makes all views anew. */
  #view(model: string | undefined, paid: boolean): ModelView {
    const { keyStrategy } = this.#options.settings()
    if (this.#strategy !== keyStrategy) this.#views.clear()
    this.#strategy = keyStrategy
    const name = `${paid ? 'paid' : 'free'} ${model ?? ''}`
    const known = this.#views.get(name)
    if (known !== undefined) {
      this.#views.delete(name)
      this.#views.set(name, known)
      return known
    }
    const view = createModelView(model, paid, orderOf(keyStrategy))
    const nowMs = this.#options.nowMs()
    for (const key of this.#keys.values()) view.place(key, nowMs)
    this.#views.set(name, view)
    const oldest = this.#views.keys().next().value
    if (this.#views.size > MAX_VIEWS && oldest !== undefined) this.#views.delete(oldest)
    return view
  }

  #lease(key: PooledKey, { model, conversation }: KeyRequest, startedAtMs: number): Lease {
    this.#pass = Math.max(this.#pass, key.pass)
    key.pass = this.#pass + 1 / key.weight
    key.inFlight += 1
    key.lastUsedAtMs = startedAtMs
    this.#conversations.remember(conversation, key.id)
    this.#place(key)
    let isOpen = true
    const end = (outcome: () => void) => {
      if (!isOpen) return
      isOpen = false
      key.inFlight -= 1
      outcome()
      this.#place(key)
    }
    return {
      keyId: key.id,
      secret: key.secret,
      masked: key.masked,
      succeed: () => end(() => this.#succeeded(key, model, startedAtMs)),
      fail: (verdict) => end(() => this.#failed(key, verdict, model)),
      cancel: () => end(() => undefined),
    }
  }

  #succeeded(key: PooledKey, model: string | undefined, startedAtMs: number): void {
    const nowMs = this.#options.nowMs()
    key.totals.successes += 1
    key.health = afterSuccess(key.health, model, startedAtMs)
    this.#outages.succeeded(model)
    const isResting = (other: PooledKey) => restingNow(other.health, model, nowMs) !== undefined
    this.#projects.served(key, isResting)
  }

  #failed(key: PooledKey, verdict: Verdict, model: string | undefined): void {
    const nowMs = this.#options.nowMs()
    const { kind, message, scope } = verdict
    if (verdict.blame === 'key') {
      key.totals.failures += 1
      key.lastError = { kind, message, atMs: nowMs }
    }
    this.#projects.learn(key, verdict, model, nowMs)
    const throttled = this.#outages.failed(kind, key.project?.id ?? key.id, model, nowMs)
    if (throttled?.reason === 'throttled') return this.#forgiveUnexplained()
    const isShared = scope === 'project' || scope === 'project-model'
    const concerned = isShared ? this.#projects.siblings(key) : [key]
    const { maxFailures } = this.#options.settings()
    for (const one of concerned) {
      const context = { nowMs, maxFailures, chance: this.#options.chance() }
      one.health = afterFailure(one.health, verdict, model, context)
      this.#place(one)
    }
  }

  /** Keys that were refused because the address is throttled have done nothing. */
  #forgiveUnexplained(): void {
    for (const key of this.#keys.values()) {
      const models = [...key.health.models].filter(
        ([, { resting }]) => resting?.reason !== 'quota_unexplained',
      )
      if (models.length === key.health.models.size) continue
      key.health = { ...key.health, models: new Map(models) } satisfies KeyHealth
      this.#place(key)
    }
  }

  #place(key: PooledKey): void {
    // A lease may outlive its key.
    if (this.#keys.get(key.id) !== key) return
    const nowMs = this.#options.nowMs()
    for (const view of this.#views.values()) view.place(key, nowMs)
    this.#changes.notify([key.id])
  }
}
