/**
 * Keeps remembered signatures over restarts: a conversation in an editor outlives the service. The
 * cache in memory is what requests ask; the file follows it and is read only when it is opened.
 */
import type { DatabaseSync } from 'node:sqlite'
import { type Clock, systemClock } from '../../shared/clock.ts'
import { recordedText } from '../../shared/recorded-text.ts'
import { inTransaction, type Migration } from '../../sqlite/database.ts'
import { FollowingFile } from '../../sqlite/following-file.ts'
import type { RememberedSignature, SignatureCache } from './signature-cache.ts'

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
  /** Removes secrets from a text. */
  redact?: (text: string) => string
  /** Is told in a sentence what is wrong with the file, once until it works again. */
  onProblem?: (message: string) => void
}

/** The history of the table; a release only ever adds to its end. */
const migrations: readonly Migration[] = [
  (database) =>
    database.exec(`CREATE TABLE signatures (
      call_id TEXT PRIMARY KEY, family TEXT NOT NULL, signature TEXT NOT NULL, at_ms REAL NOT NULL
    ) STRICT; CREATE INDEX signatures_by_age ON signatures (at_ms)`),
  // An empty signature is none: what is remembered may be the steps alone.
  (database) => database.exec(`ALTER TABLE signatures ADD COLUMN steps TEXT NOT NULL DEFAULT ''`),
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
  readonly #cache: SignatureCache
  readonly #clock: Clock
  readonly #maxRows: number
  readonly #maxAgeMs: number
  readonly #redact: (text: string) => string
  readonly #file: FollowingFile
  readonly #stopFollowing: () => void
  readonly #unwritten = new Set<string>()

  constructor(path: string, cache: SignatureCache, options: SignatureStoreOptions) {
    const { clock = systemClock, maxRows = 20_000, maxAgeDays = 14 } = options
    this.#redact = options.redact ?? ((text) => text)
    this.#cache = cache
    this.#clock = clock
    this.#maxRows = maxRows
    this.#maxAgeMs = maxAgeDays * DAY_MS
    this.#file = new FollowingFile({
      path,
      migrations,
      clock,
      writeEveryMs: WRITE_EVERY_MS,
      write: (database) => this.#write(database),
      onProblem: options.onProblem ?? (() => undefined),
    })
    this.#file.load((database) => this.#load(database))
    this.#stopFollowing = cache.onRemember((callId) => {
      this.#unwritten.add(callId)
      this.#file.changed()
    })
  }

  flush(): void {
    this.#file.flush()
  }

  close(): void {
    this.#stopFollowing()
    this.#file.close()
  }

  /** Takes the newest that fit; they go in last, so that they are the last to be forgotten. */
  #load(database: DatabaseSync): void {
    this.#forgetOld(database)
    const newest: ({ callId: string } & RememberedSignature)[] = []
    let room = this.#cache.maxCharacters
    for (const row of database.prepare('SELECT * FROM signatures ORDER BY at_ms DESC').iterate()) {
      const [callId = '', family = '', signature = '', steps = ''] = [
        row['call_id'],
        row['family'],
        row['signature'],
        row['steps'],
      ].map(String)
      room -= callId.length + signature.length + steps.length
      if (room < 0) break
      newest.push({ callId, family, ...(signature && { signature }), ...(steps && { steps }) })
    }
    for (const { callId, ...remembered } of newest.toReversed()) {
      this.#cache.remember(callId, remembered)
    }
  }

  #write(database: DatabaseSync): void {
    const insert = database.prepare(
      `INSERT OR REPLACE INTO signatures (call_id, family, signature, steps, at_ms)
       VALUES (?, ?, ?, ?, ?)`,
    )
    const nowMs = this.#clock.nowMs()
    inTransaction(database, () => {
      for (const callId of this.#unwritten) {
        const entry = this.#cache.get(callId)
        if (entry === undefined) continue
        const { family, signature = '', steps = '' } = entry
        // Changed steps would be refused; those that hold a secret last as long as the service.
        const isHarmless = recordedText(steps, this.#redact) === steps
        insert.run(callId, family, signature, isHarmless ? steps : '', nowMs)
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
