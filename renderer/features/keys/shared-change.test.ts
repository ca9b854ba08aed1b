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
const nothing = { tags: [], weight: undefined, priority: undefined }

it('adds tags to those that each key has, in as few calls as there are outcomes', () => {
  expect(updatesOf(keys, { ...nothing, tags: ['new'] })).toEqual([
    { ids: ['a', 'c'], change: { tags: ['home', 'new'] } },
    { ids: ['b'], change: { tags: ['new'] } },
  ])
})

it('changes weight and priority at once and leaves tags alone', () => {
  expect(updatesOf(keys, { ...nothing, weight: 2, priority: -1 })).toEqual([
    { ids: ['a', 'b', 'c'], change: { weight: 2, priority: -1 } },
  ])
})

it('asks for nothing when nothing is to change', () => {
  expect(updatesOf(keys, nothing)).toEqual([])
})
