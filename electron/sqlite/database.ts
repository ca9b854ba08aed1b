/** A SQLite file that is brought up to date on opening, and moved aside when it cannot be used. */
import { existsSync, renameSync, statSync } from 'node:fs'
import { join, parse } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { DatabaseSync } from 'node:sqlite'

/** What brings a file from one version to the next; runs in a transaction. */
export type Migration = (database: DatabaseSync) => void

/** Why a file is of no use: `corrupt`, or `newer` when a later release of the program wrote it. */
export type Defect = 'corrupt' | 'newer'

export interface OpenOptions {
  /** How long opening waits for another process; later statements never wait. */
  busyTimeoutMs?: number
  /** Lets `PRAGMA incremental_vacuum` give space back, in a file that is created now. */
  shrinks?: boolean
  /** False leaves out the search for damage, which reads the whole file. */
  isChecked?: boolean
}

/** A file that opened and turned out to be of no use. */
class DefectiveDatabase extends Error {
  override readonly name = 'DefectiveDatabase'
  readonly defect: Defect

  constructor(defect: Defect, message: string) {
    super(message)
    this.defect = defect
  }
}

/**
 * Opens a file, creating it when there is none, checks it and migrates it. Writes go to a WAL and are
 * not waited for (`synchronous=NORMAL`): a crash of the process loses nothing that was committed.
 * @param migrations the first one makes version 1 of an empty file
 * @throws what SQLite throws, or an error that `defectOf` knows
 */
export function openDatabase(
  path: string,
  migrations: readonly Migration[],
  { busyTimeoutMs = 0, shrinks = false, isChecked = true }: OpenOptions = {},
): DatabaseSync {
  const database = new (sqlite().DatabaseSync)(path, { timeout: busyTimeoutMs })
  try {
    // Only an empty file takes this on, and only before anything else is written.
    if (shrinks) database.exec('PRAGMA auto_vacuum=INCREMENTAL')
    database.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL')
    if (isChecked) check(database)
    migrate(database, migrations)
    database.exec('PRAGMA busy_timeout=0')
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/**
 * The same, but a file that is of no use is moved aside first; its new path is given then. Throws
 * what SQLite or the file system throws when the file cannot be opened for another reason.
 */
export function openOrSetAside(
  path: string,
  migrations: readonly Migration[],
  { nowMs, ...options }: OpenOptions & { nowMs: number },
): { database: DatabaseSync; setAside?: string } {
  try {
    return { database: openDatabase(path, migrations, options) }
  } catch (error) {
    const defect = defectOf(error)
    if (defect === undefined) throw error
    const setAside = moveAside(path, defect, nowMs)
    return { database: openDatabase(path, migrations, options), setAside }
  }
}

/**
 * Opens a file as it is on a disk that cannot be written, where SQLite could not make the files it
 * needs beside it. What is only in its WAL is not seen.
 */
export function openFrozenDatabase(path: string): DatabaseSync {
  const url = pathToFileURL(path)
  url.search = 'immutable=1'
  return new (sqlite().DatabaseSync)(url, { readOnly: true })
}

/** Runs the changes in one transaction: all of them or none. */
export function inTransaction(database: DatabaseSync, change: () => void): void {
  database.exec('BEGIN IMMEDIATE')
  try {
    change()
    database.exec('COMMIT')
  } catch (error) {
    // After some failures SQLite has rolled back by itself.
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

/** How many migrations a file has seen. */
export function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version'])
}

/** What is wrong with a file by the error of opening or using it; undefined when it is the disk. */
export function defectOf(error: unknown): Defect | undefined {
  if (error instanceof DefectiveDatabase) return error.defect
  if (!(error instanceof Error) || !('errcode' in error)) return undefined
  return DEFECTS.has(Number(error.errcode) & 0xff) ? 'corrupt' : undefined
}

/** SQLITE_BUSY, SQLITE_LOCKED and SQLITE_FULL: what was begun is undone, and the file is as it was. */
const PASSING: ReadonlySet<number> = new Set([5, 6, 13])

/** Whether a statement failed for a reason that passes, and the open file can be used on. */
export function isPassing(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && PASSING.has(Number(error.errcode) & 0xff)
}

/**
 * SQLITE_CORRUPT, SQLITE_FORMAT, SQLITE_NOTADB, and SQLITE_ERROR: the statements never change, so one
 * that makes no sense has met tables that are not ours.
 */
const DEFECTS: ReadonlySet<number> = new Set([1, 11, 24, 26])

/**
 * Renames a closed database and what belongs to it to a dated name that is free, as in
 * `keys.corrupt-2026-11-23T09-33-00.000Z.sqlite`; gives that path. Throws the file system's error.
 */
export function moveAside(path: string, defect: Defect, nowMs: number): string {
  const { dir, name, ext } = parse(path)
  // Windows forbids colons.
  const date = new Date(nowMs).toISOString().replaceAll(':', '-')
  let target = join(dir, `${name}.${defect}-${date}${ext}`)
  for (let n = 2; existsSync(target); n += 1) {
    target = join(dir, `${name}.${defect}-${date}-${n}${ext}`)
  }
  renameSync(path, target)
  for (const suffix of ['-wal', '-shm']) {
    if (existsSync(path + suffix)) renameSync(path + suffix, target + suffix)
  }
  return target
}

/**
 * Remembers which file stands at a path; the result tells whether it still does. SQLite goes on
 * writing to a file that was deleted or replaced, where nobody reads it.
 */
export function watchPlace(path: string): () => boolean {
  const opened = statSync(path, { bigint: true })
  return () => {
    const now = statSync(path, { bigint: true, throwIfNoEntry: false })
    return now?.ino === opened.ino && now.dev === opened.dev
  }
}

function check(database: DatabaseSync): void {
  const [verdict] = database.prepare('PRAGMA quick_check(1)').all()
  if (verdict?.['quick_check'] !== 'ok') {
    throw new DefectiveDatabase('corrupt', 'the database is damaged')
  }
}

function migrate(database: DatabaseSync, migrations: readonly Migration[]): void {
  if (versionOf(database) > migrations.length) {
    throw new DefectiveDatabase('newer', 'a later release of Gemini Balance wrote it')
  }
  if (versionOf(database) === migrations.length) return
  for (const [index, migration] of migrations.entries()) {
    inTransaction(database, () => {
      // Only now: another service that opens the file, too, may just have done it.
      if (versionOf(database) > index) return
      migration(database)
      database.exec(`PRAGMA user_version=${index + 1}`)
    })
  }
}

/** Loaded on first use: not every start needs a database. */
function sqlite() {
  return process.getBuiltinModule('node:sqlite')
}
