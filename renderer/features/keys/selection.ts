/** Which keys are shown, in which order (pure). */
import type { KeyState, KeyStatus } from '../../../electron/shared/key-status.ts'

export type SortColumn = 'key' | 'project' | 'state' | 'failures' | 'totals' | 'lastUsed'

export interface View {
  search: string
  state: KeyState | 'all'
  sort: { column: SortColumn; descending: boolean }
  isGrouped: boolean
}

export type Row<Key> =
  | { kind: 'key'; key: Key }
  | { kind: 'project'; project: string | undefined; count: number }

/** Comes after every word. */
const LAST = '\uFFFF'
const collator = new Intl.Collator()

/** States from the best to the worst. */
export const stateOrder: readonly KeyState[] = [
  'ready',
  'cooling',
  'exhausted',
  'not-for-this-model',
  'benched',
  'invalid',
  'suspended',
  'disabled',
]

/** How many keys are in each state, without those that nobody is in. */
export function countStates(keys: readonly KeyStatus[]): [KeyState, number][] {
  const counts = new Map<KeyState, number>()
  for (const { state } of keys) counts.set(state, (counts.get(state) ?? 0) + 1)
  return stateOrder.flatMap((state) => {
    const count = counts.get(state)
    return count === undefined ? [] : [[state, count]]
  })
}

/** The rows of the table: keys that match, sorted, under their projects where asked for. */
export function rowsOf<Key extends KeyStatus>(keys: readonly Key[], view: View): Row<Key>[] {
  const words = view.search.toLowerCase().split(/\s+/).filter(Boolean)
  const shown = keys
    .filter((key) => view.state === 'all' || key.state === view.state)
    .filter((key) => words.every((word) => textOf(key).includes(word)))
  const sorted = inOrder(shown, view.sort)
  return view.isGrouped ? grouped(sorted) : sorted.map((key) => ({ kind: 'key', key }))
}

function textOf({ masked, label, note, tags, project }: KeyStatus): string {
  return [masked, label, note, ...tags, project?.id ?? ''].join(' ').toLowerCase()
}

function inOrder<Key extends KeyStatus>(
  keys: readonly Key[],
  { column, descending }: View['sort'],
): Key[] {
  const sign = descending ? -1 : 1
  return keys
    .map((key) => ({ key, rank: rank(key, column) }))
    .sort((a, b) => sign * compare(a.rank, b.rank) || byMask(a.key, b.key))
    .map(({ key }) => key)
}

function byMask(a: KeyStatus, b: KeyStatus): number {
  return a.masked < b.masked ? -1 : Number(a.masked > b.masked)
}

function rank(key: KeyStatus, column: SortColumn): string | number {
  switch (column) {
    case 'project':
      return key.project?.id ?? LAST
    case 'state':
      return stateOrder.indexOf(key.state)
    case 'failures':
      return key.failures
    case 'totals':
      return key.totals.successes
    case 'lastUsed':
      return key.lastUsedAtMs ?? 0
    case 'key':
    default:
      return key.label === '' ? LAST + key.masked : key.label.toLowerCase()
  }
}

function compare(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  const [one, other] = [String(a), String(b)]
  // Masks are no words of a language; comparing thousands as if they were takes a tenth of a second.
  if (one.startsWith(LAST) || other.startsWith(LAST)) return one < other ? -1 : Number(one > other)
  return collator.compare(one, other)
}

function grouped<Key extends KeyStatus>(keys: readonly Key[]): Row<Key>[] {
  const byProject = new Map<string | undefined, Key[]>()
  for (const key of keys) {
    const project = key.project?.id
    const mates = byProject.get(project)
    if (mates === undefined) byProject.set(project, [key])
    else mates.push(key)
  }
  // Those nobody knows the project of come last.
  const projects = [...byProject].sort(([a], [b]) => compare(a ?? LAST, b ?? LAST))
  return projects.flatMap(([project, mates]): Row<Key>[] => [
    { kind: 'project', project, count: mates.length },
    ...mates.map((key) => ({ kind: 'key' as const, key })),
  ])
}
