import { expect, test } from 'vitest'
import type { RequestRow } from '../../../electron/shared/contract/activity.ts'
import { joined, matches, outcomeOf } from './request-list.ts'

const row = (id: string, changes: Partial<RequestRow> = {}): RequestRow => ({
  id,
  startedAtMs: Number(id),
  method: 'POST',
  route: '/v1/chat/completions',
  dialect: 'openai',
  token: '',
  client: '',
  modelAsked: '',
  model: '',
  stream: false,
  status: 200,
  errorCode: '',
  errorMessage: '',
  firstByteMs: undefined,
  totalMs: 1,
  tokens: undefined,
  bytesIn: 0,
  bytesOut: 0,
  keyId: '',
  attemptCount: 1,
  ...changes,
})

test('the newest request stands first, and one that came twice stands once', () => {
  const list = joined([row('2'), row('1')], [row('3'), row('2')])
  expect(list.map(({ id }) => id)).toEqual(['3', '2', '1'])
})

test('a client that left is no failure, and an error inside a stream of status 200 is one', () => {
  expect(outcomeOf(row('1', { status: 499 }))).toBe('cancelled')
  expect(outcomeOf(row('1', { errorCode: 'upstream_error' }))).toBe('failed')
  expect(outcomeOf(row('1'))).toBe('ok')
})

test('a request appears live only where it belongs', () => {
  const failed = row('77', { status: 429, errorMessage: 'All keys are resting' })
  expect(matches(failed, 'failed', 'RESTING')).toBe(true)
  expect(matches(failed, 'all', '77')).toBe(true)
  expect(matches(failed, 'ok', '')).toBe(false)
  expect(matches(failed, 'all', 'nothing')).toBe(false)
})
