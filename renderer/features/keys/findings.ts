/** What a verification has found, by verdict (pure). */
import type { Verification } from '../../../electron/shared/contract/keys.ts'
import type { FailureKind } from '../../../electron/shared/key-status.ts'

export interface Finding {
  kind: FailureKind | 'fine'
  ids: readonly string[]
  /** What Google said to the first of them, in its own words. */
  message?: string
}

/** Fine ones first, then what was refused, the most frequent verdict first, then who was not reached. */
export function findingsOf({
  fine,
  failed,
  unreachable,
}: Pick<Verification, 'fine' | 'failed' | 'unreachable'>): Finding[] {
  const byKind = Map.groupBy(failed, ({ kind }) => kind)
  const refused = [...byKind]
    .map(([kind, members]): Finding => {
      const [first] = members
      return { kind, ids: members.map(({ id }) => id), ...(first && { message: first.message }) }
    })
    .sort((a, b) => b.ids.length - a.ids.length)
  const rest: Finding[] = [
    { kind: 'fine', ids: fine },
    ...refused,
    { kind: 'unreachable', ids: unreachable },
  ]
  return rest.filter(({ ids }) => ids.length > 0)
}
