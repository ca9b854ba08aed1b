/** Where a period begins and in which steps it is looked at. Pure. */
import type { Period } from '../../shared/contract/activity.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../roll-up.ts'

/** Today as the person counts it, for questions about the past. */
export interface Now {
  nowMs: number
  /** What local time is ahead of UTC. */
  utcOffsetMs: number
}

export interface Stretch {
  fromMs: number
  /** The sums that cover it with the fewest rows: by minute, hour or day. */
  grainMs: number
  /** Starts of its steps on a chart, oldest first. */
  starts: number[]
  stepMs: number
  /** How much earlier a day may begin: the clocks may have changed since. */
  slackMs: number
}

/** Chart steps of each period, and the sums its totals are made of. */
const shapes = {
  '1h': { stepMs: MINUTE_MS, steps: 60, grainMs: MINUTE_MS },
  '24h': { stepMs: HOUR_MS, steps: 24, grainMs: HOUR_MS },
  '7d': { stepMs: DAY_MS / 4, steps: 28, grainMs: DAY_MS },
  '30d': { stepMs: DAY_MS, steps: 30, grainMs: DAY_MS },
} as const satisfies Record<Period, unknown>

/** The stretch of a period that ends with the current minute, hour or day. */
export function stretchOf(period: Period, { nowMs, utcOffsetMs }: Now): Stretch {
  const { stepMs, steps, grainMs } = shapes[period]
  const startOf = (atMs: number, lengthMs: number) =>
    Math.floor((atMs + utcOffsetMs) / lengthMs) * lengthMs - utcOffsetMs
  const lastDayOrStep = Math.max(stepMs, grainMs)
  const endMs = startOf(nowMs, lastDayOrStep) + lastDayOrStep
  const fromMs = endMs - steps * stepMs
  const starts = Array.from({ length: steps }, (_, step) => fromMs + step * stepMs)
  return { fromMs, grainMs, starts, stepMs, slackMs: grainMs === DAY_MS ? 2 * HOUR_MS : 0 }
}
