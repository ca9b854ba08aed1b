/** Takes single requests out of the log, as a person asks; what they added up to stays. */
import type { DatabaseSync } from 'node:sqlite'
import type { RequestFilter } from '../../shared/contract/activity.ts'
import { inTransaction } from '../../sqlite/database.ts'
import type { Names } from '../names.ts'
import { forgetEach } from '../retention.ts'
import { selectionOf } from './request-filter.ts'

export interface Forgotten {
  forgotten: number
  /** Ids of the latest of them: more than a live view holds. */
  latestIds: string[]
}

const LATEST = 5000
const ROWS_PER_STEP = 2000

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
  if (Object.keys(filter).length === 0) {
    inTransaction(database, () => forgetAll(database))
  } else {
    // In one go they would take as much room in the journal as they had.
    for (let at = 0; at < rows.length; at += ROWS_PER_STEP) {
      inTransaction(database, () => forgetEach(database, rows.slice(at, at + ROWS_PER_STEP)))
    }
  }
  return { forgotten: rows.length, latestIds }
}

/** SQLite empties a table at once where nothing is asked of its rows. */
function forgetAll(database: DatabaseSync): void {
  database.exec('DELETE FROM bodies; DELETE FROM attempts; DELETE FROM requests')
}
