/** One change of many keys at a time (pure). */
import type { KeyStatus } from '../../../electron/shared/key-status.ts'
import type { KeyChange, KeyUpdate } from './undo-change.ts'

/** What a person wants; a part that is left out stays as each key has it. */
export interface SharedChange {
  /** Added to those that each key has. */
  addTags: readonly string[]
  removeTags: readonly string[]
  rest: Omit<KeyChange, 'tags'>
}

/** What is to be asked of the service: keys that come out with the same tags go together. */
export function updatesOf(
  keys: readonly KeyStatus[],
  { addTags, removeTags, rest }: SharedChange,
): KeyUpdate[] {
  const changesTags = addTags.length + removeTags.length > 0
  const groups = new Map<string, KeyUpdate>()
  for (const { id, tags: own } of keys) {
    const tags = [...new Set([...own, ...addTags])].filter((tag) => !removeTags.includes(tag))
    const name = changesTags ? JSON.stringify(tags) : ''
    const group = groups.get(name) ?? { ids: [], change: { ...rest, ...(changesTags && { tags }) } }
    group.ids.push(id)
    groups.set(name, group)
  }
  return [...groups.values()].filter(({ change }) => Object.keys(change).length > 0)
}
