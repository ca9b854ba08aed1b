/** One change of many keys at a time (pure). */
import type { KeyStatus } from '../../../electron/shared/key-status.ts'

/** What a person wants; a field that is empty stays as each key has it. */
export interface SharedChange {
  /** Added to those that each key has. */
  tags: readonly string[]
  weight: number | undefined
  priority: number | undefined
}

/** What is to be asked of the service: keys that come out with the same tags go together. */
export function updatesOf(keys: readonly KeyStatus[], { tags, weight, priority }: SharedChange) {
  const rest = {
    ...(weight !== undefined && { weight }),
    ...(priority !== undefined && { priority }),
  }
  const groups = new Map<string, { ids: string[]; change: typeof rest & { tags?: string[] } }>()
  for (const { id, tags: own } of keys) {
    const all = [...new Set([...own, ...tags])]
    const name = tags.length === 0 ? '' : JSON.stringify(all)
    const change = { ...rest, ...(tags.length > 0 && { tags: all }) }
    const group = groups.get(name) ?? { ids: [], change }
    group.ids.push(id)
    groups.set(name, group)
  }
  return [...groups.values()].filter(({ change }) => Object.keys(change).length > 0)
}
