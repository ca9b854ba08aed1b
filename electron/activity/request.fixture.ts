/** A request as the proxy records it, for tests. */
import type { RequestRecord } from '../shared/request-record.ts'

/** Monday 2026-11-23, 12:00:00 UTC. */
export const NOON_MS = Date.UTC(2026, 10, 23, 12)

let lastId = 0

/** A streamed chat that went well, with whatever the test changes in it. */
export function aRequest(changes: Partial<RequestRecord> = {}): RequestRecord {
  lastId += 1
  return {
    id: `req_${String(lastId).padStart(8, '0')}`,
    startedAtMs: NOON_MS,
    method: 'POST',
    route: '/v1/chat/completions',
    dialect: 'openai',
    token: '…7f2c',
    client: 'Cherry Studio',
    modelAsked: 'gemini-3.8-flash-search',
    model: 'gemini-3.8-flash',
    stream: true,
    status: 200,
    errorCode: '',
    errorMessage: '',
    firstByteMs: 420,
    totalMs: 2100,
    tokens: { input: 1000, output: 200, thinking: 30, cached: 400 },
    bytesIn: 1100,
    bytesOut: 1500,
    keyId: 'key-1',
    attempts: [{ keyId: 'key-1', verdict: 'ok', status: 200, ms: 420 }],
    retries: 0,
    ...changes,
  }
}

/** A request that Google refused to two keys in turn. */
export function aFailedRequest(changes: Partial<RequestRecord> = {}): RequestRecord {
  return aRequest({
    status: 429,
    errorCode: 'rate_limit_exceeded',
    errorMessage: 'All 2 API keys are resting',
    tokens: undefined,
    firstByteMs: undefined,
    keyId: 'key-2',
    attempts: [
      { keyId: 'key-1', verdict: 'rate_limited', status: 429, ms: 80 },
      { keyId: 'key-2', verdict: 'overloaded', status: 503, ms: 90 },
    ],
    retries: 1,
    ...changes,
  })
}
