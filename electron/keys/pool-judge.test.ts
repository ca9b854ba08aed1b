import { beforeEach, describe, expect, it } from 'vitest'
import { classify, classifyFailure } from '../gemini/error.ts'
import type { Verdict } from '../gemini/error-rules.ts'
import { createKeyPool, type KeyPool } from './pool.ts'
import { keyId } from './pooled-key.ts'

const MODEL = 'gemini-3.8-flash'
const A = keyId('key-a')
const B = keyId('key-b')
const quota = (quotaId: string) => classify(429, { details: [{ violations: [{ quotaId }] }] })
const invalid = classify(400, { message: 'API key not valid.' })
const suspended = classify(403, { details: [{ reason: 'CONSUMER_SUSPENDED' }] })
const refused = classify(403, { message: 'The caller does not have permission' })
const noCredits = classify(429, { message: 'Your prepayment credits are depleted.' })

let nowMs = 0
let pool: KeyPool

const take = (model: string | undefined = MODEL, exclude: ReadonlySet<string> = new Set()) => {
  const acquired = pool.acquire({ model, exclude })
  return acquired.kind === 'leased' ? acquired.lease : undefined
}
const fail = (verdict: Verdict, model?: string) => take(model)?.fail(verdict)
const stateOf = (id: string) => pool.list().find((key) => key.id === id)?.state
/** A check that begins now, after everything that has happened. */
const judge = (id: string, found: Verdict | 'fine', models?: readonly string[]) => {
  nowMs += 1
  return pool.judge(id, found, { startedAtMs: nowMs, ...(models !== undefined && { models }) })
}

const used = (model: string) => Array.from({ length: 4 }, () => take(model)?.keyId)

beforeEach(() => {
  nowMs = Date.parse('2026-07-15T20:00:00Z')
  const settings = { maxFailures: 2, keyStrategy: 'round-robin', paidKeyUse: 'images' } as const
  pool = createKeyPool({ nowMs: () => nowMs, chance: () => 0, settings: () => settings })
  pool.add(['key-a'])
})

describe('a check that finds a key in order', () => {
  it.each([
    ['invalid', invalid],
    ['suspended', suspended],
  ])('brings back a key that was %s', (state, verdict) => {
    fail(verdict)
    expect(stateOf(A)).toBe(state)
    expect(judge(A, 'fine')).toBe(true)
    expect(stateOf(A)).toBe('ready')
    expect(take()?.keyId).toBe(A)
  })

  it('brings back a benched key, its failures forgotten', () => {
    fail(refused)
    fail(refused, 'gemini-3.6-flash')
    expect(stateOf(A)).toBe('benched')
    judge(A, 'fine')
    expect(pool.list()[0]).toMatchObject({ state: 'ready', failures: 0 })
  })

  it('says nothing about quota', () => {
    fail(quota('PerDay'))
    judge(A, 'fine')
    expect(take()).toBeUndefined()
    expect(pool.list()[0]?.models).toMatchObject([{ model: MODEL, state: 'exhausted' }])
    fail(noCredits, 'gemini-3.6-flash')
    judge(A, 'fine')
    expect(stateOf(A)).toBe('exhausted')
  })

  it('does not undo what came up while it was under way', () => {
    const startedAtMs = nowMs
    nowMs += 1
    fail(invalid)
    pool.judge(A, 'fine', { startedAtMs })
    expect(stateOf(A)).toBe('invalid')
  })

  it('counts neither as a success nor as a use', () => {
    judge(A, 'fine')
    expect(pool.list()[0]).toMatchObject({ totals: { successes: 0, failures: 0 }, inFlight: 0 })
    expect(pool.list()[0]?.lastUsedAtMs).toBeUndefined()
  })
})

describe('a check that finds a fault', () => {
  it('is as good as a failed call', () => {
    judge(A, invalid)
    expect(pool.list()[0]).toMatchObject({
      state: 'invalid',
      lastError: { kind: 'key_invalid' },
      totals: { failures: 1 },
    })
  })

  it('of the network leaves the key as it was', () => {
    judge(A, classifyFailure({ reason: 'unreachable', message: 'ECONNREFUSED' }))
    expect(pool.list()[0]).toMatchObject({ state: 'ready', totals: { failures: 0 } })
  })

  it('of a key that is gone is no news', () => {
    pool.remove(A)
    expect(judge(A, invalid)).toBe(false)
  })
})

describe('models that only some keys have', () => {
  beforeEach(() => {
    pool.add(['key-b'])
    judge(A, 'fine', [MODEL])
    judge(B, 'fine', [MODEL, 'preview'])
  })

  it('are asked of those keys only, all others by turns', () => {
    expect(new Set(used('preview'))).toEqual(new Set([B]))
    expect(new Set(used(MODEL))).toEqual(new Set([A, B]))
  })

  it('show as a model the other keys cannot serve, without a failure', () => {
    take('preview')
    expect(pool.list()[0]).toMatchObject({
      ready: true,
      models: [{ model: 'preview', state: 'not-for-this-model', reason: 'model_not_found' }],
      totals: { failures: 0 },
    })
  })

  it('are served by a key as soon as a check finds them there', () => {
    take('preview')
    judge(A, 'fine', [MODEL, 'preview'])
    expect(new Set(used('preview'))).toEqual(new Set([A, B]))
  })

  it('may be asked of any key once what is known is old', () => {
    take('preview')
    nowMs += 12 * 60 * 60_000 + 2000
    expect(new Set(used('preview'))).toEqual(new Set([A, B]))
  })

  it('are known to be elsewhere when a key without them is told they do not exist', () => {
    expect(pool.isListedElsewhere(A, 'preview')).toBe(true)
    expect(pool.isListedElsewhere(B, 'preview')).toBe(false)
    pool.remove(B)
    expect(pool.isListedElsewhere(A, 'preview')).toBe(false)
  })
})

it('the daily limit that Google names is shown with the key it named it to', () => {
  const quotaId = 'GenerateRequestsPerDayPerProjectPerModel-FreeTier'
  const details = [{ violations: [{ quotaId, quotaValue: '250' }] }]
  fail(classify(429, { details }), MODEL)
  expect(pool.list()[0]?.dayLimits).toEqual({ [MODEL]: 250 })
  nowMs += 24 * 60 * 60_000
  take()?.succeed()
  expect(pool.list()[0]?.dayLimits).toEqual({ [MODEL]: 250 })
})
