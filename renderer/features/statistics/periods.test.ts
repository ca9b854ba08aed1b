import { expect, it } from 'vitest'
import { formatsOf } from '../../i18n/format.ts'
import { stretchNames } from './periods.ts'

it('names a day rightly whose midnight the clocks have moved since', () => {
  const nameOf = stretchNames('30d', formatsOf('en'))
  const noon = new Date(2026, 2, 20, 12).getTime()
  for (const hours of [11, 12, 13]) expect(nameOf(noon - hours * 3_600_000)).toBe('Mar 20')
})

it('names hours by their time, and quarters of a day with their day', () => {
  const noon = new Date(2026, 2, 20, 12).getTime()
  expect(stretchNames('24h', formatsOf('en'))(noon)).toMatch(/^12:00\sPM$/)
  expect(stretchNames('7d', formatsOf('en'))(noon)).toMatch(/^Mar 20, 12:00\sPM$/)
})
