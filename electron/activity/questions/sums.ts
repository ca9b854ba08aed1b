/** Reads sums: grouped as asked, and always by model as well, because models have prices. */
import type { DatabaseSync } from 'node:sqlite'
import type { UsageFilter, UsageSums } from '../../shared/contract/activity.ts'
import { costOf, type Price, priceOf, type Prices } from '../../shared/prices.ts'
import type { Names } from '../names.ts'
import { usageSums } from '../schema.ts'

export type Dimension = 'key' | 'model' | 'client' | 'token'

export interface SumsAsked {
  fromMs: number
  grainMs: number
  slackMs: number
  filter: Pick<UsageFilter, 'keyId' | 'model' | 'token' | 'client'>
  /** What to group by, if anything: a name, or in its place an expression on `start_ms`. */
  by?: Dimension
  value?: string
  prices: Prices
}

const nameFilters = [
  ['key', 'keyId'],
  ['model', 'model'],
  ['token', 'token'],
  ['client', 'client'],
] as const

/** Sums by the value that was grouped by, 0 where nothing was; none when nothing happened. */
export function readSums(
  database: DatabaseSync,
  names: Names,
  asked: SumsAsked,
): Map<number, UsageSums> {
  const { fromMs, grainMs, slackMs, filter, by, value, prices } = asked
  const wanted = nameFilters.flatMap(([column, field]) => {
    const text = filter[field]
    return text === undefined ? [] : [{ column, id: names.find(text) ?? -1 }]
  })
  // Most questions want no more than models, of which there are few.
  const columns = [by, ...wanted.map(({ column }) => column)]
  const byModelOnly = columns.every((column) => column === undefined || column === 'model')
  const rows = database
    .prepare(
      `SELECT ${value ?? by ?? 0} AS value, model,
         ${usageSums.map((name) => `sum(${name}) AS ${name}`).join()}
       FROM ${byModelOnly ? 'model_usage' : 'usage'} WHERE grain = ? AND start_ms >= ?
         ${wanted.map(({ column }) => `AND ${column} = ?`).join(' ')}
       GROUP BY value, model`,
    )
    .all(grainMs, fromMs - slackMs, ...wanted.map(({ id }) => id))
  const groups = new Map<number, UsageSums>()
  for (const row of rows) {
    const group = Number(row['value'])
    const sums = groups.get(group) ?? noSums()
    groups.set(group, sums)
    addRow(sums, row, priceOf(names.textOf(Number(row['model'])), prices))
  }
  return groups
}

/** Sums of nothing. */
export function noSums(): UsageSums {
  return {
    requests: 0,
    failed: 0,
    cancelled: 0,
    retries: 0,
    tokens: { input: 0, output: 0, thinking: 0, cached: 0 },
    bytesIn: 0,
    bytesOut: 0,
    totalMs: 0,
    firstByteMs: 0,
    firstBytes: 0,
    cost: 0,
    unpricedRequests: 0,
  }
}

const numbers = [
  ['requests', 'requests'],
  ['failed', 'failed'],
  ['cancelled', 'cancelled'],
  ['retries', 'retries'],
  ['bytesIn', 'bytes_in'],
  ['bytesOut', 'bytes_out'],
  ['totalMs', 'total_ms'],
  ['firstByteMs', 'first_byte_ms'],
  ['firstBytes', 'first_bytes'],
] as const

const tokenCounts = [
  ['input', 'input_tokens'],
  ['output', 'output_tokens'],
  ['thinking', 'thinking_tokens'],
  ['cached', 'cached_tokens'],
] as const

function addRow(sums: UsageSums, row: Record<string, unknown>, price: Price | undefined): void {
  for (const [field, column] of numbers) sums[field] += Number(row[column])
  const tokens = { input: 0, output: 0, thinking: 0, cached: 0 }
  for (const [field, column] of tokenCounts) {
    tokens[field] = Number(row[column])
    sums.tokens[field] += tokens[field]
  }
  if (price !== undefined) sums.cost += costOf(tokens, price)
  // Without tokens there is nothing to price.
  else if (tokens.input + tokens.output > 0) sums.unpricedRequests += Number(row['requests'])
}
