import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextPacificMidnight, pacificDay } from './quota-calendar.ts'

const iso = (time: string) => new Date(nextPacificMidnight(Date.parse(time))).toISOString()

describe('the daily quota comes back at midnight in Los Angeles', () => {
  it.each([
    ['winter (UTC-8)', '2026-01-15T20:00:00Z', '2026-01-16T08:00:00.000Z'],
    ['summer (UTC-7)', '2026-07-15T20:00:00Z', '2026-07-16T07:00:00.000Z'],
    ['just before midnight', '2026-07-16T06:59:59.999Z', '2026-07-16T07:00:00.000Z'],
    ['exactly at midnight it is the next one', '2026-07-16T07:00:00Z', '2026-07-17T07:00:00.000Z'],
    ['the day clocks go forward has 23 hours', '2026-03-08T09:00:00Z', '2026-03-09T07:00:00.000Z'],
    ['the day clocks go back has 25 hours', '2026-11-01T08:00:00Z', '2026-11-02T08:00:00.000Z'],
    ['the end of the year', '2026-12-31T12:00:00Z', '2027-01-01T08:00:00.000Z'],
  ])('%s', (_name, now, midnight) => {
    expect(iso(now)).toBe(midnight)
  })

  it('is always within the next 25 hours and shows 00:00:00 on a clock there', () => {
    const clock = new Intl.DateTimeFormat('en-GB', {
      timeZone: 'America/Los_Angeles',
      timeStyle: 'medium',
    })
    fc.assert(
      fc.property(fc.integer({ min: 1_700_000_000_000, max: 2_200_000_000_000 }), (now) => {
        const midnight = nextPacificMidnight(now)
        expect(midnight - now).toBeGreaterThan(0)
        expect(midnight - now).toBeLessThanOrEqual(25 * 3_600_000)
        expect(clock.format(midnight)).toBe('00:00:00')
      }),
    )
  })
})

describe('the quota day', () => {
  const hour = 3_600_000
  it.each([
    ['of 24 hours', Date.UTC(2026, 10, 24, 8), 24],
    ['of 25 hours', Date.UTC(2026, 10, 1, 7), 25],
    ['of 23 hours', Date.UTC(2026, 2, 8, 8), 23],
  ])('%s goes from midnight to midnight in Los Angeles', (_, fromMs, hours) => {
    const day = { fromMs, toMs: fromMs + hours * hour }
    expect(pacificDay(fromMs)).toEqual(day)
    expect(pacificDay(day.toMs - 1)).toEqual(day)
    expect(pacificDay(day.toMs).fromMs).toBe(day.toMs)
  })
})
