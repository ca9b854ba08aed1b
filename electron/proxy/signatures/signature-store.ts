/**
 * Keeps remembered signatures over restarts: a conversation in an editor outlives the service. The
 * cache in memory is what requests ask; the file follows it and is read only when it is opened.
 */
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
import type { SignatureCache } from './signature-cache.ts'

export interface SignatureStore {
  /** Writes what is new now. Never throws: what cannot be written is tried again with the next. */
  flush(): void
  /** Writes for the last time and closes the file. */
  close(): void
}

export interface SignatureStoreOptions {
  clock?: Clock
  maxRows?: number
  maxAgeDays?: number
  /** Is told in a sentence what is wrong with the file, once until it works again. */
  onProblem?: (message: string) => void
}

/** The history of the table; a release only ever adds to its end. */
const migrations: readonly Migration[] = [
  (database) =>
    database.exec(`CREATE TABLE signatures (
      call_id TEXT PRIMARY KEY, family TEXT NOT NULL, signature TEXT NOT NULL, at_ms REAL NOT NULL
    ) STRICT; CREATE INDEX signatures_by_age ON signatures (at_ms)`),
]

const DAY_MS = 24 * 60 * 60 * 1000
const WRITE_EVERY_MS = 1000

/**
 * Fills the cache from `path` and follows it from then on. A file that is of no use is moved aside;
 * one that cannot be opened is told and done without, since Google takes a stand-in for a signature.
 */
export function openSignatureStore(
  path: string,
  cache: SignatureCache,
  options: SignatureStoreOptions = {},
): SignatureStore {
  return new SqliteSignatureStore(path, cache, options)
}

class SqliteSignatureStore implements SignatureStore {
  readonly #path: string
  readonly #cache: SignatureCache
  readonly #clock: Clock
  readonly #maxRows: number
  readonly #maxAgeMs: number
  readonly #onProblem: (message: string) => void
  readonly #stopFollowing: () => void
  readonly #unwritten = new Set<string>()
  #database: DatabaseSync | undefined
  #cancelTimer: (() => void) | undefined
  #isFailing = false

  constructor(path: string, cache: SignatureCache, options: SignatureStoreOptions) {
    this.#path = path
    this.#cache = cache
    this.#clock = options.clock ?? systemClock
    this.#maxRows = options.maxRows ?? 20_000
    this.#maxAgeMs = (options.maxAgeDays ?? 14) * DAY_MS
    this.#onProblem = options.onProblem ?? (() => undefined)
    this.#attempt((database) => this.#load(database))
    this.#stopFollowing = cache.onRemember((callId) => {
      this.#unwritten.add(callId)
      this.#cancelTimer ??= this.#clock.after(WRITE_EVERY_MS, () => this.flush())
    })
  }

  flush(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
    if (this.#unwritten.size > 0) this.#attempt((database) => this.#write(database))
  }

  close(): void {
    this.#stopFollowing()
    this.flush()
    this.#database?.close()
    this.#database = undefined
  }

  /** Works with the file, opened when it is not; it is opened anew after a failure. */
  #attempt(work: (database: DatabaseSync) => void): void {
    try {
      this.#database ??= this.#open()
      work(this.#database)
      this.#isFailing = false
    } catch (error) {
      this.#database?.close()
      this.#database = undefined
      if (!this.#isFailing) {
        this.#onProblem(`${this.#path} cannot be used: ${reasonOf(error)}; it is tried again`)
      }
      this.#isFailing = true
    }
  }

  #open(): DatabaseSync {
    try {
      return openDatabase(this.#path, migrations)
    } catch (error) {
      const defect = defectOf(error)
      if (defect === undefined) throw error
      const setAside = moveAside(this.#path, defect, this.#clock.nowMs())
      this.#onProblem(`${this.#path} was of no use; it is now ${setAside}`)
      return openDatabase(this.#path, migrations)
    }
  }

  /** Takes the newest that fit; they go in last, so that they are the last to be forgotten. */
  #load(database: DatabaseSync): void {
    this.#forgetOld(database)
    const newest: { callId: string; family: string; signature: string }[] = []
    let room = this.#cache.maxCharacters
    for (const row of database.prepare('SELECT * FROM signatures ORDER BY at_ms DESC').iterate()) {
      const [callId, family, signature] = [row['call_id'], row['family'], row['signature']].map(
        String,
      )
      if (callId === undefined || family === undefined || signature === undefined) continue
      room -= callId.length + signature.length
      if (room < 0) break
      newest.push({ callId, family, signature })
    }
    for (const { callId, ...remembered } of newest.toReversed()) {
      this.#cache.remember(callId, remembered)
    }
  }

  #write(database: DatabaseSync): void {
    const insert = database.prepare('INSERT OR REPLACE INTO signatures VALUES (?, ?, ?, ?)')
    const nowMs = this.#clock.nowMs()
    inTransaction(database, () => {
      for (const callId of this.#unwritten) {
        const entry = this.#cache.get(callId)
        if (entry !== undefined) insert.run(callId, entry.family, entry.signature, nowMs)
      }
      this.#forgetOld(database)
    })
    this.#unwritten.clear()
  }

  #forgetOld(database: DatabaseSync): void {
    database
      .prepare('DELETE FROM signatures WHERE at_ms < ?')
      .run(this.#clock.nowMs() - this.#maxAgeMs)
    database
      .prepare(
        `DELETE FROM signatures WHERE at_ms < (
          SELECT at_ms FROM signatures ORDER BY at_ms DESC LIMIT 1 OFFSET ?)`,
      )
      .run(this.#maxRows - 1)
  }
}
