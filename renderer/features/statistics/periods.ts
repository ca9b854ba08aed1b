import type { Formats } from '../../i18n/format.ts'
import type { Period } from '../../../electron/shared/contract/activity.ts'

/** The periods sums are told of, from the shortest to the longest. */
export const periods: readonly Period[] = ['1h', '24h', '7d', '30d']

/** How often sums are looked at again while somebody looks. */
export const EVERY_MS = 10_000

const HALF_A_DAY_MS = 12 * 3_600_000

/** How a stretch of a period's chart is called by its start, in the person's language. */
export function stretchNames(period: Period, format: Formats): (startMs: number) => string {
  if (period === '7d') return format.dateTime
  if (period !== '30d') return format.timeOfDay
  // A day that began while the clocks were different may seem to begin on the day before.
  return (startMs) => format.day(startMs + HALF_A_DAY_MS)
}
