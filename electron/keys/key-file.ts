/** keys.sqlite: the rows of the keys on disk. */
import { lstatSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import {
  inTransaction,
  type Migration,
  openFrozenDatabase,
  openOrSetAside,
  versionOf,
  watchPlace,
} from '../sqlite/database.ts'
import { columns, toRow } from './key-row.ts'
import type { StoredKey } from './stored-key.ts'

/** The history of the table; a release only ever adds to its end. */
export const keyMigrations: readonly Migration[] = [
  // Checked on the way in and out by key-row.ts, so one bad value costs one row, not a transaction.
  (database) =>
    database.exec(`CREATE TABLE keys (
      id TEXT PRIMARY KEY,
      added_order REAL, added_at_ms REAL,
      label TEXT, note TEXT, tags TEXT, enabled INTEGER, paid INTEGER, weight REAL, priority REAL,
      project TEXT,
      failures REAL, resting TEXT, models TEXT,
      successes REAL, failed_calls REAL,
      last_used_at_ms REAL, last_error TEXT
    ) STRICT`),
  (database) => database.exec('ALTER TABLE keys ADD COLUMN day_limits TEXT'),
]

const SELECT_ALL = 'SELECT * FROM keys ORDER BY added_order'
/** In its place: to replace a row would touch three pages, and keys used in turn share theirs. */
const UPSERT = `INSERT INTO keys (${columns.join()})
  VALUES (${columns.map(() => '?').join()})
  ON CONFLICT (id) DO UPDATE SET ${columns
    .filter((column) => column !== 'id')
    .map((column) => `${column} = excluded.${column}`)
    .join()}`

export interface KeyFile {
  /** Every row as it stands there, in the order in which the keys were added. */
  rows(): readonly unknown[]
  /** Ids of all rows. */
  ids(): ReadonlySet<string>
  /** Writes keys and deletes others in one transaction. Throws SQLite's error, nothing changed. */
  write(keys: readonly StoredKey[], forgotten: readonly string[]): void
  /** False once the file was deleted or replaced: SQLite would go on writing where nobody reads. */
  isInPlace(): boolean
  close(): void
}

/**
 * Opens or creates the file. One that is of no use is moved aside first and its new path given.
 * Throws the file system's or SQLite's error when it cannot be opened for another reason.
 */
export function openKeyFile(
  path: string,
  options: { nowMs: number; busyTimeoutMs?: number },
): { file: KeyFile; setAside?: string } {
  const { database, ...aside } = openOrSetAside(path, keyMigrations, options)
  return { file: keyFileOf(path, database), ...aside }
}

/**
 * The rows of a file that cannot be opened for writing, none when there is no file. Throws when there
 * is one and it cannot be read.
 */
export function readFrozenRows(path: string): readonly unknown[] {
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return []
  const database = openFrozenDatabase(path)
  try {
    // Nothing of ours yet: the file was created, and then the disk was full.
    if (versionOf(database) === 0) return []
    return database.prepare(SELECT_ALL).all()
  } finally {
    database.close()
  }
}

function keyFileOf(path: string, database: DatabaseSync): KeyFile {
  const upsert = database.prepare(UPSERT)
  const remove = database.prepare('DELETE FROM keys WHERE id = ?')
  return {
    rows: () => database.prepare(SELECT_ALL).all(),
    ids: () =>
      new Set(
        database
          .prepare('SELECT id FROM keys')
          .all()
          .map((row) => String(row['id'])),
      ),
    write: (keys, forgotten) =>
      inTransaction(database, () => {
        for (const key of keys) {
          const row = toRow(key)
          // By position: each name would be looked up anew.
          upsert.run(...columns.map((column) => row[column]))
        }
        for (const id of forgotten) remove.run(id)
      }),
    isInPlace: watchPlace(path),
    close: () => database.close(),
  }
}
