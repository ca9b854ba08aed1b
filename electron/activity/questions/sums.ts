/** Reads sums: grouped as asked, and always by model as well, because models have prices. */
import type { DatabaseSync } from 'node:sqlite'
import type { UsageFilter, UsageSums } from '../../shared/contract/activity.ts'
import { costOf, type Price, priceOf, type Prices } from '../../shared/prices.ts'
import type { Names } from '../names.ts'
import { shareParts } from '../roll-up.ts'
import { usageSums } from '../schema.ts'
import type { Piece } from '../time-grains.ts'
import { ofPieces, piecesSql } from './period.ts'

export type Dimension = 'key' | 'model' | 'client' | 'token'

export interface SumsAsked {
  pieces: readonly Piece[]
  filter: Pick<UsageFilter, 'keyId' | 'model' | 'token' | 'client'>
  /** What to group by, if anything: a name, or in its place an expression on `sums.start_ms`. */
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
  const { filter, by, value, prices } = asked
  const pieces = piecesSql(asked.pieces)
  const wanted = nameFilters.flatMap(([column, field]) => {
    const text = filter[field]
    return text === undefined ? [] : [{ column, id: names.find(text) ?? -1 }]
  })
  const { table, columnOf, condition } = sourceOf([by, ...wanted.map(({ column }) => column)])
  const conditions = [condition, ...wanted.map(({ column }) => `${columnOf(column)} = ?`)]
  const rows = database
    .prepare(
      `WITH ${pieces.sql}
       SELECT ${value ?? (by === undefined ? 0 : columnOf(by))} AS value, model,
         ${usageSums.map((name) => `sum(${name}) AS ${name}`).join()}
       FROM ${ofPieces(table)} AND ${conditions.join(' AND ')} GROUP BY value, model`,
    )
    .all(...pieces.values, ...wanted.map(({ id }) => id))
  const groups = new Map<number, UsageSums>()
  for (const row of rows) {
    const group = Number(row['value'])
    const sums = groups.get(group) ?? noSums()
    groups.set(group, sums)
    addRow(sums, row, priceOf(names.textOf(Number(row['model'])), prices))
  }
  return groups
}

/**
 * Where the sums stand that tell these dimensions apart: most questions want no more than one besides
 * models, of which there are few rows.
 */
export function sourceOf(dimensions: readonly (Dimension | undefined)[]) {
  const parts = new Set(
    dimensions.flatMap((one) => (one === undefined || one === 'model' ? [] : one)),
  )
  const [part = 'whole'] = parts
  if (parts.size > 1) {
    return { table: 'usage', columnOf: (column: Dimension): string => column, condition: 'true' }
  }
  return {
    table: 'shares',
    columnOf: (column: Dimension) => (column === 'model' ? column : 'name'),
    condition: `part = ${shareParts.indexOf(part)}`,
  }
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
