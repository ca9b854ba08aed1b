import { expect, it } from 'vitest'
import { createLastRequest } from './last-request.ts'
import type { RequestRecord } from './shared/request-record.ts'

const record = (changes: Partial<RequestRecord>): RequestRecord => ({
  id: 'req_1',
  startedAtMs: 1000,
  method: 'POST',
  route: '/v1/chat/completions',
  dialect: 'openai',
  token: '',
  client: '',
  modelAsked: 'm',
  model: 'm',
  stream: false,
  status: 200,
  errorCode: '',
  errorMessage: '',
  firstByteMs: 5,
  totalMs: 20,
  tokens: undefined,
  bytesIn: 0,
  bytesOut: 0,
  keyId: 'k',
  retries: 0,
  attempts: [{ keyId: 'k', verdict: 'ok', status: 200, ms: 5 }],
  ...changes,
})

it('the last request is the last that was served, not one that was turned away', () => {
  const last = createLastRequest((id) => (id === 'k' ? '…x4f2' : undefined))
  let told = 0
  last.onChange(() => (told += 1))
  expect(last.get()).toBeUndefined()
  last.note(record({}))
  last.note(record({ status: 401, attempts: [], keyId: '' }))
  const served = { atMs: 1020, status: 200, model: 'm', key: '…x4f2', totalMs: 20 }
  expect(last.get()).toEqual(served)
  last.note(record({ status: 429, model: '', keyId: 'gone' }))
  expect(last.get()).toEqual({ atMs: 1020, status: 429, totalMs: 20 })
  expect(told).toBe(2)
})
