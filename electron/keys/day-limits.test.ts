import { expect, it } from 'vitest'
import { noDayLimits, withDayLimit } from './day-limits.ts'

const perDay = {
  kind: 'quota_day',
  quotaId: 'GenerateRequestsPerDayPerProjectPerModel-FreeTier',
  quotaLimit: 250,
} as const

it('a limit is what Google says last', () => {
  const first = withDayLimit(noDayLimits, perDay, 'flash')
  expect([...first]).toEqual([['flash', 250]])
  expect(withDayLimit(first, perDay, 'flash')).toBe(first)
  expect(withDayLimit(first, { ...perDay, quotaLimit: 500 }, 'flash').get('flash')).toBe(500)
})

it.each([
  ['a quota of a minute', { ...perDay, kind: 'quota_minute' as const }],
  ['a quota of tokens', { ...perDay, quotaId: 'GenerateContentInputTokensPerModelPerDay' }],
  ['a refusal without a figure', { kind: perDay.kind, quotaId: perDay.quotaId }],
  ['a limit of nothing', { ...perDay, quotaLimit: 0 }],
])('%s is none', (_name, verdict) => {
  expect(withDayLimit(noDayLimits, verdict, 'flash')).toBe(noDayLimits)
})

it('no more are kept than there are models worth knowing', () => {
  let limits = noDayLimits
  for (let at = 0; at < 80; at += 1) limits = withDayLimit(limits, perDay, `model-${at}`)
  expect(limits.size).toBe(50)
  expect(limits.has('model-79')).toBe(true)
})
