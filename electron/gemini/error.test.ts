import { describe, expect, it } from 'vitest'
import {
  classify,
  classifyFailure,
  parseDurationMs,
  parseGoogleError,
  statusOfGoogleError,
} from './error.ts'
import type { GoogleError } from './wire.ts'

const quota = (quotaId: string, more: object = {}): GoogleError => ({
  status: 'RESOURCE_EXHAUSTED',
  message: 'You exceeded your current quota, please check your plan and billing details.',
  details: [{ violations: [{ quotaId, ...more }] }, { retryDelay: '34.4s' }],
})

describe('what a failure of Google means (conformance C)', () => {
  it.each<[string, number, GoogleError, object]>([
    [
      'a wrong key, by reason',
      400,
      { details: [{ reason: 'API_KEY_INVALID' }] },
      {
        kind: 'key_invalid',
        blame: 'key',
        retry: 'elsewhere',
        status: 503,
        code: 'no_available_keys',
      },
    ],
    [
      'a wrong key, by its words',
      400,
      { message: 'API key expired. Please renew the API key.' },
      { kind: 'key_invalid', blame: 'key' },
    ],
    [
      'a country without the service',
      400,
      { status: 'FAILED_PRECONDITION', message: 'User location is not supported for the API use.' },
      { blame: 'egress', retry: 'never', status: 400, code: 'location_not_supported' },
    ],
    [
      'billing that is off',
      400,
      { status: 'FAILED_PRECONDITION', message: 'Please enable billing on your project.' },
      { blame: 'key', scope: 'key-model', status: 400 },
    ],
    [
      'a bad request',
      400,
      {
        status: 'INVALID_ARGUMENT',
        message: 'no',
        details: [{ fieldViolations: [{ field: 'contents[0]' }] }],
      },
      {
        blame: 'request',
        retry: 'never',
        status: 400,
        type: 'invalid_request_error',
        param: 'contents[0]',
      },
    ],
    [
      'a prompt that is too long',
      400,
      {
        message:
          'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
      },
      { blame: 'request', code: 'context_length_exceeded' },
    ],
    [
      'two credentials',
      400,
      { message: 'Multiple authentication credentials received.' },
      { blame: 'upstream', retry: 'never', status: 500 },
    ],
    ['a refused credential', 401, { status: 'UNAUTHENTICATED' }, { blame: 'key', status: 503 }],
    [
      'a suspended project',
      403,
      { details: [{ reason: 'CONSUMER_SUSPENDED' }] },
      { kind: 'key_suspended', rest: { kind: 'until-edited' } },
    ],
    [
      'a leaked key',
      403,
      { message: 'Your API key was reported as leaked. Please use another API key.' },
      { kind: 'key_leaked' },
    ],
    [
      'a denied project',
      403,
      { message: 'Your project has been denied access. Please contact support.' },
      { kind: 'project_denied' },
    ],
    [
      'an API that is off',
      403,
      { details: [{ reason: 'SERVICE_DISABLED' }] },
      { kind: 'api_disabled' },
    ],
    [
      'a key bound to a web site',
      403,
      { details: [{ reason: 'API_KEY_HTTP_REFERRER_BLOCKED' }] },
      { kind: 'key_restricted' },
    ],
    [
      "another key's file",
      403,
      { message: 'You do not have permission to access the File abc or it may not exist.' },
      { blame: 'request', status: 404 },
    ],
    [
      'any other refusal',
      403,
      { status: 'PERMISSION_DENIED' },
      { blame: 'key', scope: 'key-model', status: 503 },
    ],
    [
      'an unknown model',
      404,
      {
        message:
          'models/x is not found for API version v1beta, or is not supported for generateContent.',
      },
      { blame: 'request', status: 404, code: 'model_not_found' },
    ],
    [
      'a request per minute too many',
      429,
      quota('GenerateRequestsPerMinutePerProjectPerModel-FreeTier'),
      {
        kind: 'quota_minute',
        rest: { kind: 'for', ms: 34_400 },
        status: 429,
        retryAfterSeconds: 35,
      },
    ],
    [
      'a request per day too many',
      429,
      quota('GenerateRequestsPerDayPerProjectPerModel-FreeTier'),
      { kind: 'quota_day', rest: { kind: 'until-pacific-midnight' } },
    ],
    [
      'a model that is not in the tier',
      429,
      quota('GenerateRequestsPerDayPerProjectPerModel-FreeTier', { quotaValue: '0' }),
      { kind: 'quota_zero' },
    ],
    [
      'the same, in words',
      429,
      { message: 'Quota exceeded for metric: x, limit: 0, model: y' },
      { kind: 'quota_zero' },
    ],
    [
      'a limit of 10 is not a limit of 0',
      429,
      { message: 'Quota exceeded for metric: x, limit: 10. Please retry in 7.5s.' },
      { kind: 'quota_unexplained', rest: { kind: 'for', ms: 7500 } },
    ],
    [
      'a bare 429',
      429,
      { message: 'Resource has been exhausted (e.g. check quota).' },
      { kind: 'quota_unexplained' },
    ],
    [
      'an overloaded model',
      503,
      { message: 'The model is overloaded.' },
      { blame: 'upstream', retry: 'elsewhere', status: 503, type: 'overloaded_error' },
    ],
    ['a deadline', 504, { status: 'DEADLINE_EXCEEDED' }, { kind: 'timeout', status: 504 }],
    [
      'an internal error',
      500,
      { status: 'INTERNAL' },
      { blame: 'upstream', retry: 'elsewhere', status: 502 },
    ],
    [
      'an HTML page',
      502,
      {},
      { blame: 'upstream', status: 502, message: 'Google answered with HTTP 502' },
    ],
    [
      'something new with a 4xx',
      418,
      { message: 'teapot' },
      { blame: 'request', retry: 'never', status: 400 },
    ],
  ])('%s', (_name, status, error, verdict) => {
    expect(classify(status, error)).toMatchObject(verdict)
  })

  it('survives details that are no list', () => {
    const odd = { message: 5, details: 'none' } as unknown as GoogleError
    expect(classify(400, odd)).toMatchObject({
      kind: 'bad_request',
      message: 'Google answered with HTTP 400',
    })
  })

  it('blames nobody here for a network that is down', () => {
    expect(classifyFailure({ reason: 'unreachable', message: 'x' })).toMatchObject({
      blame: 'upstream',
      status: 502,
    })
    expect(classifyFailure({ reason: 'timeout', message: 'x' })).toMatchObject({
      blame: 'upstream',
      status: 504,
    })
  })
})

describe('Google error bodies', () => {
  it('are found bare and in an array', () => {
    expect(parseGoogleError('{"error":{"code":404}}')).toEqual({ code: 404 })
    expect(parseGoogleError('[{"error":{"code":404}}]')).toEqual({ code: 404 })
  })
  it.each(['', '<html>', '[]', 'null', '{"error":"x"}', '{}'])('%j holds none', (body) => {
    expect(parseGoogleError(body)).toEqual({})
  })
  it('have a status even without a code', () => {
    expect(statusOfGoogleError({ status: 'RESOURCE_EXHAUSTED' })).toBe(429)
    expect(statusOfGoogleError({ code: 0, status: 'NEW' })).toBe(500)
  })
  it.each([
    ['34.4s', 34_400],
    ['0.5s', 500],
    ['900ms', 900],
    ['soon', undefined],
    [undefined, undefined],
  ])('retry delay %s', (text, ms) => expect(parseDurationMs(text)).toBe(ms))
})
