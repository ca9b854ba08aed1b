import { expect, it } from 'vitest'
import type { KeyStatus } from '../../../electron/shared/key-status.ts'
import { updatesOf } from './shared-change.ts'

const key = (id: string, tags: string[]): KeyStatus => ({
  id,
  masked: `…${id}`,
  addedAtMs: 0,
  label: '',
  note: '',
  tags,
  enabled: true,
  paid: false,
  weight: 1,
  priority: 0,
  state: 'ready',
  ready: true,
  sentence: '',
  models: [],
  failures: 0,
  totals: { successes: 0, failures: 0 },
  inFlight: 0,
})
const keys = [key('a', ['home']), key('b', []), key('c', ['home', 'new'])]
const nothing = { addTags: [], removeTags: [], rest: {} }

it('adds tags to those that each key has, in as few calls as there are outcomes', () => {
  expect(updatesOf(keys, { ...nothing, addTags: ['new'] })).toEqual([
    { ids: ['a', 'c'], change: { tags: ['home', 'new'] } },
    { ids: ['b'], change: { tags: ['new'] } },
  ])
})

it('takes tags away from the keys that have them', () => {
  expect(updatesOf(keys, { ...nothing, removeTags: ['home'] })).toEqual([
    { ids: ['a', 'b'], change: { tags: [] } },
    { ids: ['c'], change: { tags: ['new'] } },
  ])
})

it('changes all else at once and leaves tags alone', () => {
  const rest = { label: 'Lab', project: 'p', weight: 2, priority: -1 }
  expect(updatesOf(keys, { ...nothing, rest })).toEqual([{ ids: ['a', 'b', 'c'], change: rest }])
})

it('asks for nothing when nothing is to change', () => {
  expect(updatesOf(keys, nothing)).toEqual([])
})
