/** Takes single requests out of the log, as a person asks; what they added up to stays. */
import type { DatabaseSync } from 'node:sqlite'
import { inTransaction } from '../../sqlite/database.ts'
import type { Names } from '../names.ts'

/** Forgets the requests with these ids, without any all of them; gives how many there were. */
export function forgetRequests(
  database: DatabaseSync,
  _names: Names,
  { ids }: { ids?: readonly string[] | undefined },
): number {
  let forgotten = 0
  inTransaction(database, () => {
    forgotten = ids === undefined ? forgetAll(database) : forgetEach(database, ids)
  })
  return forgotten
}

/** SQLite empties a table at once where nothing is asked of its rows. */
function forgetAll(database: DatabaseSync): number {
  const row = database.prepare('SELECT count(*) AS n FROM requests').get()
  database.exec('DELETE FROM bodies; DELETE FROM attempts; DELETE FROM requests')
  return Number(row?.['n'])
}

function forgetEach(database: DatabaseSync, ids: readonly string[]): number {
  const find = database.prepare('SELECT seq FROM requests WHERE id = ?')
  const deletions = [
    database.prepare('DELETE FROM bodies WHERE request = ?'),
    database.prepare('DELETE FROM attempts WHERE request = ?'),
    database.prepare('DELETE FROM requests WHERE seq = ?'),
  ]
  const found = ids.flatMap((id) => find.get(id)?.['seq'] ?? [])
  for (const seq of found) for (const deletion of deletions) deletion.run(seq)
  return found.length
}
