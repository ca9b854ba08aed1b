/** Where a period begins and in which steps it is looked at. Pure. */
import type { Period } from '../../shared/contract/activity.ts'
import {
  DAY_MS,
  HOUR_MS,
  MINUTE_MS,
  type Piece,
  piecesOf,
  startOf,
  WEEK_MS,
} from '../time-grains.ts'

/** Today as the person counts it, for questions about the past. */
export interface Now {
  nowMs: number
  /** What local time is ahead of UTC. */
  utcOffsetMs: number
}

export interface Stretch {
  fromMs: number
  /** The sums that cover it with the fewest rows. */
  pieces: Piece[]
  /** Starts of its steps on a chart, oldest first. */
  starts: number[]
  stepMs: number
  /** The sums that the steps are made of. */
  stepPieces: Piece[]
}

/** Chart steps of each period with the sums they are made of, and those its totals are made of. */
const shapes = {
  '1h': { stepMs: MINUTE_MS, steps: 60, stepGrain: MINUTE_MS, grains: [MINUTE_MS] },
  '24h': { stepMs: HOUR_MS, steps: 24, stepGrain: HOUR_MS, grains: [HOUR_MS] },
  '7d': { stepMs: DAY_MS / 4, steps: 28, stepGrain: HOUR_MS, grains: [DAY_MS] },
  '30d': { stepMs: DAY_MS, steps: 30, stepGrain: DAY_MS, grains: [DAY_MS, WEEK_MS] },
} as const satisfies Record<Period, unknown>

/** The stretch of a period that ends with the current minute, hour or day. */
export function stretchOf(period: Period, { nowMs, utcOffsetMs }: Now): Stretch {
  const { stepMs, steps, stepGrain, grains } = shapes[period]
  const lastMs = Math.max(stepMs, grains[0])
  const toMs = startOf(nowMs, lastMs, utcOffsetMs) + lastMs
  const fromMs = toMs - steps * stepMs
  return {
    fromMs,
    pieces: piecesOf({ fromMs, toMs }, grains, utcOffsetMs),
    starts: Array.from({ length: steps }, (_, step) => fromMs + step * stepMs),
    stepMs,
    stepPieces: piecesOf({ fromMs, toMs }, [stepGrain], utcOffsetMs),
  }
}

/** How far a day may have begun from where it would today: the clocks may have changed since. */
export const SLACK_MS = 2 * HOUR_MS

/** SQL of a list of pieces, `pieces (grain, from_ms, to_ms)`, and the values it takes. */
export function piecesSql(pieces: readonly Piece[]): { sql: string; values: number[] } {
  const marks = pieces.map(() => '(?, ?, ?)').join()
  return {
    sql: `pieces (grain, from_ms, to_ms) AS (VALUES ${marks})`,
    values: pieces.flatMap(({ grainMs, fromMs, toMs }) => {
      const slackMs = grainMs < DAY_MS ? 0 : SLACK_MS
      return [grainMs, fromMs - slackMs, toMs - slackMs]
    }),
  }
}

/** SQL of the rows of a table of sums that make up the pieces. */
export const ofPieces = (table: string) =>
  `pieces CROSS JOIN ${table} AS sums ON sums.grain = pieces.grain
     AND sums.start_ms >= from_ms AND sums.start_ms < to_ms`
