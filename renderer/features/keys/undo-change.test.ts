import { expect, it } from 'vitest'
import type { KeyStatus } from '../../../electron/shared/key-status.ts'
import { undoOf } from './undo-change.ts'

const key = (id: string, changes: Partial<KeyStatus>) =>
  ({ id, enabled: true, tags: [], weight: 1, ...changes }) as unknown as KeyStatus

it('gives every key back what it had, keys that had the same together', () => {
  const keys = [key('a', {}), key('b', { enabled: false }), key('c', {})]
  expect(undoOf(keys, { enabled: false })).toEqual([
    { ids: ['a', 'c'], change: { enabled: true } },
    { ids: ['b'], change: { enabled: false } },
  ])
})

it('touches nothing but what was changed', () => {
  const [update] = undoOf([key('a', { tags: ['x'], weight: 2 })], { tags: [], weight: 5 })
  expect(update?.change).toEqual({ tags: ['x'], weight: 2 })
})

it('lets a project be found out again that nobody had set', () => {
  const keys = [
    key('a', { project: { id: 'p', source: 'inferred' } }),
    key('b', { project: { id: 'p', source: 'set' } }),
  ]
  expect(undoOf(keys, { project: 'q' }).map(({ change }) => change.project)).toEqual([null, 'p'])
})
