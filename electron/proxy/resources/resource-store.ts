/** Keeps over restarts which key made what: files live for two days, caches and batches longer. */
import type { DatabaseSync } from 'node:sqlite'
import { type Clock, systemClock } from '../../shared/clock.ts'
import { reasonOf } from '../../shared/file-error.ts'
import {
  defectOf,
  inTransaction,
  type Migration,
  moveAside,
  openDatabase,
} from '../../sqlite/database.ts'
import { MAX_RESOURCES, type MadeResource, type ResourceKeys } from './resource-keys.ts'

/** The history of the table; a release only ever adds to its end. */
const migrations: readonly Migration[] = [
  (database) =>
    database.exec(`CREATE TABLE resources (
      name TEXT PRIMARY KEY, key_id TEXT NOT NULL, at_ms REAL NOT NULL
    ) STRICT; CREATE INDEX resources_by_age ON resources (at_ms)`),
]

const WRITE_EVERY_MS = 500

/**
 * Fills `keys` from the file at `path` and follows it from then on, off the request path.
 * @param onProblem is told in a sentence what is wrong with the file; then nothing more is kept
 * @returns what writes for the last time and closes the file
 */
export function openResourceStore(
  path: string,
  keys: ResourceKeys,
  onProblem: (message: string) => void,
  clock: Clock = systemClock,
): { close(): void } {
  const unwritten: MadeResource[] = []
  let cancelTimer: (() => void) | undefined
  let database: DatabaseSync | undefined
  const attempt = (work: () => void) => {
    try {
      work()
    } catch (error) {
      database?.close()
      database = undefined
      onProblem(`${path} cannot be used: ${reasonOf(error)}`)
    }
  }
  const flush = () => {
    cancelTimer?.()
    cancelTimer = undefined
    const news = unwritten.splice(0)
    if (news.length > 0) attempt(() => database && write(database, news))
  }
  attempt(() => {
    database = openFile(path, clock.nowMs(), onProblem)
    load(database, keys)
  })
  const stopFollowing = keys.onRemember((made) => {
    unwritten.push(made)
    cancelTimer ??= clock.after(WRITE_EVERY_MS, flush)
  })
  const close = () => {
    stopFollowing()
    flush()
    database?.close()
  }
  return { close }
}

function openFile(path: string, nowMs: number, onProblem: (message: string) => void) {
  try {
    return openDatabase(path, migrations)
  } catch (error) {
    const defect = defectOf(error)
    if (defect === undefined) throw error
    onProblem(`${path} was of no use; it is now ${moveAside(path, defect, nowMs)}`)
    return openDatabase(path, migrations)
  }
}

function load(database: DatabaseSync, keys: ResourceKeys): void {
  for (const row of database.prepare('SELECT * FROM resources ORDER BY at_ms').iterate()) {
    keys.remember(String(row['name']), String(row['key_id']), Number(row['at_ms']))
  }
}

function write(database: DatabaseSync, news: readonly MadeResource[]): void {
  const insert = database.prepare('INSERT OR REPLACE INTO resources VALUES (?, ?, ?)')
  inTransaction(database, () => {
    for (const { name, keyId, atMs } of news) insert.run(name, keyId, atMs)
    database
      .prepare(
        `DELETE FROM resources WHERE at_ms < (
          SELECT at_ms FROM resources ORDER BY at_ms DESC LIMIT 1 OFFSET ?)`,
      )
      .run(MAX_RESOURCES - 1)
  })
}
