/** Which models each key lists. Keys that list the same share one list. */

export interface KeyModels {
  /** Takes in everything a key lists, in place of what was known. */
  learn(keyId: string, models: readonly string[], nowMs: number): void
  forget(keyId: string): void
  /**
   * Until when a key counts as one without this model, undefined when it does not: only a key whose
   * list lacks what another key's has, and only as long as that is fresh. Google serves some models
   * that it lists for nobody.
   */
  lacksUntilMs(keyId: string, model: string, nowMs: number): number | undefined
  /** Whether another key lists a model that this one does not list. */
  isListedElsewhere(keyId: string, model: string): boolean
}

/** How long a list is believed: previews come to one project after the other (conformance C). */
const FRESH_MS = 12 * 60 * 60_000

interface List {
  /** The ids in order: equal lists have equal names. */
  name: string
  models: ReadonlySet<string>
  keys: Set<string>
}

/** Knows nothing at first. */
export function createKeyModels(): KeyModels {
  const lists = new Map<string, List>()
  const known = new Map<string, { list: List; learnedAtMs: number }>()

  const forget = (keyId: string) => {
    const list = known.get(keyId)?.list
    known.delete(keyId)
    list?.keys.delete(keyId)
    if (list?.keys.size === 0) lists.delete(list.name)
  }
  const isListedElsewhere = (keyId: string, model: string) =>
    known.get(keyId)?.list.models.has(model) !== true &&
    [...lists.values()].some(({ models }) => models.has(model))

  return {
    learn(keyId, models, nowMs) {
      forget(keyId)
      const unique = new Set(models)
      const name = [...unique].toSorted().join('\n')
      const list = lists.get(name) ?? { name, models: unique, keys: new Set() }
      lists.set(name, list)
      list.keys.add(keyId)
      known.set(keyId, { list, learnedAtMs: nowMs })
    },
    forget,
    lacksUntilMs(keyId, model, nowMs) {
      const own = known.get(keyId)
      if (own === undefined || own.list.models.has(model)) return undefined
      const untilMs = own.learnedAtMs + FRESH_MS
      return untilMs > nowMs && isListedElsewhere(keyId, model) ? untilMs : undefined
    },
    isListedElsewhere,
  }
}
