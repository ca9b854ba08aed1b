/** A SQLite file that follows a memory: written a moment behind, never on anybody's way. */
import { existsSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import type { Clock } from '../shared/clock.ts'
import { reasonOf } from '../shared/file-error.ts'
import { type Migration, openOrSetAside } from './database.ts'

export interface FollowingFileOptions {
  path: string
  migrations: readonly Migration[]
  clock: Clock
  /** Shortest time between two writes. */
  writeEveryMs: number
  /** Writes what has changed since it last came to its end. */
  write(database: DatabaseSync): void
  /** Is told in a sentence what is wrong with the file, once until it works again. */
  onProblem(message: string): void
}

/** Opens the file when it is first used, and anew after a failure. None of its methods throws. */
export class FollowingFile {
  readonly #options: FollowingFileOptions
  #database: DatabaseSync | undefined
  #cancelTimer: (() => void) | undefined
  #isBehind = false
  #isFailing = false

  constructor(options: FollowingFileOptions) {
    this.#options = options
  }

  /** Reads what was stored; a file that is not there yet is made when there is something to store. */
  load(read: (database: DatabaseSync) => void): void {
    if (existsSync(this.#options.path)) this.use(read)
  }

  /** Works with the file; false when that failed. */
  use(work: (database: DatabaseSync) => void): boolean {
    try {
      this.#database ??= this.#open()
      work(this.#database)
      this.#isFailing = false
    } catch (error) {
      this.#drop()
      const { path, onProblem } = this.#options
      if (!this.#isFailing)
        onProblem(`${path} cannot be used: ${reasonOf(error)}; it is tried again`)
      this.#isFailing = true
    }
    return !this.#isFailing
  }

  /** The memory has changed. */
  changed(): void {
    const { clock, writeEveryMs } = this.#options
    this.#isBehind = true
    this.#cancelTimer ??= clock.after(writeEveryMs, () => this.flush())
  }

  /** Writes now what has changed; what cannot be written is tried again with the next change. */
  flush(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
    if (this.#isBehind && this.use(this.#options.write)) this.#isBehind = false
  }

  /** Writes for the last time and closes the file. */
  close(): void {
    this.flush()
    this.#drop()
  }

  #open(): DatabaseSync {
    const { path, migrations, clock, onProblem } = this.#options
    const { database, setAside } = openOrSetAside(path, migrations, { nowMs: clock.nowMs() })
    if (setAside !== undefined) onProblem(`${path} was of no use; it is now ${setAside}`)
    return database
  }

  #drop(): void {
    this.#database?.close()
    this.#database = undefined
  }
}
