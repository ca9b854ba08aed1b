/** Takes single requests out of the log, as a person asks; what they added up to stays. */
import type { DatabaseSync } from 'node:sqlite'
import type { RequestFilter } from '../../shared/contract/activity.ts'
import { inTransaction } from '../../sqlite/database.ts'
import type { Names } from '../names.ts'
import { selectionOf } from './request-filter.ts'

export interface Forgotten {
  forgotten: number
  /** Ids of the latest of them: more than a live view holds. */
  latestIds: string[]
}

const LATEST = 5000

/** Forgets the requests that fit, without a filter all of them. */
export function forgetRequests(
  database: DatabaseSync,
  names: Names,
  { filter = {} }: { filter?: RequestFilter | undefined },
): Forgotten {
  const selection = selectionOf(database, names, filter)
  if (selection === undefined) return { forgotten: 0, latestIds: [] }
  const { from, values } = selection
  const latestIds = database
    .prepare(`SELECT id FROM ${from} ORDER BY started_at_ms DESC LIMIT ${LATEST}`)
    .all(...values)
    .map((row) => String(row['id']))
  const rows = database.prepare(`SELECT seq FROM ${from}`).all(...values)
  const isAll = Object.keys(filter).length === 0
  inTransaction(database, () => (isAll ? forgetAll(database) : forgetEach(database, rows)))
  return { forgotten: rows.length, latestIds }
}

/** SQLite empties a table at once where nothing is asked of its rows. */
function forgetAll(database: DatabaseSync): void {
  database.exec('DELETE FROM bodies; DELETE FROM attempts; DELETE FROM requests')
}

function forgetEach(database: DatabaseSync, rows: readonly Record<string, unknown>[]): void {
  const deletions = [
    database.prepare('DELETE FROM bodies WHERE request = ?'),
    database.prepare('DELETE FROM attempts WHERE request = ?'),
    database.prepare('DELETE FROM requests WHERE seq = ?'),
  ]
  for (const row of rows) for (const deletion of deletions) deletion.run(Number(row['seq']))
}
