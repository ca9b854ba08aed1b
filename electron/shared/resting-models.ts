/** Google counts quotas by model: keys that are ready may all rest for the one that is asked for. */
import type { KeyStatus, ModelStatus } from './key-status.ts'

export interface RestingModel {
  model: string
  /** When the first key serves it again; absent when none does by itself. */
  backAtMs?: number
}

type Key = Pick<KeyStatus, 'ready' | 'paid' | 'models'>

/**
 * Models whose quota is used up with every key that is ready (pure). Paid keys count only where there
 * are no others; a model that no key ever had is no news.
 */
export function restingModels(keys: readonly Key[]): RestingModel[] {
  const ready = keys.filter((key) => key.ready)
  const free = ready.filter(({ paid }) => !paid)
  const [first, ...others] = free.length > 0 ? free : ready
  if (first === undefined) return []
  return first.models.flatMap((rest) => {
    const rests = [rest, ...others.flatMap(({ models }) => restFor(models, rest.model) ?? [])]
    const restAll = rests.length === others.length + 1
    return restAll && rests.some(isQuota) ? restingModel(rest.model, rests) : []
  })
}

const restFor = (models: readonly ModelStatus[], model: string) =>
  models.find((one) => one.model === model)

const isQuota = ({ state }: ModelStatus) => state === 'cooling' || state === 'exhausted'

function restingModel(model: string, rests: readonly ModelStatus[]): RestingModel {
  const times = rests.flatMap(({ untilMs }) => untilMs ?? [])
  return times.length === 0 ? { model } : { model, backAtMs: Math.min(...times) }
}
