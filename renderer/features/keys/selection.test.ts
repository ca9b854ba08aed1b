import { describe, expect, it } from 'vitest'
import type { KeyStatus } from '../../../electron/shared/key-status.ts'
import { countStates, rowsOf, type View } from './selection.ts'

const view: View = {
  search: '',
  state: 'all',
  sort: { column: 'key', descending: false },
  isGrouped: false,
}

function key(id: string, changes: Partial<KeyStatus> = {}): KeyStatus {
  return {
    id,
    masked: `AI…${id}`,
    label: '',
    note: '',
    tags: [],
    enabled: true,
    paid: false,
    weight: 1,
    priority: 0,
    addedAtMs: 0,
    state: 'ready',
    ready: true,
    sentence: '',
    models: [],
    failures: 0,
    totals: { successes: 0, failures: 0 },
    inFlight: 0,
    ...changes,
  }
}

const keys = [
  key('c', { label: 'Work', tags: ['team'], project: { id: 'p1', source: 'named' } }),
  key('a', { state: 'cooling', lastUsedAtMs: 5 }),
  key('b', { label: 'home', failures: 3, project: { id: 'p1', source: 'named' } }),
]
const ids = (rows: ReturnType<typeof rowsOf>) =>
  rows.map((row) => (row.kind === 'key' ? row.key.id : `[${row.project ?? '?'} ${row.count}]`))

describe('the list of keys', () => {
  it('has those with a label first, by label', () => {
    expect(ids(rowsOf(keys, view))).toEqual(['b', 'c', 'a'])
  })

  it('has those of one label by what is seen of them, in whatever order they came', () => {
    const alike = ['z', 'x', 'y'].map((id) => key(id, { label: 'Family' }))
    expect(ids(rowsOf(alike, view))).toEqual(['x', 'y', 'z'])
  })

  it('is searched by every word in label, mask, tags and project', () => {
    expect(ids(rowsOf(keys, { ...view, search: 'TEAM p1' }))).toEqual(['c'])
    expect(ids(rowsOf(keys, { ...view, search: 'team nothing' }))).toEqual([])
  })

  it('shows one state alone', () => {
    expect(ids(rowsOf(keys, { ...view, state: 'cooling' }))).toEqual(['a'])
  })

  it('sorts by a column both ways', () => {
    const sort = { column: 'failures', descending: true } as const
    expect(ids(rowsOf(keys, { ...view, sort }))[0]).toBe('b')
    expect(ids(rowsOf(keys, { ...view, sort: { ...sort, descending: false } }))[2]).toBe('b')
  })

  it('puts keys under their project, those without one last', () => {
    expect(ids(rowsOf(keys, { ...view, isGrouped: true }))).toEqual([
      '[p1 2]',
      'b',
      'c',
      '[? 1]',
      'a',
    ])
  })

  it('counts states from the best to the worst and leaves out the empty ones', () => {
    expect(countStates(keys)).toEqual([
      ['ready', 2],
      ['cooling', 1],
    ])
  })
})
