/** Makes room among the names: clients that try one address after the other leave many behind. */
import type { DatabaseSync } from 'node:sqlite'
import { inTransaction } from '../sqlite/database.ts'
import { nameColumns } from './request-columns.ts'

/** Columns that hold numbers of names, by table. */
const places: readonly (readonly [table: string, columns: readonly string[]])[] = [
  ['requests', [...nameColumns, 'key']],
  ['attempts', ['key', 'verdict']],
  ['usage', ['key', 'model', 'token', 'client']],
  ['shares', ['name', 'model']],
  ['latencies', ['model']],
  ['failures', ['key', 'model', 'verdict']],
]

const IN_USE = places
  .flatMap(([table, columns]) => columns.map((column) => `SELECT ${column} FROM ${table}`))
  .join(' UNION ')

/** Forgets names that no row holds any more. Looks through everything, so it is not for every day. */
export function forgetNames(database: DatabaseSync): void {
  inTransaction(database, () => {
    database.exec(`DELETE FROM names WHERE id <> 0 AND id NOT IN (${IN_USE})`)
  })
}
