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
  'sum(retries)',
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

interface Sums {
  table: string
  from: string
  /** Columns that a sum is of besides its period, and what of the fresh rows they hold. */
  of: readonly (readonly [column: string, value: string])[]
  sums: readonly string[]
}

const same = (columns: string) => columns.split(', ').map((column) => [column, column] as const)

const everySum: readonly Sums[] = [
  { table: 'usage', from: 'fresh_usage', of: same(dimensions), sums: usageSums },
  ...shareParts.map((name, part) => ({
    table: 'shares',
    from: 'fresh_usage',
    of: [
      ['part', String(part)],
      ['name', name === 'whole' ? '0' : name],
      ['model', 'model'],
    ] as const,
    sums: usageSums,
  })),
  {
    table: 'latencies',
    from: 'fresh_latencies',
    of: same('model, measure, step'),
    sums: ['count'],
  },
  {
    table: 'failures',
    from: 'fresh_failures',
    of: same('key, model, status, verdict'),
    sums: ['count'],
  },
]

/** Tables of sums. */
export const sumTables: readonly string[] = [...new Set(everySum.map(({ table }) => table))]

/** Stretches of time begin when they do for the person. */
function addSums({ table, from, of, sums }: Sums, grainMs: number, offsetMs: number): string {
  const columns = of.map(([column]) => column)
  const values = of.map(([column, value]) => `${value} AS of_${column}`)
  const groups = of.map(([column]) => `of_${column}`)
  return `INSERT INTO ${table} (grain, start_ms, ${[...columns, ...sums].join()})
    SELECT ${grainMs}, ${startOfSql('minute_ms', grainMs, offsetMs)} AS start,
      ${values.join()}, ${sums.map((sum) => `sum(${sum})`).join()}
    FROM ${from} WHERE true GROUP BY start, ${groups.join()}
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
    for (const create of [FRESH_USAGE, FRESH_LATENCIES, FRESH_FAILURES]) {
      database.prepare(create).run({ after, upTo })
    }
    for (const grainMs of grains) {
      for (const sums of everySum) database.exec(addSums(sums, grainMs, utcOffsetMs))
    }
    // A transaction that fails takes them back by itself.
    database.exec('DROP TABLE fresh_usage; DROP TABLE fresh_latencies; DROP TABLE fresh_failures')
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
