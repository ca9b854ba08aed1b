/** Adds requests up by minute, hour and day. */
import type { DatabaseSync } from 'node:sqlite'
import { inTransaction } from '../sqlite/database.ts'
import { stepOf } from './histogram.ts'
import { usageSums } from './schema.ts'

export const MINUTE_MS = 60_000
export const HOUR_MS = 3_600_000
export const DAY_MS = 86_400_000

const dimensions = 'key, model, token, client'

const sumsOfRequests = [
  'count(*)',
  'sum(status >= 400 AND status <> 499)',
  'sum(status = 499)',
  'sum(max(attempts - 1, 0))',
  'ifnull(sum(input_tokens), 0)',
  'ifnull(sum(output_tokens), 0)',
  'ifnull(sum(thinking_tokens), 0)',
  'ifnull(sum(cached_tokens), 0)',
  'sum(bytes_in)',
  'sum(bytes_out)',
  'sum(total_ms)',
  'ifnull(sum(first_byte_ms), 0)',
  'count(first_byte_ms)',
]

/** The minutes that new rows fall into; what they add is small, and hours and days follow from it. */
const FRESH_USAGE = `CREATE TEMP TABLE fresh_usage AS
  SELECT started_at_ms / ${MINUTE_MS} * ${MINUTE_MS} AS minute_ms, ${dimensions},
    ${sumsOfRequests.map((sum, at) => `${sum} AS ${usageSums[at]}`).join()}
  FROM requests WHERE seq > :after AND seq <= :upTo GROUP BY minute_ms, ${dimensions}`

const stepsOf = (measure: string) => `SELECT
  started_at_ms / ${MINUTE_MS} * ${MINUTE_MS} AS minute_ms, model, '${measure}' AS measure,
  ${stepOf(measure)} AS step, count(*) AS count
  FROM requests WHERE seq > :after AND seq <= :upTo AND ${measure} IS NOT NULL
  GROUP BY minute_ms, model, step`

const FRESH_LATENCIES = `CREATE TEMP TABLE fresh_latencies AS
  ${stepsOf('total_ms')} UNION ALL ${stepsOf('first_byte_ms')}`

const FRESH_FAILURES = `CREATE TEMP TABLE fresh_failures AS
  SELECT started_at_ms / ${MINUTE_MS} * ${MINUTE_MS} AS minute_ms, attempts.key, model,
    attempts.status, verdict, count(*) AS count
  FROM requests JOIN attempts ON attempts.request = seq
  WHERE seq > :after AND seq <= :upTo
    AND verdict NOT IN (SELECT id FROM names WHERE text IN ('ok', 'cancelled'))
  GROUP BY minute_ms, attempts.key, model, attempts.status, verdict`

interface Sums {
  table: string
  from: string
  /** What to group by besides the period. */
  by: string
  sums: readonly string[]
}

const everySum: readonly Sums[] = [
  { table: 'usage', from: 'fresh_usage', by: dimensions, sums: usageSums },
  { table: 'model_usage', from: 'fresh_usage', by: 'model', sums: usageSums },
  { table: 'latencies', from: 'fresh_latencies', by: 'model, measure, step', sums: ['count'] },
  { table: 'failures', from: 'fresh_failures', by: 'key, model, status, verdict', sums: ['count'] },
]

/** Hours and days begin when they do for the person. */
function addSums({ table, from, by, sums }: Sums, grainMs: number, offsetMs: number): string {
  return `INSERT INTO ${table}
    SELECT ${grainMs}, (minute_ms + ${offsetMs}) / ${grainMs} * ${grainMs} - ${offsetMs} AS start,
      ${by}, ${sums.map((sum) => `sum(${sum})`).join()}
    FROM ${from} WHERE true GROUP BY start, ${by}
    ON CONFLICT DO UPDATE SET ${sums.map((sum) => `${sum} = ${sum} + excluded.${sum}`).join()}`
}

/** Rows added up in one go; more wait for the next. */
const LONGEST_STEP = 50_000

/**
 * Adds rows that are not in the sums yet, in one transaction with the mark that says how far it got,
 * so that each row counts once whatever happens in between.
 * @param utcOffsetMs what local time is ahead of UTC
 * @returns whether there is more to do
 */
export function rollUp(database: DatabaseSync, utcOffsetMs: number): boolean {
  const after = Number(
    database.prepare('SELECT rolled_up_to FROM progress').get()?.['rolled_up_to'],
  )
  const last = Number(database.prepare('SELECT max(seq) AS seq FROM requests').get()?.['seq'] ?? 0)
  if (last <= after) return false
  const upTo = Math.min(last, after + LONGEST_STEP)
  inTransaction(database, () => {
    for (const create of [FRESH_USAGE, FRESH_LATENCIES, FRESH_FAILURES]) {
      database.prepare(create).run({ after, upTo })
    }
    for (const grainMs of [MINUTE_MS, HOUR_MS, DAY_MS]) {
      for (const sums of everySum) database.exec(addSums(sums, grainMs, utcOffsetMs))
    }
    // A transaction that fails takes them back by itself.
    database.exec('DROP TABLE fresh_usage; DROP TABLE fresh_latencies; DROP TABLE fresh_failures')
    database.prepare('UPDATE progress SET rolled_up_to = ?').run(upTo)
  })
  return upTo < last
}
