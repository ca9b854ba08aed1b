/** Adds requests up by minute, hour, day and week. */
import type { DatabaseSync } from 'node:sqlite'
import { inTransaction } from '../sqlite/database.ts'
import { stepOf } from './histogram.ts'
import { usageSums } from './schema.ts'
import { grains, MINUTE_MS, startOfSql } from './time-grains.ts'

const dimensions = 'key, model, token, client'

/** What `shares` tells apart, by number: what `name` is; models are told apart in all of them. */
export const shareParts = ['whole', 'key', 'token', 'client'] as const

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

const MINUTE = `started_at_ms / ${MINUTE_MS} * ${MINUTE_MS} AS minute_ms`

/** The minutes that new rows fall into; what they add is small, and all else follows from it. */
const FRESH_USAGE = `CREATE TEMP TABLE fresh_usage AS
  SELECT ${MINUTE}, ${dimensions},
    ${sumsOfRequests.map((sum, at) => `${sum} AS ${usageSums[at]}`).join()}
  FROM requests WHERE seq > :after AND seq <= :upTo GROUP BY minute_ms, ${dimensions}`

const stepsOf = (measure: string) => `SELECT
  ${MINUTE}, model, '${measure}' AS measure,
  ${stepOf(measure)} AS step, count(*) AS count
  FROM requests WHERE seq > :after AND seq <= :upTo AND ${measure} IS NOT NULL
  GROUP BY minute_ms, model, step`

const FRESH_LATENCIES = `CREATE TEMP TABLE fresh_latencies AS
  ${stepsOf('total_ms')} UNION ALL ${stepsOf('first_byte_ms')}`

const FRESH_FAILURES = `CREATE TEMP TABLE fresh_failures AS
  SELECT ${MINUTE}, attempts.key, model,
    attempts.status, verdict, count(*) AS count
  FROM requests JOIN attempts ON attempts.request = seq
  WHERE seq > :after AND seq <= :upTo
    AND verdict NOT IN (SELECT id FROM names WHERE text IN ('ok', 'cancelled'))
  GROUP BY minute_ms, attempts.key, model, attempts.status, verdict`

/** What each part of `shares` adds up to in these minutes. */
const FRESH_SHARES = `CREATE TEMP TABLE fresh_shares AS ${shareParts
  .map((name, part) => {
    const [of, by] = name === 'whole' ? ['0', ''] : [name, `${name},`]
    const sums = usageSums.map((sum) => `sum(${sum}) AS ${sum}`).join()
    return `SELECT minute_ms, ${part} AS part, ${of} AS name, model, ${sums}
      FROM fresh_usage GROUP BY minute_ms, ${by} model`
  })
  .join(' UNION ALL ')}`

const creations = [FRESH_USAGE, FRESH_SHARES, FRESH_LATENCIES, FRESH_FAILURES]

interface Sums {
  table: string
  /** Columns that a sum is of besides its period. */
  of: string
  sums: readonly string[]
}

const everySum: readonly Sums[] = [
  { table: 'usage', of: dimensions, sums: usageSums },
  { table: 'shares', of: 'part, name, model', sums: usageSums },
  { table: 'latencies', of: 'model, measure, step', sums: ['count'] },
  { table: 'failures', of: 'key, model, status, verdict', sums: ['count'] },
]

/** Tables of sums. */
export const sumTables: readonly string[] = everySum.map(({ table }) => table)

/** Adds what is fresh to stretches of time, which begin when they do for the person. */
function addSums({ table, of, sums }: Sums, grainMs: number, offsetMs: number): string {
  return `INSERT INTO ${table} (grain, start_ms, ${of}, ${sums.join()})
    SELECT ${grainMs}, ${startOfSql('minute_ms', grainMs, offsetMs)}, ${of}, ${sums.join()}
    FROM fresh_${table} WHERE true
    ON CONFLICT DO UPDATE SET ${sums.map((sum) => `${sum} = ${sum} + excluded.${sum}`).join()}`
}

/** Rows added up in one go; more wait for the next. */
const LONGEST_STEP = 50_000

/**
 * Adds rows that are not in the sums yet, in one transaction with the mark that says how far it got,
 * so that each row counts once whatever happens in between, and whoever else does the same.
 * @param utcOffsetMs what local time is ahead of UTC
 * @returns whether there is more to do
 */
export function rollUp(database: DatabaseSync, utcOffsetMs: number): boolean {
  if (!isBehind(database)) return false
  inTransaction(database, () => {
    const { after, last } = marksOf(database)
    const upTo = Math.min(last, after + LONGEST_STEP)
    for (const create of creations) {
      database.prepare(create).run(create === FRESH_SHARES ? {} : { after, upTo })
    }
    for (const grainMs of grains) {
      for (const sums of everySum) database.exec(addSums(sums, grainMs, utcOffsetMs))
    }
    // A transaction that fails takes them back by itself.
    for (const table of sumTables) database.exec(`DROP TABLE fresh_${table}`)
    database.prepare('UPDATE progress SET rolled_up_to = max(rolled_up_to, ?)').run(upTo)
  })
  return isBehind(database)
}

function isBehind(database: DatabaseSync): boolean {
  const { after, last } = marksOf(database)
  return last > after
}

/** Up to where rows are in the sums, and where they end. */
function marksOf(database: DatabaseSync): { after: number; last: number } {
  const row = database
    .prepare(
      `SELECT rolled_up_to AS after, ifnull((SELECT max(seq) FROM requests), 0) AS last FROM progress`,
    )
    .get()
  return { after: Number(row?.['after']), last: Number(row?.['last']) }
}
