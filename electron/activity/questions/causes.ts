/** Why requests fail: failures grouped by what the clients were told, and the keys behind them. */
import type { DatabaseSync } from 'node:sqlite'
import type { ErrorCause, RequestFilter } from '../../shared/contract/activity.ts'
import type { Names } from '../names.ts'
import { selectionOf } from './request-filter.ts'

/** Failed requests by status and error code, the most frequent cause first. */
export function causes(database: DatabaseSync, names: Names, filter: RequestFilter): ErrorCause[] {
  const selection = selectionOf(database, names, { outcome: 'failed', ...filter })
  if (selection === undefined) return []
  return database
    .prepare(
      // SQLite takes the columns beside a max() from the row that has it.
      `SELECT status, error_code, count(*) AS count, max(started_at_ms) AS last, error_message
       FROM ${selection.from} GROUP BY status, error_code ORDER BY count DESC, last DESC LIMIT 200`,
    )
    .all(...selection.values)
    .map((row) => ({
      status: Number(row['status']),
      errorCode: names.textOf(Number(row['error_code'])),
      count: Number(row['count']),
      lastAtMs: Number(row['last']),
      lastMessage: String(row['error_message']),
    }))
}

/** Ids of the keys that Google refused, or that failed, in attempts of the requests that fit. */
export function keysBehind(database: DatabaseSync, names: Names, filter: RequestFilter): string[] {
  const selection = selectionOf(database, names, filter)
  if (selection === undefined) return []
  const faultless = ['ok', 'cancelled'].map((verdict) => names.find(verdict) ?? -1)
  return database
    .prepare(
      `SELECT DISTINCT attempts.key AS key FROM attempts
       WHERE request IN (SELECT seq FROM ${selection.from})
         AND verdict NOT IN (${faultless.join()})`,
    )
    .all(...selection.values)
    .map((row) => names.textOf(Number(row['key'])))
    .filter((id) => id !== '')
}
