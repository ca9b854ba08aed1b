/** What is left of Google's daily quota, by project and model, as far as it shows (pure). */
import type { ServedRequests } from '../../../electron/shared/contract/activity.ts'
import type { KeyStatus, ModelStatus } from '../../../electron/shared/key-status.ts'

export interface QuotaRow {
  /** Of the project, or of the key whose project nobody knows; keys may share a name. */
  owner: string
  name: string
  model: string
  served: number
  keys: number
  /** `none` until the day ends, `resting` until a minute does; undefined when Google has not said. */
  left?: 'none' | 'resting'
  untilMs?: number
  /** Requests a day that Google has said it allows. */
  limit?: number
}

/** A row for every project and model that served today or has nothing left, the busiest first. */
export function quotaRows(
  keys: readonly KeyStatus[],
  served: readonly ServedRequests[],
): QuotaRow[] {
  const owners = new Map(keys.map((key) => [key.id, ownerOf(key)]))
  const names = new Map(keys.map((key) => [ownerOf(key), nameOf(key)]))
  const members = Object.groupBy(keys, ownerOf)
  const rows = new Map<string, QuotaRow>()
  const rowOf = (owner: string, model: string): QuotaRow => {
    const id = JSON.stringify([owner, model])
    const fresh = { owner, name: names.get(owner) ?? '', model, served: 0 }
    const row = rows.get(id) ?? { ...fresh, keys: members[owner]?.length ?? 1 }
    rows.set(id, row)
    return row
  }
  for (const { keyId, model, served: count } of served) {
    const owner = owners.get(keyId)
    if (owner !== undefined) rowOf(owner, model).served += count
  }
  for (const key of keys) {
    for (const status of key.models) note(status, () => rowOf(ownerOf(key), status.model))
  }
  for (const row of rows.values()) {
    const limits = (members[row.owner] ?? []).flatMap(
      ({ dayLimits }) => dayLimits?.[row.model] ?? [],
    )
    // Of keys that were told different limits the lowest is promised.
    if (limits.length > 0) row.limit = Math.min(...limits)
  }
  return [...rows.values()].sort((a, b) => b.served - a.served || (a.name < b.name ? -1 : 1))
}

function ownerOf({ project, id }: KeyStatus): string {
  return project?.id ?? id
}

function nameOf({ project, label, masked }: KeyStatus): string {
  return project?.id ?? (label === '' ? masked : label)
}

/** The day's end outweighs that of a minute. */
function note({ state, untilMs }: ModelStatus, row: () => QuotaRow): void {
  if (state !== 'exhausted' && state !== 'cooling') return
  const of = row()
  if (of.left === 'none') return
  of.left = state === 'exhausted' ? 'none' : 'resting'
  if (untilMs !== undefined) of.untilMs = untilMs
}
