/**
 * Remembers requests behind the request path (design §2.8): what is recorded lands in a list, and
 * four times a second, or as soon as it is long, the list goes to the live view and to the database's
 * thread. Nothing is held for longer: records that outlive two small collections of garbage cost a
 * request several times what recording it does.
 */
import { type Clock, systemClock } from '../shared/clock.ts'
import { reasonOf } from '../shared/file-error.ts'
import { createListeners } from '../shared/listeners.ts'
import type { RequestRecord } from '../shared/request-record.ts'
import type { ActivityThread } from './activity-thread.ts'
import { cleanRecords } from './clean-records.ts'
import { packed } from './intake.ts'

export interface Recorder {
  /** Takes note of a request that has ended; costs the caller next to nothing. */
  record(record: RequestRecord): void
  /** The latest requests, oldest first: up to 2,000, or 500 when they come too fast to be read. */
  recent(): readonly RequestRecord[]
  /** Takes the requests with these ids out of `recent`. */
  forget(ids: readonly string[]): void
  /** Calls back with new records, as they go to be stored; returns the way to stop it. */
  onRecords(listener: (records: readonly RequestRecord[]) => void): () => void
  /** What keeps records from being stored, as a sentence; undefined while all is well. */
  readonly problem: string | undefined
  /** Calls back when `problem` has changed; returns the way to stop it. */
  onProblem(listener: (problem: string | undefined) => void): () => void
  /** How the storing goes. */
  readonly queue: RecorderQueue
  /** Stores what is there; resolves when that has been tried. */
  flush(): Promise<void>
  /** Ends, after what is there has been stored where that is of use. */
  close(isLasting?: boolean): Promise<void>
}

export interface RecorderQueue {
  /** Records that are not stored yet. */
  waiting: number
  stored: number
  /** Records that were given up because storing failed for too long. */
  lost: number
}

export interface RecorderOptions {
  thread: Pick<ActivityThread, 'write'>
  /** Removes secrets from a text. */
  redact(text: string): string
  clock?: Clock
}

const PUBLISH_EVERY_MS = 250
const RETRY_AFTER_MS = 2000
/** Records for the live view. */
const MOST_RECENT = 2000
/** Records handed over at once: more would hold up answers. */
const BATCH = 500
/** Records that wait at most while storing fails. */
const MOST_WAITING = 20_000
/** Characters of contents that are handed over at once, and that wait at most. */
const BATCH_CONTENTS = 8_000_000
const MOST_CONTENTS = 64_000_000

/** Starts with nothing recorded. */
export function createRecorder(options: RecorderOptions): Recorder {
  return new BatchingRecorder(options)
}

class BatchingRecorder implements Recorder {
  readonly #thread: RecorderOptions['thread']
  readonly #redact: (text: string) => string
  readonly #clock: Clock
  readonly #news = createListeners<readonly RequestRecord[]>()
  readonly #problems = createListeners<string | undefined>()
  #fresh: RequestRecord[] = []
  #recent: RequestRecord[] = []
  #waiting: RequestRecord[] = []
  #cancelPublishing: (() => void) | undefined
  #cancelRetry: (() => void) | undefined
  #storing: Promise<void> | undefined
  #problem: string | undefined
  /** Records the thread is busy with. */
  #onTheWay = 0
  #stored = 0
  #lost = 0

  constructor({ thread, redact, clock = systemClock }: RecorderOptions) {
    this.#thread = thread
    this.#redact = redact
    this.#clock = clock
  }

