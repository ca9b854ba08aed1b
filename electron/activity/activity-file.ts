/** activity.sqlite as the thread that owns it uses it: opened when needed, and again after trouble. */
import type { DatabaseSync } from 'node:sqlite'
import {
  defectOf,
  inTransaction,
  isPassing,
  moveAside,
  openDatabase,
  openFrozenDatabase,
  watchPlace,
} from '../sqlite/database.ts'
import { forgetNames } from './forget-names.ts'
import { type Intake, openIntake, type Parcel } from './intake.ts'
import { type Names, openNames } from './names.ts'
import { createRequestWriter, type RequestWriter } from './request-writer.ts'
import { forgetSome, type Retention } from './retention.ts'
import { rollUp } from './roll-up.ts'
import { activityMigrations } from './schema.ts'
import { DAY_MS, HOUR_MS } from './time-grains.ts'

export interface ActivityFileOptions {
  /** Path of the file; undefined keeps everything in memory. */
  path: string | undefined
  nowMs(): number
  /** What local time is ahead of UTC at that moment. */
  utcOffsetMs(atMs: number): number
  /** Is told, in a sentence, what became of a file that was of no use or is gone. */
  onRemark(message: string): void
}

export interface ActivityFile {
  /**
   * Stores requests as they are, in one transaction; they are sorted into the tables by the next
   * question or when the file is tidied. Throws SQLite's or the file system's error.
   */
  write(parcel: Parcel): void
  /**
   * Runs a question, with tables and sums brought up to date before; where nothing can be written, on
   * what is there. Throws as `write` does.
   */
  ask<Answer>(question: (database: DatabaseSync, names: Names) => Answer): Answer
  /** Takes one step of sorting, adding up and forgetting; gives whether there is more to do. */
  tidy(retention: Retention): boolean
  close(): void
}

interface Opened {
  database: DatabaseSync
  names: Names
  intake: Intake
  writer: RequestWriter
  isInPlace: () => boolean
}

/** Memory for pages, taken as they are needed: those that thousands of keys have their ends in. */
const CACHE_KILOBYTES = 16_000
/** Changes that wait in the journal: the ends of the indexes change with every batch. */
const JOURNAL_PAGES = 4000

/** Requests sorted in one go; more wait for the next. */
const SORTED_AT_ONCE = 2500
/** Requests that wait at most to be sorted: 40 MB, and three seconds for whoever asks first. */
const MOST_UNSORTED = 300_000

/** Nothing is opened before the first use. */
export function createActivityFile(options: ActivityFileOptions): ActivityFile {
  return new SqliteActivityFile(options)
}

class SqliteActivityFile implements ActivityFile {
  readonly #options: ActivityFileOptions
  #opened: Opened | undefined
  #lastTidyMs: number | undefined
  #believedFromMs = -Infinity
  #namesTidiedMs = -Infinity

  constructor(options: ActivityFileOptions) {
    this.#options = options
  }

