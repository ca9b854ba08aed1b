/** The predecessor's SQLite file: its table `t_settings` holds what its `.env` once did. */
import type { DatabaseSync } from 'node:sqlite'
import { defectOf } from '../../sqlite/database.ts'
import { type PredecessorImport, readPredecessorValues } from './predecessor-values.ts'

export type PredecessorDatabase =
  | PredecessorImport
  /** `not-a-database`: another kind of file; `no-settings`: a database of something else. */
  | { kind: 'refused'; reason: 'not-a-database' | 'damaged' | 'no-settings' }

/** Every row is one setting, of which the predecessor knows 73. */
const MAX_ROWS = 1000
const MAGIC = 'SQLite format 3\0'
/** Bytes of the header that say whether changes may stand in a file beside this one. */
const JOURNAL_BYTES = [18, 19]

/**
 * What the bytes of a predecessor's database hold: keys, tokens and settings, by our names. It is
 * read in memory: the file stays as it is, and no copy of its secrets comes to lie on a disk. Changes
 * that stand only in a WAL beside the file are not seen.
 */
export function readPredecessorDatabase(bytes: Uint8Array): PredecessorDatabase {
  if (Buffer.from(bytes.subarray(0, MAGIC.length)).toString('latin1') !== MAGIC) {
    return { kind: 'refused', reason: 'not-a-database' }
  }
  const copy = Uint8Array.from(bytes)
  // A database in memory cannot have a WAL, and SQLite refuses one that says it has.
  for (const index of JOURNAL_BYTES) copy[index] = 1
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite')
  const database = new DatabaseSync(':memory:', { defensive: true })
  try {
    database.deserialize(copy)
    const values = settingsOf(database)
    if (values === undefined) return { kind: 'refused', reason: 'no-settings' }
    return readPredecessorValues(values)
  } catch (error) {
    if (defectOf(error) === undefined) throw error
    return { kind: 'refused', reason: 'damaged' }
  } finally {
    database.close()
  }
}

function settingsOf(database: DatabaseSync): Map<string, string> | undefined {
  // A view could run for ever.
  const table = database
    .prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 't_settings'`)
    .get()
  const columns = database.prepare(`SELECT name FROM pragma_table_info('t_settings')`).all()
  const names = new Set(columns.map(({ name }) => name))
  if (table === undefined || !names.has('key') || !names.has('value')) return undefined
  const rows = database
    .prepare('SELECT key, value FROM t_settings WHERE value IS NOT NULL LIMIT ?')
    .all(MAX_ROWS)
  return new Map(rows.map(({ key, value }) => [String(key), String(value)]))
}
