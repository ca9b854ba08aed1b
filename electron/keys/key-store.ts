/**
 * Keeps what was learned about keys over restarts and crashes, written behind: the pool in memory is
 * the truth, the file follows it (design §5.3, §2.8).
 */
import { join } from 'node:path'
import { reasonOf } from '../shared/file-error.ts'
import { createListeners } from '../shared/listeners.ts'
import { recordedText } from '../shared/recorded-text.ts'
import { createRedactor } from '../shared/redact.ts'
import { type Clock, systemClock } from '../shared/clock.ts'
import { type KeyFile, openKeyFile, readFrozenRows } from './key-file.ts'
import { fromRow } from './key-row.ts'
import type { KeyPool } from './pool.ts'
import type { PooledKey } from './pooled-key.ts'
import { mendTimes, redactStored, type StoredKey, toStored } from './stored-key.ts'

export interface KeyStore {
  /** What was stored when the store was opened. To be called once, after `onProblem`. */
  load(): StoredKey[]
  /** Follows a pool from now on, one at a time; returns the way to stop, which writes once more. */
  watch(pool: StoredPool): () => void
  /** Deletes what is stored of a key; one that the watched pool still has is written instead. */
  forget(id: string): void
  /** Writes what has changed now. Never throws: what cannot be written is tried again later. */
  flush(): void
  /** Writes for the last time and closes the file. */
  close(): void
  /** Where a file that was of no use has been moved to. */
  readonly setAside: string | undefined
  /** Calls back with a sentence, once until it works again; returns the way to stop it. */
  onProblem(listener: (message: string) => void): () => void
}

/** What the store needs of the pool. */
export type StoredPool = Pick<KeyPool, 'get' | 'ids' | 'onChange'>

export interface KeyStoreOptions {
  clock?: Clock
  /** Removes secrets from texts before they are written; by default what looks like one. */
  redact?: (text: string) => string
  /** Shortest time between two writes. */
  writeEveryMs?: number
  /** Time until the next attempt after a write that failed. */
  retryAfterMs?: number
}

/** The file exists but cannot be read; the message is one line for a person. */
export class KeyStoreError extends Error {
  override readonly name = 'KeyStoreError'
  readonly code = 'KEY_STORE_UNREADABLE'
}

/** Keys written at once, and when others follow: thousands would hold up answers for long. */
const KEYS_AT_ONCE = 25
const NEXT_KEYS_MS = 125

/** Time another process, such as a backup, may hold the file while we start. */
const START_TIMEOUT_MS = 2000

/**
 * Opens `keys.sqlite` of a data folder that exists. On a disk that cannot be written the store works
 * in memory and keeps trying. Throws KeyStoreError when there is a file and it cannot be read: to go
 * on without it would switch disabled keys on and use paid ones as free.
 */
export function openKeyStore(dataDir: string, options: KeyStoreOptions = {}): KeyStore {
  return new SqliteKeyStore(join(dataDir, 'keys.sqlite'), options)
}

class SqliteKeyStore implements KeyStore {
  readonly #path: string
  readonly #clock: Clock
  readonly #redact: (text: string) => string
  readonly #writeEveryMs: number
  readonly #retryAfterMs: number
  readonly #problems = createListeners<string>()
  readonly #dirty = new Set<string>()
  #file: KeyFile | undefined
  #rows: readonly unknown[]
  #pool: StoredPool | undefined
  #cancelTimer: (() => void) | undefined
  #setAside: string | undefined
  /** What went wrong at the start, until somebody can be told. */
  #troubleAtStart: unknown
  #isFailing = false
  #isClosed = false

  constructor(path: string, options: KeyStoreOptions) {
    this.#path = path
    this.#clock = options.clock ?? systemClock
    const redact = options.redact ?? createRedactor().redact
    // Of most keys nothing has been said.
    this.#redact = (text) => (text === '' ? '' : recordedText(text, redact))
    this.#writeEveryMs = options.writeEveryMs ?? 500
    this.#retryAfterMs = options.retryAfterMs ?? 5000
    try {
      this.#rows = this.#open(START_TIMEOUT_MS).rows()
    } catch (error) {
      this.#drop()
      this.#troubleAtStart = error
      this.#rows = this.#readFrozen()
    }
  }

  get setAside(): string | undefined {
    return this.#setAside
  }

