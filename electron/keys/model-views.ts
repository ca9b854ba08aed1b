/** The keys as every model sees them; a view is made when its model is first asked for. */
import { createModelView, type ModelView } from './model-view.ts'
import type { PooledKey } from './pooled-key.ts'
import { rankBy, type Strategy } from './selection.ts'

export interface ModelViews {
  /**
   * The view of a model on the paid keys, or on all others.
   * @param strategy a change of it makes all views anew
   */
  of(model: string | undefined, paid: boolean, strategy: Strategy, nowMs: number): ModelView
  /** To be called whenever anything about a key has changed. */
  place(key: PooledKey, nowMs: number): void
  remove(key: PooledKey): void
}

/** Views kept at once; clients can ask for models of any name. */
const MAX_VIEWS = 32

/** Makes no view yet. `keys` gives all keys there are. */
export function createModelViews(keys: () => Iterable<PooledKey>): ModelViews {
  /** The last used view stands last. */
  const views = new Map<string, ModelView>()
  let latest: { model: string | undefined; paid: boolean; view: ModelView } | undefined
  let strategyNow: Strategy = 'balanced'

  const viewOf = (model: string | undefined, paid: boolean, nowMs: number): ModelView => {
    const name = `${paid ? 'paid' : 'free'} ${model ?? ''}`
    const known = views.get(name)
    const view = known ?? createModelView(model, paid, rankBy(strategyNow))
    if (known === undefined) for (const key of keys()) view.place(key, nowMs)
    views.delete(name)
    views.set(name, view)
    const oldest = views.keys().next().value
    if (views.size > MAX_VIEWS && oldest !== undefined) views.delete(oldest)
    return view
  }

  return {
    of(model, paid, strategy, nowMs) {
      if (strategyNow !== strategy) {
        views.clear()
        latest = undefined
        strategyNow = strategy
      }
      // One call after the other asks for the same model.
      if (latest !== undefined && latest.model === model && latest.paid === paid) return latest.view
      const view = viewOf(model, paid, nowMs)
      latest = { model, paid, view }
      return view
    },
    place(key, nowMs) {
      for (const view of views.values()) view.place(key, nowMs)
    },
    remove(key) {
      for (const view of views.values()) view.remove(key)
    },
  }
}
