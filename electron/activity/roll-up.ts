/** Adds requests up by minute, hour and day. */
import type { DatabaseSync } from 'node:sqlite'
import { inTransaction } from '../sqlite/database.ts'
import { countSteps } from './histogram.ts'
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
  ...countSteps('total_ms'),
  ...countSteps('first_byte_ms'),
].map((sum, at) => `${sum} AS ${usageSums[at]}`)

/** The minutes that new rows fall into; what they add is small, and hours and days follow from it. */
const FRESH_USAGE = `CREATE TEMP TABLE fresh_usage AS
  SELECT started_at_ms / ${MINUTE_MS} * ${MINUTE_MS} AS minute_ms, ${dimensions}, ${sumsOfRequests.join()}
  FROM requests WHERE seq > :after AND seq <= :upTo GROUP BY minute_ms, ${dimensions}`

const FRESH_FAILURES = `CREATE TEMP TABLE fresh_failures AS
  SELECT started_at_ms / ${MINUTE_MS} * ${MINUTE_MS} AS minute_ms, attempts.key, model,
    attempts.status, verdict, count(*) AS count
  FROM requests JOIN attempts ON attempts.request = seq
  WHERE seq > :after AND seq <= :upTo
    AND verdict NOT IN (SELECT id FROM names WHERE text IN ('ok', 'cancelled'))
  GROUP BY minute_ms, attempts.key, model, attempts.status, verdict`

/** Start of the period a minute lies in; hours and days begin when they do for the person. */
const startOf = (grainMs: number, offsetMs: number) =>
  `(minute_ms + ${offsetMs}) / ${grainMs} * ${grainMs} - ${offsetMs}`

const addUsage = (grainMs: number, offsetMs: number) => `INSERT INTO usage
  SELECT ${grainMs}, ${startOf(grainMs, offsetMs)} AS start, ${dimensions},
    ${usageSums.map((sum) => `sum(${sum})`).join()}
  FROM fresh_usage WHERE true GROUP BY start, ${dimensions}
  ON CONFLICT DO UPDATE SET ${usageSums.map((sum) => `${sum} = ${sum} + excluded.${sum}`).join()}`

const addFailures = (grainMs: number, offsetMs: number) => `INSERT INTO failures
  SELECT ${grainMs}, ${startOf(grainMs, offsetMs)} AS start, key, model, status, verdict, sum(count)
  FROM fresh_failures WHERE true GROUP BY start, key, model, status, verdict
  ON CONFLICT DO UPDATE SET count = count + excluded.count`

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
    for (const [table, create, add] of [
      ['fresh_usage', FRESH_USAGE, addUsage],
      ['fresh_failures', FRESH_FAILURES, addFailures],
    ] as const) {
      database.exec(`DROP TABLE IF EXISTS temp.${table}`)
      database.prepare(create).run({ after, upTo })
      for (const grainMs of [MINUTE_MS, HOUR_MS, DAY_MS]) database.exec(add(grainMs, utcOffsetMs))
      database.exec(`DROP TABLE temp.${table}`)
    }
    database.prepare('UPDATE progress SET rolled_up_to = ?').run(upTo)
  })
  return upTo < last
}