  load(): StoredKey[] {
    if (this.#troubleAtStart !== undefined) this.#fail(this.#troubleAtStart)
    this.#troubleAtStart = undefined
    const rows = this.#rows
    this.#rows = []
    const nowMs = this.#clock.nowMs()
    const keys = rows.flatMap((row) => fromRow(row) ?? []).map((key) => mendTimes(key, nowMs))
    const dropped = rows.length - keys.length
    if (dropped > 0) {
      const message = `${this.#path}: ${dropped} of ${rows.length} rows cannot be understood and were left out`
      this.#problems.notify(message)
    }
    return keys
  }

  watch(pool: StoredPool): () => void {
    this.#pool = pool
    const stop = pool.onChange((key) => this.#changed(key))
    if (this.#file !== undefined) this.#markMissing(this.#file)
    // The pool is kept: a last write that fails is tried again.
    return () => {
      stop()
      this.flush()
    }
  }

  forget(id: string): void {
    this.#mark(id)
  }

  flush(): void {
    this.#writeSome(Number.POSITIVE_INFINITY)
  }

  close(): void {
    this.flush()
    this.#stopTimer()
    this.#isClosed = true
    this.#drop()
    this.#problems.clear()
  }

  onProblem(listener: (message: string) => void): () => void {
    return this.#problems.add(listener)
  }

  #writeSome(most: number): void {
    this.#stopTimer()
    if (this.#isClosed || this.#dirty.size === 0) return
    try {
      this.#write(this.#usableFile(), most)
      this.#isFailing = false
      if (this.#dirty.size > 0) this.#schedule(Math.min(NEXT_KEYS_MS, this.#writeEveryMs))
    } catch (error) {
      // Opening it anew finds out whether it is the file or the disk.
      this.#drop()
      this.#fail(error)
      this.#schedule(this.#retryAfterMs)
    }
  }

  /** Twice per request: to look a key up among thousands costs more than all else here. */
  #changed(key: PooledKey): void {
    if (key.isUnsaved && !key.isGone) return
    // One that has gone is deleted from the file, and may come back as it was.
    key.isUnsaved = !key.isGone
    this.#mark(key.id)
  }

  #mark(id: string): void {
    this.#dirty.add(id)
    this.#schedule(this.#writeEveryMs)
  }

  /** A file that is new, or lost rows, gets the keys it should have. */
  #markMissing(file: KeyFile): void {
    const stored = file.ids()
    for (const id of this.#pool?.ids() ?? []) if (!stored.has(id)) this.#mark(id)
  }

  #schedule(delayMs: number): void {
    if (this.#isClosed) return
    this.#cancelTimer ??= this.#clock.after(delayMs, () => this.#writeSome(KEYS_AT_ONCE))
  }

  #stopTimer(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
  }

  /** Those that wait longest come first. */
  #write(file: KeyFile, most: number): void {
    const keys: PooledKey[] = []
    const forgotten: string[] = []
    const ids = [...this.#dirty.values().take(Math.min(most, this.#dirty.size))]
    for (const id of ids) {
      const key = this.#pool?.get(id)
      if (key === undefined) forgotten.push(id)
      else keys.push(key)
    }
    const stored = keys.map((key) => redactStored(toStored(key), this.#redact))
    file.write(stored, forgotten)
    for (const id of ids) this.#dirty.delete(id)
    for (const key of keys) key.isUnsaved = false
  }

  /** The open file, or the file opened again when it is not the one that was opened. */
  #usableFile(): KeyFile {
    if (this.#file?.isInPlace() === true) return this.#file
    if (this.#file !== undefined) {
      this.#drop()
      this.#tell(`${this.#path} was deleted or replaced while in use; it is written anew`)
    }
    const file = this.#open()
    this.#markMissing(file)
    this.#stopTimer()
    return file
  }

  #open(busyTimeoutMs = 0): KeyFile {
    const nowMs = this.#clock.nowMs()
    const { file, setAside } = openKeyFile(this.#path, { nowMs, busyTimeoutMs })
    this.#file = file
    if (setAside !== undefined) {
      this.#setAside = setAside
      this.#problems.notify(`${this.#path} was of no use; it is now ${setAside}`)
    }
    return file
  }

  #drop(): void {
    this.#file?.close()
    this.#file = undefined
  }

  #readFrozen(): readonly unknown[] {
    try {
      return readFrozenRows(this.#path)
    } catch (error) {
      throw new KeyStoreError(`${this.#path} cannot be read: ${reasonOf(error)}`, { cause: error })
    }
  }

  #fail(error: unknown): void {
    this.#tell(`${this.#path} cannot be written: ${reasonOf(error)}; it is tried again`)
  }

  #tell(message: string): void {
    if (!this.#isFailing) this.#problems.notify(message)
    this.#isFailing = true
  }
}
