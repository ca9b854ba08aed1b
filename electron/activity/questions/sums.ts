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
  /** Numbers of the names to which the grouping is limited. */
  only?: readonly number[]
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
  const { by, value, prices } = asked
  const { columnOf, ...source } = selectSums(database, names, asked)
  const rows = database
    .prepare(
      `WITH ${source.pieces}
       SELECT ${value ?? (by === undefined ? 0 : columnOf(by))} AS value, model,
         ${usageSums.map((name) => `sum(${name}) AS ${name}`).join()}
       FROM ${source.rows} GROUP BY value, model`,
    )
    .all(...source.values)
  const groups = new Map<number, UsageSums>()
  for (const row of rows) {
    const group = Number(row['value'])
    const sums = groups.get(group) ?? noSums()
    groups.set(group, sums)
    addRow(sums, row, priceOf(names.textOf(Number(row['model'])), prices))
  }
  return groups
}

/** Numbers of the names with the most requests: of thousands few are looked at closer. */
export function busiest(
  database: DatabaseSync,
  names: Names,
  asked: SumsAsked & { by: Dimension },
  limit: number,
): number[] {
  const { columnOf, ...source } = selectSums(database, names, asked)
  return database
    .prepare(
      `WITH ${source.pieces} SELECT ${columnOf(asked.by)} AS value, sum(requests) AS requests
       FROM ${source.rows} GROUP BY value ORDER BY requests DESC LIMIT ?`,
    )
    .all(...source.values, limit)
    .map((row) => Number(row['value']))
}

/** SQL of the rows that a question is about, and the values it takes. */
function selectSums(database: DatabaseSync, names: Names, asked: SumsAsked) {
  const { pieces, filter, by, only } = asked
  const wanted = nameFilters.flatMap(([column, field]) => {
    const text = filter[field]
    return text === undefined ? [] : [{ column, ids: [names.find(text) ?? -1] }]
  })
  if (by !== undefined && only !== undefined) wanted.push({ column: by, ids: [...only] })
  const columns = wanted.map(({ column }) => column)
  const { columnOf, condition, ...source } = sourceOf([by, ...columns])
  const { pieces: stretches, rows, values } = rowsOf(database, source, pieces, columns)
  const conditions = columns.map(
    (column) => `${columnOf(column)} IN (SELECT value FROM json_each(?))`,
  )
  return {
    columnOf,
    pieces: stretches,
    rows: `${rows} AND ${[condition, ...conditions].join(' AND ')}`,
    values: [...values, ...wanted.map(({ ids }) => JSON.stringify(ids))],
  }
}

/** Where sums stand that tell some dimensions apart. */
interface Source {
  table: 'usage' | 'shares'
  /** The name by which rows of a stretch are found at once; undefined where there is none. */
  first: Dimension | undefined
}

/** Most questions want no more than one dimension besides models, of which there are few rows. */
export function sourceOf(dimensions: readonly (Dimension | undefined)[]) {
  const parts = new Set(
    dimensions.flatMap((one) => (one === undefined || one === 'model' ? [] : one)),
  )
  const [part] = parts
  if (parts.size > 1) {
    return {
      table: 'usage' as const,
      first: 'key' as const,
      columnOf: (column: Dimension): string => column,
      condition: 'true',
    }
  }
  return {
    table: 'shares' as const,
    first: part,
    columnOf: (column: Dimension) => (column === 'model' ? column : 'name'),
    condition: `part = ${shareParts.indexOf(part ?? 'whole')}`,
  }
}

/**
 * SQL of the rows that make up the pieces. Those of one name SQLite finds at once in every stretch
 * whose start it is told; otherwise it goes through all names of the pieces.
 * @param known dimensions of which one name is wanted
 */
export function rowsOf(
  database: DatabaseSync,
  { table, first }: Source,
  pieces: readonly Piece[],
  known: readonly Dimension[],
): { pieces: string; rows: string; values: number[] } {
  const { sql, values } = piecesSql(pieces)
  if (first === undefined || !known.includes(first)) {
    return { pieces: sql, rows: ofPieces(table), values }
  }
  const starts = database
    .prepare(
      `WITH ${sql} SELECT DISTINCT sums.grain AS grain, sums.start_ms AS start
       FROM ${ofPieces('shares')} AND part = ${shareParts.indexOf('whole')}`,
    )
    .all(...values)
  return {
    pieces: `pieces (grain, start) AS (VALUES ${['(0, 0)', ...starts.map(() => '(?, ?)')].join()})`,
    rows: `pieces CROSS JOIN ${table} AS sums
      ON sums.grain = pieces.grain AND sums.start_ms = start`,
    values: starts.flatMap(({ grain, start }) => [Number(grain), Number(start)]),
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
