import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyCharacter } from '../shared/any-character.fixture.ts'
import { fromRow, toRow } from './key-row.ts'
import type { Resting } from './policy.ts'
import { newPooledKey, type PooledKey } from './pooled-key.ts'
import { fromStored, mendTimes, redactStored, toStored } from './stored-key.ts'

const NOW_MS = Date.UTC(2026, 10, 23)
const HOUR_MS = 60 * 60_000
const SECRET = ['AIza', 'SyD-0123456789abcdefghijklmnopqrstu'].join('')

const time = fc.double({ min: 0, max: 1e14, noNaN: true })
const text = fc.string({ unit: anyCharacter })
const reason = fc.constantFrom('quota_day' as const, 'key_refused' as const, 'timeout' as const)
const state = fc.constantFrom('cooling' as const, 'not-for-this-model' as const, 'benched' as const)
const rest: fc.Arbitrary<Resting> = fc.record(
  { state, reason, sinceMs: time, untilMs: time },
  { requiredKeys: ['state', 'reason', 'sinceMs'] },
)
const modelHealth = fc.record(
  { resting: rest, backOffStep: fc.nat() },
  { requiredKeys: ['backOffStep'] },
)
const models = fc.array(fc.tuple(text, modelHealth)).map((entries) => new Map(entries))
const learned = fc.record(
  {
    label: text,
    note: text,
    tags: fc.array(text),
    enabled: fc.boolean(),
    paid: fc.boolean(),
    weight: fc.double({ min: 0.001, max: 1000, noNaN: true }),
    priority: fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
    project: fc.record({
      id: fc.string({ minLength: 1 }),
      source: fc.constantFrom('set' as const, 'named' as const, 'inferred' as const),
    }),
    health: fc.record(
      { failures: fc.nat(), resting: rest, models },
      { requiredKeys: ['failures', 'models'] },
    ),
    totals: fc.record({ successes: fc.nat(), failures: fc.nat() }),
    dayLimits: fc.array(fc.tuple(text, fc.integer({ min: 1 }))).map((limits) => new Map(limits)),
    lastUsedAtMs: time,
    lastError: fc.record({ kind: reason, message: text, atMs: time }),
  },
  {
    requiredKeys: [
      ...(['label', 'note', 'tags', 'enabled', 'paid', 'weight', 'priority'] as const),
      ...(['health', 'totals', 'dayLimits'] as const),
    ],
  },
)
const pooled: fc.Arbitrary<PooledKey> = fc
  .tuple(fc.string({ minLength: 1 }), time, fc.nat(), learned)
  .map(([secret, atMs, order, about]) => ({ ...newPooledKey(secret, { atMs, order }), ...about }))

const plain = newPooledKey(SECRET, { atMs: NOW_MS, order: 3 })
const resting = (untilMs?: number, sinceMs = NOW_MS): Resting => ({
  state: 'cooling',
  reason: 'key_refused',
  sinceMs,
  ...(untilMs !== undefined && { untilMs }),
})

describe('a stored key', () => {
  it('comes back as it was, by way of a row of the database', () => {
    fc.assert(
      fc.property(pooled, (key) => {
        const stored = fromRow(toRow(toStored(key)))
        expect(stored).toBeDefined()
        if (stored !== undefined) expect(fromStored(stored, key.secret)).toEqual(key)
      }),
    )
  })

  it('comes back idle and holds nothing of the secret', () => {
    const stored = toStored({ ...plain, inFlight: 4, pass: 7 })
    expect(fromStored(stored, SECRET)).toMatchObject({ inFlight: 0, pass: 0, order: 3 })
    expect(JSON.stringify(toRow(stored))).not.toMatch(/AIza|rstu/)
  })

  it('does not change with the key it was taken from', () => {
    const stored = toStored(plain)
    const again = fromStored(stored, SECRET)
    again.totals.successes += 1
    expect(stored.totals.successes).toBe(0)
  })

  it('cannot be given the secret of another key', () => {
    expect(() => fromStored(toStored(plain), 'another')).toThrow(RangeError)
  })

  it('has secrets removed from every text', () => {
    const stored = toStored({
      ...plain,
      label: SECRET,
      note: SECRET,
      tags: [SECRET],
      project: { id: SECRET, source: 'set' },
      health: { failures: 0, models: new Map([[SECRET, { backOffStep: 1 }]]) },
      dayLimits: new Map([[SECRET, 250]]),
      lastError: { kind: 'key_suspended', message: `Consumer api_key:${SECRET}`, atMs: 1 },
    })
    const redacted = redactStored(stored, (value) => value.replaceAll(SECRET, '…'))
    expect(JSON.stringify(toRow(redacted))).not.toContain('AIza')
    expect(redacted).toMatchObject({ label: '…', tags: ['…'], lastError: { atMs: 1 } })
  })

  it.each([
    ['ends when it was to end', resting(NOW_MS + 7 * 24 * HOUR_MS), NOW_MS + 7 * 24 * HOUR_MS],
    ['is kept when it is over', resting(NOW_MS - HOUR_MS), NOW_MS - HOUR_MS],
    ['has no end', resting(), undefined],
    ['ends in a day after a jump', resting(NOW_MS + 9 * 24 * HOUR_MS), NOW_MS + 24 * HOUR_MS],
  ])('rests as before when the rest %s', (_name, rested, untilMs) => {
    const health = { failures: 0, resting: rested, models: new Map() }
    const ofModel = new Map([['m', { resting: rested, backOffStep: 2 }]])
    const mended = mendTimes(toStored({ ...plain, health }), NOW_MS)
    expect(mended.health.resting?.untilMs).toBe(untilMs)
    const forModel = mendTimes(
      toStored({ ...plain, health: { failures: 0, models: ofModel } }),
      NOW_MS,
    )
    expect(forModel.health.models.get('m')?.resting?.untilMs).toBe(untilMs)
    expect(forModel.health.models.get('m')?.backOffStep).toBe(2)
  })

  it('rests since now when the clock was ahead, so that a success can end it', () => {
    const health = { failures: 0, resting: resting(NOW_MS + 9, NOW_MS + 5), models: new Map() }
    expect(mendTimes(toStored({ ...plain, health }), NOW_MS).health.resting?.sinceMs).toBe(NOW_MS)
  })

  it.each([
    ['an id that is none', { id: 'x' }],
    ['broken JSON', { models: '{' }],
    ['an unknown state', { resting: '{"state":"?","reason":"timeout","sinceMs":1}' }],
    ['an unknown reason', { last_error: '{"kind":"?","message":"","atMs":1}' }],
    ['a weight of nothing', { weight: 0 }],
    ['no label', { label: null }],
    ['half a truth', { enabled: 0.5 }],
  ])('is refused with %s', (_name, change) => {
    expect(fromRow({ ...toRow(toStored(plain)), ...change })).toBeUndefined()
  })
})

it('rests of models that an earlier version wrote as an object are still read', () => {
  const key = newPooledKey('earlier-secret', { atMs: 1, order: 0 })
  const row = toRow(toStored(key))
  const written = JSON.stringify({ 'gemini-3.8-flash': { backOffStep: 2 } })
  expect(fromRow({ ...row, models: written })?.health.models).toEqual(
    new Map([['gemini-3.8-flash', { backOffStep: 2 }]]),
  )
})
