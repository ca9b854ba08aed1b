import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  classify,
  classifyFailure,
  parseDurationMs,
  parseGoogleError,
  statusOfGoogleError,
} from './error.ts'

/** Errors whose fields have Google's names and any JSON in them. */
const oddError = fc.record(
  {
    status: fc.jsonValue(),
    message: fc.jsonValue(),
    details: fc.oneof(
      fc.jsonValue(),
      fc.array(
        fc.record({
          reason: fc.jsonValue(),
          metadata: fc.jsonValue(),
          violations: fc.oneof(fc.jsonValue(), fc.array(fc.jsonValue())),
          fieldViolations: fc.oneof(fc.jsonValue(), fc.array(fc.jsonValue())),
          retryDelay: fc.jsonValue(),
        }),
      ),
    ),
  },
  { requiredKeys: [] },
)

describe('what a failure means', () => {
  it('is known for whatever stands in a body, and never the fault of a key without a word', () => {
    fc.assert(
      fc.property(fc.integer({ min: 300, max: 599 }), oddError, (status, error) => {
        const verdict = classify(status, parseGoogleError(JSON.stringify({ error })))
        expect(verdict.message).not.toBe('')
        expect(verdict.status).toBeGreaterThanOrEqual(400)
      }),
    )
    for (const status of [400, 401, 403, 404, 407, 408, 409, 418, 500, 502, 503, 504, 520]) {
      expect(classify(status, {}).blame).not.toBe('key')
    }
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
  it.each([
    ['CANCELLED', 499],
    ['INVALID_ARGUMENT', 400],
    ['FAILED_PRECONDITION', 400],
    ['OUT_OF_RANGE', 400],
    ['UNAUTHENTICATED', 401],
    ['PERMISSION_DENIED', 403],
    ['NOT_FOUND', 404],
    ['ABORTED', 409],
    ['ALREADY_EXISTS', 409],
    ['RESOURCE_EXHAUSTED', 429],
    ['UNIMPLEMENTED', 501],
    ['UNKNOWN', 500],
    ['INTERNAL', 500],
    ['DATA_LOSS', 500],
    ['UNAVAILABLE', 503],
    ['DEADLINE_EXCEEDED', 504],
    ['NEW', 500],
  ])('B6: %s has a status even without a code', (status, http) => {
    expect(statusOfGoogleError({ status })).toBe(http)
    expect(statusOfGoogleError({ code: 0, status })).toBe(http)
  })
  it.each([
    ['34.4s', 34_400],
    ['0.5s', 500],
    ['900ms', 900],
    ['1h2m3.5s', 3_723_500],
    ['12m', 720_000],
    ['', undefined],
    ['soon', undefined],
    [undefined, undefined],
  ])('retry delay %s', (text, ms) => expect(parseDurationMs(text)).toBe(ms))
})
