import { expect, test } from 'vitest'
import type { RequestRow } from '../../../electron/shared/contract/activity.ts'
import { outcomeOf } from './request-choice.ts'
import { asText, joined } from './request-list.ts'

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
  retries: 0,
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

test('requests can be pasted as lines of a table', () => {
  const failed = row('1', {
    status: 429,
    errorCode: 'rate_limit_exceeded',
    errorMessage: 'Resting',
  })
  expect(asText([failed, row('2')]).split('\n')).toEqual([
    '1970-01-01T00:00:00.001Z\t1\t429\t\t\trate_limit_exceeded\tResting',
    '1970-01-01T00:00:00.002Z\t2\t200\t\t\t\t',
  ])
})
