import { describe, expect, it } from 'vitest'
import { classify, classifyFailure } from '../gemini/error.ts'
import type { Verdict } from '../gemini/error-rules.ts'
import { afterFailure, afterSuccess, fresh, type KeyHealth, restingNow } from './policy.ts'

const NOW = Date.parse('2026-07-15T20:00:00Z')
const MODEL = 'gemini-3.8-flash'
const quota = (quotaId: string, retryDelay = '34.4s') =>
  classify(429, {
    code: 429,
    message: 'You exceeded your current quota.',
    status: 'RESOURCE_EXHAUSTED',
    details: [{ violations: [{ quotaId }] }, { retryDelay }],
  })
const perMinute = quota('GenerateRequestsPerMinutePerProjectPerModel-FreeTier')
const perDay = quota('GenerateRequestsPerDayPerProjectPerModel-FreeTier', '20s')
const refused = classify(403, { message: 'The caller does not have permission' })

const fail = (health: KeyHealth, verdict: Verdict, maxFailures = 3) =>
  afterFailure(health, verdict, MODEL, { nowMs: NOW, startedAtMs: NOW, maxFailures, chance: 0 })

describe('what a failure does to a key', () => {
  it.each([
    ['a bad request', classify(400, { message: 'bad', status: 'INVALID_ARGUMENT' })],
    [
      'an unknown model',
      classify(404, { message: 'models/x is not found for API version v1beta' }),
    ],
    ['an overloaded Google', classify(503, { message: 'The model is overloaded.' })],
    ['an error of Google', classify(500, {})],
    ['a dead network', classifyFailure({ reason: 'unreachable', message: 'ECONNRESET' })],
    [
      'a blocked region',
      classify(400, { message: 'User location is not supported for the API use.' }),
    ],
  ])('%s never counts against it', (_name, verdict) => {
    expect(fail(fresh, verdict)).toBe(fresh)
  })

  it('a per-minute quota cools it for this model until Google says', () => {
    const health = fail(fresh, perMinute)
    expect(restingNow(health, MODEL, NOW)).toMatchObject({
      state: 'cooling',
      untilMs: NOW + 35_400,
    })
    expect(restingNow(health, 'gemini-3.1-flash-lite', NOW)).toBeUndefined()
    expect(restingNow(health, MODEL, NOW + 35_400)).toBeUndefined()
    expect(health.failures).toBe(0)
  })

  it('a daily quota rests it until midnight in Los Angeles, whatever the retry delay says', () => {
    expect(restingNow(fail(fresh, perDay), MODEL, NOW)).toMatchObject({
      state: 'exhausted',
      untilMs: Date.parse('2026-07-16T07:00:00Z'),
    })
  })

  it('of two rests the longer one wins, in either order', () => {
    const until = Date.parse('2026-07-16T07:00:00Z')
    expect(restingNow(fail(fail(fresh, perDay), perMinute), MODEL, NOW)?.untilMs).toBe(until)
    expect(restingNow(fail(fail(fresh, perMinute), perDay), MODEL, NOW)?.untilMs).toBe(until)
  })

  it.each([
    ['an invalid key', classify(400, { message: 'API key not valid.' }), 'invalid'],
    [
      'a suspended one',
      classify(403, { details: [{ reason: 'CONSUMER_SUSPENDED' }] }),
      'suspended',
    ],
    ['a leaked one', classify(403, { message: 'Your API key was reported as leaked.' }), 'invalid'],
  ])('%s rests until a person mends it', (_name, verdict, state) => {
    const health = fail(fresh, verdict)
    expect(restingNow(health, 'any-model', NOW + 1e12)).toMatchObject({ state })
  })

  it('MAX_FAILURES unexplained refusals bench the whole key', () => {
    const twice = fail(fail(fresh, refused), refused)
    expect(twice.failures).toBe(2)
    expect(restingNow(twice, 'another-model', NOW)).toBeUndefined()
    const thrice = fail(twice, refused)
    expect(restingNow(thrice, 'another-model', NOW)).toMatchObject({ state: 'benched' })
  })

  it('refusals of calls that were under way together count once', () => {
    const before = { nowMs: NOW, startedAtMs: NOW - 1, maxFailures: 3, chance: 0 }
    const denied = classify(401, { status: 'UNAUTHENTICATED', message: 'no' })
    const once = afterFailure(fresh, denied, MODEL, before)
    const again = afterFailure(once, denied, MODEL, { ...before, nowMs: NOW + 5 })
    expect(again).toBe(once)
    const later = { ...before, nowMs: NOW + 1e7, startedAtMs: NOW + 1e7 - 1 }
    expect(afterFailure(once, denied, MODEL, later).resting?.state).toBe('invalid')
  })

  it('what is only believed of a key gives way to what Google says of it', () => {
    const context = { nowMs: NOW, startedAtMs: NOW - 1, maxFailures: 3, chance: 0 }
    const believed = afterFailure(fresh, perDay, MODEL, { ...context, isHearsay: true })
    expect(restingNow(believed, MODEL, NOW)).toMatchObject({ state: 'exhausted', dueMs: NOW })
    const told = afterFailure(believed, perDay, MODEL, { ...context, nowMs: NOW + 60_000 })
    expect(restingNow(told, MODEL, NOW)?.dueMs).toBe(Date.parse('2026-07-16T07:00:00Z'))
  })

  it('a success clears the count and the rest it disproved', () => {
    const health = fail(fail(fresh, refused), perMinute)
    expect(afterSuccess(health, MODEL, NOW)).toEqual(fresh)
    expect(afterSuccess(fresh, MODEL, NOW)).toBe(fresh)
  })
})
