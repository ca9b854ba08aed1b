import { expect, it } from 'vitest'
import type { KeyStatus, ModelStatus } from '../../../electron/shared/key-status.ts'
import { quotaRows } from './quota-rows.ts'

const key = (id: string, project?: string, models: ModelStatus[] = []) =>
  ({
    id,
    label: '',
    masked: `…${id}`,
    models,
    ...(project !== undefined && { project: { id: project, source: 'set' } }),
  }) as unknown as KeyStatus

it('quota is counted by project where one is known, and by key elsewhere', () => {
  const spent: ModelStatus = { model: 'pro', state: 'exhausted', reason: 'quota_day', untilMs: 9 }
  const resting: ModelStatus = { model: 'pro', state: 'cooling', reason: 'quota_minute' }
  const keys = [key('a', 'p', [spent]), key('b', 'p', [resting]), key('c')]
  const served = [
    { keyId: 'a', model: 'flash', served: 3 },
    { keyId: 'b', model: 'flash', served: 4 },
    { keyId: 'c', model: 'flash', served: 1 },
    { keyId: 'deleted since', model: 'flash', served: 9 },
  ]
  expect(quotaRows(keys, served)).toEqual([
    { owner: 'p', name: 'p', model: 'flash', served: 7, keys: 2 },
    { owner: 'c', name: '…c', model: 'flash', served: 1, keys: 1 },
    { owner: 'p', name: 'p', model: 'pro', served: 0, keys: 2, left: 'none', untilMs: 9 },
  ])
})

it('what Google has said it allows a day stands beside what was used, the lowest of a project', () => {
  const limited = (id: string, limit: number): KeyStatus => ({
    ...key(id, 'p'),
    dayLimits: { flash: limit },
  })
  const served = [{ keyId: 'a', model: 'flash', served: 37 }]
  expect(quotaRows([limited('a', 500), limited('b', 250), key('c', 'p')], served)).toEqual([
    { owner: 'p', name: 'p', model: 'flash', served: 37, keys: 3, limit: 250 },
  ])
})

it('keys of the same name have their own quotas where nobody has said that they share one', () => {
  const named = (id: string): KeyStatus => ({ ...key(id), label: 'Home' })
  const served = ['a', 'b'].map((keyId) => ({ keyId, model: 'flash', served: 5 }))
  expect(quotaRows([named('a'), named('b')], served)).toEqual([
    { owner: 'a', name: 'Home', model: 'flash', served: 5, keys: 1 },
    { owner: 'b', name: 'Home', model: 'flash', served: 5, keys: 1 },
  ])
})
