/** What takes back a change of keys (pure). */
import type { ActionInput } from '../../../electron/shared/contract.ts'
import type { KeyStatus } from '../../../electron/shared/key-status.ts'

export type KeyUpdate = ActionInput<'keys.update'>
export type KeyChange = KeyUpdate['change']

/** Updates that give keys back what they have now; keys that are alike in it go together. */
export function undoOf(keys: readonly KeyStatus[], change: KeyChange): KeyUpdate[] {
  const names = Object.keys(change) as (keyof KeyChange)[]
  const groups = new Map<string, KeyUpdate>()
  for (const key of keys) {
    const before = Object.fromEntries(names.map((name) => [name, valueOf(key, name)])) as KeyChange
    const name = JSON.stringify(before)
    const group = groups.get(name) ?? { ids: [], change: before }
    group.ids.push(key.id)
    groups.set(name, group)
  }
  return [...groups.values()]
}

/** A project that nobody has set is found out again. */
function valueOf(key: KeyStatus, name: keyof KeyChange): unknown {
  if (name === 'project') return key.project?.source === 'set' ? key.project.id : null
  return key[name]
}