  write(parcel: Parcel): void {
    this.#use((opened) => {
      // Before: what has been taken must not fail any more, or it would be handed over again.
      if (opened.intake.waiting() > MOST_UNSORTED) this.#sort(opened)
      inTransaction(opened.database, () => opened.intake.take(parcel))
    })
  }

  ask<Answer>(question: (database: DatabaseSync, names: Names) => Answer): Answer {
    try {
      return this.#use((opened) => {
        this.#addUp(opened)
        opened.names.refresh()
        return question(opened.database, opened.names)
      })
    } catch (error) {
      const { path } = this.#options
      if (path === undefined || isPassing(error)) throw error
      return askFrozen(path, question, error)
    }
  }

  tidy(retention: Retention): boolean {
    return this.#use((opened) => {
      if (this.#sort(opened)) return true
      const { database, names } = opened
      const isBehind = rollUp(database, this.#offset())
      this.#tidyNames(database, names)
      return forgetSome(database, retention, this.#believedNowMs(database)) || isBehind
    })
  }

  close(): void {
    this.#opened?.database.close()
    this.#opened = undefined
  }

  #tidyNames(database: DatabaseSync, names: Names): void {
    const nowMs = this.#options.nowMs()
    if (!names.areMany || Math.abs(nowMs - this.#namesTidiedMs) < DAY_MS) return
    this.#namesTidiedMs = nowMs
    forgetNames(database)
    names.reload()
  }

  /**
   * Puts some of the requests that wait into the tables, in one transaction; gives whether there are
   * more.
   */
  #sort({ database, names, intake, writer }: Opened): boolean {
    if (intake.waiting() === 0) return false
    try {
      inTransaction(database, () => {
        names.refresh()
        intake.give(SORTED_AT_ONCE, (batches) => {
          if (batches !== undefined) for (const batch of batches) writer.add(batch)
          else this.#options.onRemark('Some requests in the log could not be read and are gone')
        })
      })
    } catch (error) {
      names.reload()
      throw error
    }
    return intake.waiting() > 0
  }

  /** On a full disk tables and sums stay a little behind: old answers are better than none. */
  #addUp(opened: Opened): void {
    const { database } = opened
    try {
      while (this.#sort(opened)) continue
      while (rollUp(database, this.#offset())) continue
    } catch (error) {
      if (!isPassing(error)) throw error
    }
  }

  #offset(): number {
    return this.#options.utcOffsetMs(this.#options.nowMs())
  }

  /** The time, but undefined in the hour after it jumped: a wrong clock must not cost a week's log. */
  #believedNowMs(database: DatabaseSync): number | undefined {
    const nowMs = this.#options.nowMs()
    const passedMs = nowMs - (this.#lastTidyMs ?? newestMs(database) ?? nowMs)
    if (passedMs < 0 || passedMs > DAY_MS) this.#believedFromMs = nowMs + HOUR_MS
    this.#lastTidyMs = nowMs
    return nowMs >= this.#believedFromMs ? nowMs : undefined
  }

  #use<Result>(work: (opened: Opened) => Result): Result {
    try {
      return work(this.#usable())
    } catch (error) {
      if (isPassing(error)) throw error
      this.#discard()
      const defect = defectOf(error)
      const { path, nowMs, onRemark } = this.#options
      if (defect === undefined || path === undefined) throw error
      onRemark(`${path} was of no use; it is now ${moveAside(path, defect, nowMs())}`)
      return work(this.#usable())
    }
  }

  /** The open file, or the file opened again when it is not the one that was opened. */
  #usable(): Opened {
    if (this.#opened !== undefined && !this.#opened.isInPlace()) {
      this.#discard()
      this.#options.onRemark(
        `${this.#options.path} was deleted or replaced while in use; a new one begins`,
      )
    }
    this.#opened ??= this.#open()
    return this.#opened
  }

  #open(): Opened {
    const { path } = this.#options
    // Reading 200 MB to search them for damage would delay the start; damage shows in use.
    const options = { shrinks: true, isChecked: false, busyTimeoutMs: 1000 }
    const database = openDatabase(path ?? ':memory:', activityMigrations, options)
    try {
      // This thread may wait for another service on the same folder; few pages fit into the default.
      database.exec(`PRAGMA busy_timeout=2000; PRAGMA cache_size=-${CACHE_KILOBYTES};
        PRAGMA wal_autocheckpoint=${JOURNAL_PAGES}; PRAGMA journal_size_limit=${JOURNAL_PAGES * 4096}`)
      const names = openNames(database)
      const intake = openIntake(database)
      const writer = createRequestWriter(database, names)
      const isInPlace = path === undefined ? () => true : watchPlace(path)
      return { database, names, intake, writer, isInPlace }
    } catch (error) {
      database.close()
      throw error
    }
  }

  /** Closing a database that is in trouble can fail too; there is nothing left to lose then. */
  #discard(): void {
    const { database } = this.#opened ?? {}
    this.#opened = undefined
    if (database?.isOpen === true) database.close()
  }
}

function newestMs(database: DatabaseSync): number | undefined {
  const newest = database.prepare('SELECT max(started_at_ms) AS at FROM requests').get()?.['at']
  return typeof newest === 'number' ? newest : undefined
}

/** Asks a file that cannot be opened for writing, as it is. Throws what kept it from that otherwise. */
function askFrozen<Answer>(
  path: string,
  question: (database: DatabaseSync, names: Names) => Answer,
  reason: unknown,
): Answer {
  let database: DatabaseSync | undefined
  try {
    database = openFrozenDatabase(path)
    return question(database, openNames(database))
  } catch {
    throw reason
  } finally {
    database?.close()
  }
}
