import { describe, expect, it } from 'vitest'
import { googleErrorBody, openAiErrorBody, retryHeaders } from './problem.ts'

const limited = {
  status: 429,
  type: 'rate_limit_error',
  message: 'All keys rest',
  retryAfterSeconds: 33.2,
}

describe('an error in the words of each dialect', () => {
  it('is always an object with all four fields for OpenAI', () => {
    expect(JSON.parse(openAiErrorBody({ status: 400, type: 'x', message: 'm' }))).toEqual({
      error: { message: 'm', type: 'x', param: null, code: null },
    })
  })

  it('has code, status name and, where waiting helps, a RetryInfo for Google', () => {
    expect(JSON.parse(googleErrorBody(limited))).toEqual({
      error: {
        code: 429,
        message: 'All keys rest',
        status: 'RESOURCE_EXHAUSTED',
        details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34s' }],
      },
    })
  })

  it('stays Google’s own where Google said it', () => {
    const error = { code: 404, message: 'no such model', status: 'NOT_FOUND' }
    const body = googleErrorBody({ ...limited, google: { status: 404, error } })
    expect(JSON.parse(body)).toEqual({ error })
    const verbatim = '[{ "error": {"code": 404} }]'
    expect(googleErrorBody({ ...limited, google: { status: 404, error, body: verbatim } })).toBe(
      verbatim,
    )
  })

  it('is our own where what Google sent was no error of its kind', () => {
    const body = googleErrorBody({ ...limited, google: { status: 502, error: {} } })
    expect(JSON.parse(body).error).toMatchObject({ code: 502, message: 'All keys rest' })
  })
})

describe('whether an SDK should try again', () => {
  it.each([
    ['a short wait is worth it', limited, { 'retry-after': '34' }],
    [
      'an hour is not',
      { ...limited, retryAfterSeconds: 3600 },
      { 'retry-after': '3600', 'x-should-retry': 'false' },
    ],
    [
      'what was already retried here is not',
      { ...limited, status: 502, retryAfterSeconds: 5 },
      { 'retry-after': '5', 'x-should-retry': 'false' },
    ],
    ['a bad request says nothing', { status: 400, type: 'x', message: 'm' }, {}],
  ])('%s', (_name, fields, headers) => {
    expect(retryHeaders(fields)).toEqual(headers)
  })
})
