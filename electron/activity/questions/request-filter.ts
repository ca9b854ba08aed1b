/** How SQLite finds the requests that a filter asks for. */
import type { DatabaseSync } from 'node:sqlite'
import type { RequestFilter } from '../../shared/contract/activity.ts'
import type { Names } from '../names.ts'
import { timeOfId } from '../request-id.ts'
import { DAY_MS, WEEK_MS } from '../time-grains.ts'
import { type Dimension, rowsOf, sourceOf } from './sums.ts'

/** The part of a statement that picks rows of `requests`. */
export interface Selection {
  /** `requests`, with the index to go by where SQLite has to be told, `WHERE` and conditions. */
  from: string
  values: (string | number)[]
}

interface Condition {
  sql: string
  values: (string | number)[]
}

/**
 * Columns of `requests` that hold names, and the field of the filter that asks for them. Those come
 * first of which there are the most, so that the fewest requests have the same.
 */
const namedColumns = [
  ['key', 'keyId'],
  ['client', 'client'],
  ['token', 'token'],
  ['model', 'model'],
] as const

/** `status >= 400` is what the index of failed requests is made for. */
const outcomes = {
  ok: 'status < 400',
  failed: 'status >= 400 AND status <> 499',
  cancelled: 'status >= 400 AND status = 499',
  'not-ok': 'status >= 400',
}

/** The requests that fit a filter; undefined when it is known that there are none. */
export function selectionOf(
  database: DatabaseSync,
  names: Names,
  filter: RequestFilter,
): Selection | undefined {
  const named = namesAsked(filter, names)
  const days = daysOf(database, named)
  if (days === undefined) return undefined
  const search = searchAsked(filter, names)
  const conditions = [
    ...named,
    ...days,
    ...rangesAsked(filter, names),
    ...idsAsked(filter),
    ...search,
  ]
  const where = ['true', ...conditions.map(({ sql }) => sql)].join(' AND ')
  return {
    from: `requests ${indexFor(search)} WHERE ${where}`,
    values: conditions.flatMap(({ values }) => values),
  }
}

/** SQLite does not guess how few requests have failed. */
function indexFor(search: readonly Condition[]): string {
  return search.some(({ sql }) => sql.startsWith('status >= 400'))
    ? 'INDEXED BY failed_requests'
    : ''
}

/**
 * Two names that hardly ever come together would have SQLite look through everything that has one of
 * them. The sums know the days on which they did, or the weeks where days would be too many to look
 * through; undefined when there is none.
 */
function daysOf(database: DatabaseSync, named: readonly NamedCondition[]): Condition[] | undefined {
  if (named.length < 2) return []
  const dimensions = named.map(({ dimension }) => dimension)
  const { columnOf, condition, ...source } = sourceOf(dimensions)
  const oldest = database.prepare('SELECT min(started_at_ms) AS at FROM requests').get()?.['at']
  const grainMs = source.table === 'shares' || dimensions.includes('key') ? DAY_MS : WEEK_MS
  const fromMs = Number(oldest ?? 0) - grainMs
  const all = { grainMs, fromMs, toMs: Number.MAX_SAFE_INTEGER }
  const { pieces, rows, values } = rowsOf(database, source, [all], dimensions)
  const conditions = dimensions.map((dimension) => `${columnOf(dimension)} = ?`)
  const row = database
    .prepare(
      `WITH ${pieces} SELECT min(sums.start_ms) AS first, max(sums.start_ms) AS last
       FROM ${rows} AND ${condition} AND ${conditions.join(' AND ')}`,
    )
    .get(...values, ...named.flatMap(({ values: [id = -1] }) => id))
  const [first, last] = [row?.['first'], row?.['last']]
  if (typeof first !== 'number' || typeof last !== 'number') return undefined
  return [{ sql: 'started_at_ms BETWEEN ? AND ?', values: [first, last + grainMs + DAY_MS] }]
}

interface NamedCondition extends Condition {
  /** What the sums know of it. */
  dimension: Dimension
}

/** A name that was never seen gets a number that no row has. */
function namesAsked(filter: RequestFilter, names: Names): NamedCondition[] {
  const asked = namedColumns.flatMap(([dimension, field]) => {
    const text = filter[field]
    return text === undefined ? [] : [{ dimension, id: names.find(text) ?? -1 }]
  })
  return asked.map(({ dimension, id }, at) => ({
    // SQLite takes any index it can: the plus keeps it from all but the first.
    sql: `${at === 0 ? '' : '+'}${dimension} = ?`,
    values: [id],
    dimension,
  }))
}

function rangesAsked(filter: RequestFilter, names: Names): Condition[] {
  const { fromMs, toMs, outcome, status, errorCode, after } = filter
  const conditions: Condition[] = []
  const add = (sql: string, ...values: number[]) => conditions.push({ sql, values })
  if (fromMs !== undefined) add('started_at_ms >= ?', fromMs)
  if (toMs !== undefined) add('started_at_ms < ?', toMs)
  if (outcome !== undefined) add(outcomes[outcome])
  if (status !== undefined)
    add(status >= 400 ? 'status >= 400 AND status = ?' : 'status = ?', status)
  if (errorCode !== undefined) {
    // Whatever has an error has failed.
    const failed = errorCode === '' ? '' : 'status >= 400 AND '
    add(`${failed}error_code = ?`, names.find(errorCode) ?? -1)
  }
  const [startedAtMs, seq] = after?.split('.').map(Number) ?? []
  if (startedAtMs !== undefined && seq !== undefined) {
    add('(started_at_ms, seq) < (?, ?)', startedAtMs, seq)
  }
  return conditions
}

function idsAsked({ ids }: RequestFilter): Condition[] {
  if (ids === undefined) return []
  const [first, last] = spanOf(ids)
  return [
    {
      sql: 'started_at_ms BETWEEN ? AND ? AND id IN (SELECT value FROM json_each(?))',
      values: [first, last, JSON.stringify(ids)],
    },
  ]
}

/** When the requests with these ids began, as far as ids tell: there is no index of them. */
function spanOf(ids: readonly string[]): [firstMs: number, lastMs: number] {
  const spans = ids.map(timeOfId)
  return [
    spans.reduce((first, span) => Math.min(first, span.fromMs), Number.MAX_SAFE_INTEGER),
    spans.reduce((last, span) => Math.max(last, span.toMs), 0),
  ]
}

function searchAsked({ search = '' }: RequestFilter, names: Names): Condition[] {
  if (search === '') return []
  if (search.startsWith('req_')) return idsAsked({ ids: [search] })
  const codes = names.containing(search)
  const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`
  return [
    {
      sql: `status >= 400 AND (error_message LIKE ? ESCAPE '\\' OR error_code IN (${codes.join()}))`,
      values: [pattern],
    },
  ]
}
