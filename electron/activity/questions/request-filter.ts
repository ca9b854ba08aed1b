/** How SQLite finds the requests that a filter asks for. */
import type { DatabaseSync } from 'node:sqlite'
import type { RequestFilter } from '../../shared/contract/activity.ts'
import type { Names } from '../names.ts'
import { DAY_MS } from '../roll-up.ts'

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

/** Columns of `requests` that hold names, and the field of the filter that asks for them. */
const namedColumns = [
  ['key', 'keyId'],
  ['model', 'model'],
  ['token', 'token'],
  ['client', 'client'],
  ['error_code', 'errorCode'],
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
  const days = daysOf(database, filter, named)
  if (days === undefined) return undefined
  const search = searchAsked(filter, names)
  const conditions = [...named, ...days, ...rangesAsked(filter), ...idsAsked(filter), ...search]
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
 * them. The sums know the days on which they did; undefined when there is none.
 */
function daysOf(
  database: DatabaseSync,
  { errorCode }: RequestFilter,
  named: readonly Condition[],
): Condition[] | undefined {
  if (named.length < 2 || errorCode !== undefined) return []
  const row = database
    .prepare(
      `SELECT min(start_ms) AS first, max(start_ms) AS last FROM usage
       WHERE grain = ${DAY_MS} AND ${named.map(({ sql }) => sql).join(' AND ')}`,
    )
    .get(...named.flatMap(({ values }) => values))
  const [first, last] = [row?.['first'], row?.['last']]
  if (typeof first !== 'number' || typeof last !== 'number') return undefined
  return [{ sql: 'started_at_ms BETWEEN ? AND ?', values: [first, last + 2 * DAY_MS] }]
}

/** A name that was never seen gets a number that no row has. */
function namesAsked(filter: RequestFilter, names: Names): Condition[] {
  return namedColumns.flatMap(([column, field]) => {
    const text = filter[field]
    if (text === undefined) return []
    return [{ sql: `${column} = ?`, values: [names.find(text) ?? -1] }]
  })
}

function rangesAsked({ fromMs, toMs, outcome, status, after }: RequestFilter): Condition[] {
  const conditions: Condition[] = []
  const add = (sql: string, ...values: number[]) => conditions.push({ sql, values })
  if (fromMs !== undefined) add('started_at_ms >= ?', fromMs)
  if (toMs !== undefined) add('started_at_ms < ?', toMs)
  if (outcome !== undefined) add(outcomes[outcome])
  if (status !== undefined)
    add(status >= 400 ? 'status >= 400 AND status = ?' : 'status = ?', status)
  const [startedAtMs, seq] = after?.split('.').map(Number) ?? []
  if (startedAtMs !== undefined && seq !== undefined) {
    add('(started_at_ms, seq) < (?, ?)', startedAtMs, seq)
  }
  return conditions
}

function idsAsked({ ids }: RequestFilter): Condition[] {
  if (ids === undefined) return []
  return [{ sql: 'id IN (SELECT value FROM json_each(?))', values: [JSON.stringify(ids)] }]
}

function searchAsked({ search = '' }: RequestFilter, names: Names): Condition[] {
  if (search === '') return []
  if (search.startsWith('req_')) return [{ sql: 'id = ?', values: [search] }]
  const codes = names.containing(search)
  const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`
  return [
    {
      sql: `status >= 400 AND (error_message LIKE ? ESCAPE '\\' OR error_code IN (${codes.join()}))`,
      values: [pattern],
    },
  ]
}
