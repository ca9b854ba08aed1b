/** Pages of the request log, the newest first. */
import type { DatabaseSync } from 'node:sqlite'
import type { RequestFilter, RequestPage } from '../../shared/contract/activity.ts'
import type { Names } from '../names.ts'
import { DAY_MS } from '../roll-up.ts'
import { toRecord } from './request-row.ts'

interface Condition {
  sql: string
  values: (string | number)[]
}

const PAGE = 100

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

/** One page of requests that fit the filter. */
export function listRequests(
  database: DatabaseSync,
  names: Names,
  filter: RequestFilter,
): RequestPage {
  const named = namesAsked(filter, names)
  const days = daysOf(database, filter, named)
  if (days === undefined) return { requests: [] }
  const search = searchAsked(filter, names)
  const conditions = [...named, ...days, ...rangesAsked(filter), ...search]
  const where = ['true', ...conditions.map(({ sql }) => sql)].join(' AND ')
  const limit = filter.limit ?? PAGE
  const rows = database
    .prepare(
      `SELECT * FROM requests ${indexFor(search)} WHERE ${where} ORDER BY started_at_ms DESC, seq DESC LIMIT ?`,
    )
    .all(...conditions.flatMap(({ values }) => values), limit)
  const last = rows.at(-1)
  const isFull = rows.length === limit && last !== undefined
  return {
    requests: rows.map((row) => ({
      ...toRecord(row, names),
      attemptCount: Number(row['attempts']),
    })),
    ...(isFull && { next: `${Number(last['started_at_ms'])}.${Number(last['seq'])}` }),
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
