/** What requests of a period add up to: in all, over time, by key, model, client and token. */
import type { DatabaseSync } from 'node:sqlite'
import type {
  HeatMap,
  Series,
  Totals,
  UsageFilter,
  UsageShare,
} from '../../shared/contract/activity.ts'
import type { Prices } from '../../shared/prices.ts'
import type { Names } from '../names.ts'
import { DAY_MS, HOUR_MS } from '../time-grains.ts'
import { type Now, SLACK_MS, stretchOf } from './period.ts'
import { busiest, type Dimension, noSums, readSums } from './sums.ts'

export interface UsageQuestion extends Now {
  filter: UsageFilter
  prices: Prices
}

/** Sums of a whole period. */
export function totals(database: DatabaseSync, names: Names, question: UsageQuestion): Totals {
  const { filter, prices } = question
  const { fromMs, pieces } = stretchOf(filter.period, question)
  const sums = readSums(database, names, { pieces, filter, prices })
  const oldest = database.prepare('SELECT min(started_at_ms) AS at FROM requests').get()?.['at']
  return {
    ...(sums.get(0) ?? noSums()),
    fromMs,
    ...(typeof oldest === 'number' && { oldestRequestMs: oldest }),
  }
}

/** Sums of every step of a period, also of those in which nothing happened. */
export function series(database: DatabaseSync, names: Names, question: UsageQuestion): Series {
  const { filter, prices } = question
  const { fromMs, stepMs, starts, stepPieces: pieces } = stretchOf(filter.period, question)
  const slackMs = stepMs < DAY_MS ? 0 : SLACK_MS
  const value = `(sums.start_ms - ${fromMs} + ${slackMs}) / ${stepMs}`
  const byStep = readSums(database, names, { pieces, filter, prices, value })
  return {
    stepMs,
    points: starts.map((startMs, step) => ({ startMs, ...(byStep.get(step) ?? noSums()) })),
  }
}

/** What each key, model, client or token accounts for, the busiest first. */
export function shares(
  database: DatabaseSync,
  names: Names,
  question: UsageQuestion & { by: Dimension; limit: number },
): UsageShare[] {
  const { filter, prices, by, limit } = question
  const { pieces } = stretchOf(filter.period, question)
  const asked = { pieces, filter, prices, by }
  const only = by === 'model' ? undefined : busiest(database, names, asked, limit)
  const sums = readSums(database, names, { ...asked, ...(only && { only }) })
  return [...sums]
    .map(([id, share]) => ({ name: names.textOf(id), ...share }))
    .sort((one, other) => other.requests - one.requests || (one.name < other.name ? -1 : 1))
    .slice(0, limit)
}

/** Requests of the last 30 days by day of the week, Monday first, and hour of the day. */
export function heat(database: DatabaseSync, _names: Names, now: Now): HeatMap {
  const { starts, stepMs } = stretchOf('30d', now)
  const [fromMs = 0, lastMs = 0] = [starts[0], starts.at(-1)]
  const local = `(start_ms + ${now.utcOffsetMs})`
  const rows = database
    .prepare(
      // The first day of 1970 was a Thursday.
      `SELECT (${local} / ${DAY_MS} + 3) % 7 AS day, ${local} / ${HOUR_MS} % 24 AS hour,
         sum(requests) AS requests
       FROM shares WHERE grain = ? AND part = 0 AND start_ms >= ? AND start_ms < ?
       GROUP BY day, hour`,
    )
    .all(HOUR_MS, fromMs, lastMs + stepMs)
  const requests = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => 0))
  for (const { day, hour, requests: count } of rows) {
    const hours = requests[Number(day)]
    if (hours !== undefined) hours[Number(hour)] = Number(count)
  }
  return { requests, busiest: Math.max(...requests.flat()) }
}
