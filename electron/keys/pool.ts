/** The keys, their health and their leases. In memory; time comes in, nothing waits. */
import { lacksModel } from '../gemini/error.ts'
import type { Verdict } from '../gemini/error-rules.ts'
import type { KeyStatus, KeyTraits } from '../shared/key-status.ts'
import { createListeners } from '../shared/listeners.ts'
import { createAffinity } from './affinity.ts'
import { type Acquired, type KeyRequest, KeyLease, type Lease } from './lease.ts'
import { createKeyModels } from './key-models.ts'
import type { KeyCheck, KeyPool, KeyPoolOptions } from './key-pool.ts'
import type { ModelView } from './model-view.ts'
import { createModelViews } from './model-views.ts'
import { createOutages, type Hold } from './outages.ts'
import {
  afterFailure,
  afterSuccess,
  fresh,
  isSpent,
  restingNow,
  withoutUnexplained,
} from './policy.ts'
import { afterCheck } from './policy-check.ts'
import { statusOf } from './key-status.ts'
import { keyId, newPooledKey, type PooledKey } from './pooled-key.ts'
import { createProjects } from './projects.ts'
import { groupsInOrder } from './selection.ts'

export type { KeyPool, KeyPoolSettings } from './key-pool.ts'

/** What of a call decides on what its failure means. */
interface Call {
  model: string | undefined
  startedAtMs: number
}

/** Makes an empty pool. */
export function createKeyPool(options: KeyPoolOptions): KeyPool {
  return new Pool(options)
}

