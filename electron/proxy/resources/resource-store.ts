/** Keeps over restarts which key made what: files live for two days, caches and batches longer. */
import type { DatabaseSync } from 'node:sqlite'
import { type Clock, systemClock } from '../../shared/clock.ts'
import { inTransaction, type Migration } from '../../sqlite/database.ts'
import { FollowingFile } from '../../sqlite/following-file.ts'
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
 * Fills `keys` from the file at `path` and follows it from then on, off the request path. What cannot
 * be written is tried again with the next.
 * @param onProblem is told in a sentence what is wrong with the file, once until it works again
 * @returns what writes for the last time and closes the file
 */
export function openResourceStore(
  path: string,
  keys: ResourceKeys,
  onProblem: (message: string) => void,
  clock: Clock = systemClock,
): { close(): void } {
  const unwritten = new Map<string, MadeResource>()
  const file = new FollowingFile({
    path,
    migrations,
    clock,
    writeEveryMs: WRITE_EVERY_MS,
    write(database) {
      write(database, unwritten.values())
      unwritten.clear()
    },
    onProblem,
  })
  file.load((database) => load(database, keys))
  const stopFollowing = keys.onRemember((made) => {
    unwritten.set(made.name, made)
    // No more than are remembered, however long the file cannot be written.
    const [oldest] = unwritten.keys()
    if (unwritten.size > MAX_RESOURCES && oldest !== undefined) unwritten.delete(oldest)
    file.changed()
  })
  return {
    close() {
      stopFollowing()
      file.close()
    },
  }
}

function load(database: DatabaseSync, keys: ResourceKeys): void {
  for (const row of database.prepare('SELECT * FROM resources ORDER BY at_ms').iterate()) {
    keys.remember(String(row['name']), String(row['key_id']), Number(row['at_ms']))
  }
}

function write(database: DatabaseSync, news: Iterable<MadeResource>): void {
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
