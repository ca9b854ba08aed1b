/** Pages of the request log, the newest first. */
import type { DatabaseSync } from 'node:sqlite'
import type { RequestFilter, RequestPage } from '../../shared/contract/activity.ts'
import type { Names } from '../names.ts'
import { selectionOf } from './request-filter.ts'
import { toRecord } from './request-row.ts'

const PAGE = 100

/** One page of requests that fit the filter. */
export function listRequests(
  database: DatabaseSync,
  names: Names,
  filter: RequestFilter,
): RequestPage {
  const selection = selectionOf(database, names, filter)
  if (selection === undefined) return { requests: [] }
  const limit = filter.limit ?? PAGE
  const rows = database
    .prepare(`SELECT * FROM ${selection.from} ORDER BY started_at_ms DESC, seq DESC LIMIT ?`)
    .all(...selection.values, limit)
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