class Pool implements KeyPool {
  readonly #options: KeyPoolOptions
  readonly #keys = new Map<string, PooledKey>()
  readonly #views = createModelViews(() => this.#keys.values())
  readonly #models = createKeyModels()
  readonly #projects = createProjects()
  readonly #outages = createOutages()
  readonly #conversations = createAffinity()
  readonly #changes = createListeners<PooledKey>()
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
    key.isGone = false
    this.#projects.join(key)
    this.#place(key)
  }

  remove(id: string): PooledKey | undefined {
    const key = this.#keys.get(id)
    if (key === undefined) return undefined
    this.#keys.delete(id)
    key.isGone = true
    this.#projects.leave(key)
    this.#models.forget(id)
    this.#views.remove(key)
    this.#changes.notify(key)
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
    this.#views.remove(key)
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

  judge(id: string, found: Verdict | 'fine', { startedAtMs, models }: KeyCheck): boolean {
    const key = this.#keys.get(id)
    if (key === undefined) return false
    const nowMs = this.#options.nowMs()
    if (models !== undefined) this.#models.learn(id, models, nowMs)
    if (found === 'fine') key.health = afterCheck(key.health, new Set(models), startedAtMs)
    else this.#failed(key, found, { model: undefined, startedAtMs }, nowMs)
    this.#place(key, nowMs)
    return true
  }

  isListedElsewhere(id: string, model: string): boolean {
    return this.#models.isListedElsewhere(id, model)
  }

  acquire(request: KeyRequest): Acquired {
    const nowMs = this.#options.nowMs()
    const groups = groupsInOrder(request, this.#options.settings().paidKeyUse)
    const hold = this.#outages.hold(request.model, nowMs)
    if (hold !== undefined) {
      const total = this.#totalOf(groups)
      return { kind: 'none', total, readyAtMs: hold.untilMs, hold: hold.reason }
    }
    if (request.onlyKeyId !== undefined) return this.#acquireOnly(request.onlyKeyId, request, nowMs)
    for (const paid of groups) {
      const key = this.#choose(this.#view(request.model, paid, nowMs), request, paid, nowMs)
      if (key === undefined) continue
      this.#outages.letIn(request.model, nowMs)
      return { kind: 'leased', lease: this.#lease(key, request, nowMs) }
    }
    const returns = groups.flatMap(
      (paid) => this.#view(request.model, paid, nowMs).nextReturnMs() ?? [],
    )
    const total = this.#totalOf(groups)
    return { kind: 'none', total, ...(returns.length > 0 && { readyAtMs: Math.min(...returns) }) }
  }

  #acquireOnly(id: string, request: KeyRequest, nowMs: number): Acquired {
    const key = this.#keys.get(id)
    if (!key?.enabled || (request.paidOnly === true && !key.paid)) return { kind: 'none', total: 0 }
    const resting = restingNow(key.health, request.model, nowMs)
    if (resting === undefined) {
      this.#outages.letIn(request.model, nowMs)
      return { kind: 'leased', lease: this.#lease(key, request, nowMs) }
    }
    const { untilMs: readyAtMs } = resting
    return { kind: 'none', total: 1, ...(readyAtMs !== undefined && { readyAtMs }) }
  }

  counts(): { ready: number; total: number } {
    const nowMs = this.#options.nowMs()
    const free = [...this.#keys.values()].filter((key) => !key.paid)
    const isReady = ({ enabled, health }: PooledKey) =>
      enabled && restingNow(health, undefined, nowMs) === undefined
    return { ready: free.filter(isReady).length, total: free.length }
  }

  hold(): Hold | undefined {
    return this.#outages.hold(undefined, this.#options.nowMs())
  }

  ids(): string[] {
    return [...this.#keys.keys()]
  }

  list(): KeyStatus[] {
    const nowMs = this.#options.nowMs()
    return [...this.#keys.values()].map((key) => statusOf(key, nowMs))
  }

  onChange(listener: (key: PooledKey) => void): () => void {
    return this.#changes.add(listener)
  }

  #totalOf(groups: readonly boolean[]): number {
    return [...this.#keys.values()].filter((key) => groups.includes(key.paid)).length
  }

  /** The key to use. Those found to be without the model on the way rest for it. */
  #choose(
    view: ModelView,
    request: KeyRequest,
    paid: boolean,
    nowMs: number,
  ): PooledKey | undefined {
    const { model } = request
    for (;;) {
      const key = this.#pick(view, request, paid, nowMs)
      if (key === undefined || model === undefined) return key
      const untilMs = this.#models.lacksUntilMs(key.id, model, nowMs)
      if (untilMs === undefined) return key
      const { maxFailures } = this.#options.settings()
      const context = { nowMs, startedAtMs: nowMs, maxFailures, chance: 0 }
      key.health = afterFailure(key.health, lacksModel(untilMs - nowMs), model, context)
      this.#place(key)
    }
  }

  #pick(
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

  #view(model: string | undefined, paid: boolean, nowMs: number): ModelView {
    const { keyStrategy } = this.#options.settings()
    return this.#views.of(model, paid, keyStrategy, nowMs)
  }

  #lease(key: PooledKey, { model, conversation }: KeyRequest, startedAtMs: number): Lease {
    this.#pass = Math.max(this.#pass, key.pass)
    key.pass = this.#pass + 1 / key.weight
    key.inFlight += 1
    key.lastUsedAtMs = startedAtMs
    this.#conversations.remember(conversation, key.id)
    this.#place(key, startedAtMs)
    return new KeyLease(key, (outcome) => {
      const nowMs = this.#options.nowMs()
      key.inFlight -= 1
      if (outcome === 'succeeded') this.#succeeded(key, { model, startedAtMs }, nowMs)
      else if (outcome !== 'cancelled') this.#failed(key, outcome, { model, startedAtMs }, nowMs)
      this.#place(key, nowMs)
    })
  }

  #succeeded(key: PooledKey, { model, startedAtMs }: Call, nowMs: number): void {
    key.totals.successes += 1
    key.health = afterSuccess(key.health, model, startedAtMs)
    this.#outages.succeeded({ model, startedAtMs })
    const isSpentAlready = (other: PooledKey) => isSpent(other.health, model, startedAtMs)
    this.#projects.served(key, model, nowMs, isSpentAlready)
  }

  #failed(key: PooledKey, verdict: Verdict, { model, startedAtMs }: Call, nowMs: number): void {
    const { kind, message, scope } = verdict
    if (verdict.blame === 'key') {
      key.totals.failures += 1
      key.lastError = { kind, message, atMs: nowMs }
    }
    this.#projects.learn(key, verdict, model, nowMs)
    const group = key.project?.id ?? key.id
    const outage = this.#outages.failed(kind, { group, model, startedAtMs }, nowMs)
    if (outage?.reason === 'throttled') return this.#forgiveUnexplained()
    const isShared = scope === 'project' || scope === 'project-model'
    const concerned = isShared ? this.#projects.siblings(key) : [key]
    const { maxFailures } = this.#options.settings()
    for (const one of concerned) {
      const isHearsay = one !== key && one.project?.source === 'inferred'
      const chance = this.#options.chance()
      const context = { nowMs, startedAtMs, maxFailures, isHearsay, chance }
      one.health = afterFailure(one.health, verdict, model, context)
      this.#place(one)
    }
  }

  /** Keys that were refused because the address is throttled have done nothing. */
  #forgiveUnexplained(): void {
    for (const key of this.#keys.values()) {
      const health = withoutUnexplained(key.health)
      if (health === key.health) continue
      key.health = health
      this.#place(key)
    }
  }

  #place(key: PooledKey, nowMs = this.#options.nowMs()): void {
    // A lease may outlive its key.
    if (key.isGone) return
    this.#views.place(key, nowMs)
    this.#changes.notify(key)
  }
}