  record(record: RequestRecord): void {
    if (this.#fresh.push(record) === BATCH) return this.#handOn()
    this.#cancelPublishing ??= this.#clock.after(PUBLISH_EVERY_MS, () => {
      this.#cancelPublishing = undefined
      this.#handOn()
    })
  }

  recent(): readonly RequestRecord[] {
    this.#publish()
    return this.#recent
  }

  forget(ids: readonly string[]): void {
    const forgotten = new Set(ids)
    this.#recent = this.#recent.filter(({ id }) => !forgotten.has(id))
  }

  onRecords(listener: (records: readonly RequestRecord[]) => void): () => void {
    return this.#news.add(listener)
  }

  get problem(): string | undefined {
    return this.#problem
  }

  onProblem(listener: (problem: string | undefined) => void): () => void {
    return this.#problems.add(listener)
  }

  get queue(): RecorderQueue {
    const waiting = this.#fresh.length + this.#waiting.length + this.#onTheWay
    return { waiting, stored: this.#stored, lost: this.#lost }
  }

  async flush(): Promise<void> {
    this.#cancelPublishing?.()
    this.#cancelPublishing = undefined
    this.#publish()
    await this.#store()
    // What came in just as the last batch was on its way needs one of its own.
    if (this.#waiting.length > 0 && this.#problem === undefined) await this.#store()
  }

  async close(isLasting = true): Promise<void> {
    if (isLasting) await this.flush()
    this.#cancelPublishing?.()
    this.#cancelRetry?.()
    this.#news.clear()
    this.#problems.clear()
  }

  #handOn(): void {
    this.#publish()
    if (this.#cancelRetry === undefined) void this.#store()
  }

  #publish(): void {
    if (this.#fresh.length === 0) return
    const records = cleanRecords(this.#fresh, this.#redact)
    this.#fresh = []
    // Contents would fill the memory; who wants them asks the database.
    const bare = records.map(withoutContents)
    this.#recent = bare.length < BATCH ? [...this.#recent, ...bare].slice(-MOST_RECENT) : bare
    this.#waiting.push(...records)
    this.#dropOldest()
    this.#dropContents()
    this.#news.notify(bare)
  }

  #dropOldest(): void {
    const overflow = Math.max(0, this.#waiting.length - MOST_WAITING)
    this.#waiting.splice(0, overflow)
    this.#lost += overflow
  }

  /** The oldest contents go when too many wait; what happened is kept. */
  #dropContents(): void {
    let contents = 0
    for (let at = this.#waiting.length - 1; at >= 0; at -= 1) {
      const record = this.#waiting[at]
      if (record?.bodies === undefined) continue
      contents += contentsOf(record)
      if (contents > MOST_CONTENTS) this.#waiting[at] = withoutContents(record)
    }
  }

  #takeBatch(): RequestRecord[] {
    let contents = 0
    const end = this.#waiting
      .slice(0, BATCH)
      .findIndex((record) => (contents += contentsOf(record)) > BATCH_CONTENTS)
    return this.#waiting.splice(0, end === -1 ? BATCH : Math.max(1, end))
  }

  #store(): Promise<void> {
    this.#cancelRetry?.()
    this.#cancelRetry = undefined
    this.#storing ??= this.#storeAll().finally(() => {
      this.#storing = undefined
    })
    return this.#storing
  }

  async #storeAll(): Promise<void> {
    try {
      while (this.#waiting.length > 0) await this.#storeBatch(this.#takeBatch())
      this.#tell(undefined)
    } catch (error) {
      this.#tell(`Requests cannot be logged: ${reasonOf(error)}; it is tried again`)
      this.#cancelRetry = this.#clock.after(RETRY_AFTER_MS, () => void this.#store())
    }
  }

  async #storeBatch(batch: RequestRecord[]): Promise<void> {
    this.#onTheWay = batch.length
    try {
      await this.#thread.write(packed(batch))
      this.#stored += batch.length
    } catch (error) {
      this.#waiting.unshift(...batch)
      this.#dropOldest()
      throw error
    } finally {
      this.#onTheWay = 0
    }
  }

  #tell(problem: string | undefined): void {
    if (problem === this.#problem) return
    this.#problem = problem
    this.#problems.notify(problem)
  }
}

function contentsOf({ bodies }: RequestRecord): number {
  return bodies === undefined ? 0 : bodies.request.length + bodies.response.length
}

function withoutContents(record: RequestRecord): RequestRecord {
  if (record.bodies === undefined) return record
  const { bodies: _, ...rest } = record
  return rest
}
