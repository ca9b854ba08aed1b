/**
 * Remembers requests behind the request path (design §2.8): what is recorded fills a batch, and four
 * times a second the batches go to the database's thread. Batches have few objects, because those that
 * outlive a collection of garbage cost a request more than recording it does.
 */
import { type Clock, systemClock } from '../shared/clock.ts'
import { reasonOf } from '../shared/file-error.ts'
import { createListeners } from '../shared/listeners.ts'
import type { RequestRecord } from '../shared/request-record.ts'
import type { ActivityThread } from './activity-thread.ts'
import { BatchList, FULL_BATCH, FULL_BATCH_CONTENTS } from './batch-list.ts'
import { textCleaner } from './clean-text.ts'
import { packed } from './intake.ts'
import { batchOf, OpenBatch } from './open-batch.ts'
import { recordsOf } from './read-batch.ts'
import { requestsIn } from './request-columns.ts'

export interface Recorder {
  /** Takes note of a request that has ended; costs the caller next to nothing. */
  record(record: RequestRecord): void
  /** So many of the latest requests, 2,000 at most, oldest first. */
  recent(requests?: number): readonly RequestRecord[]
  /** Takes the requests with these ids out of `recent`. */
  forget(ids: readonly string[]): void
  /**
   * Calls back with new records a quarter of a second later at most, for those who look at them;
   * returns the way to stop it.
   */
  onRecords(listener: (look: LookAtRecords) => void): () => void
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

/** Gives records that are made out for whoever wants them. */
export type LookAtRecords = () => readonly RequestRecord[]

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
const HANDED_OVER = 2 * FULL_BATCH
/** Records that wait while storing fails, but for a batch, and characters of their contents. */
const MOST_WAITING = 20_000
const MOST_CONTENTS = 64_000_000

/** Starts with nothing recorded. */
export function createRecorder(options: RecorderOptions): Recorder {
  return new BatchingRecorder(options)
}

class BatchingRecorder implements Recorder {
  readonly #thread: RecorderOptions['thread']
  readonly #clock: Clock
  readonly #news = createListeners<LookAtRecords>()
  readonly #problems = createListeners<string | undefined>()
  readonly #fresh: OpenBatch
  /** Without contents, which would fill the memory; who wants them asks the database. */
  #recent = new BatchList()
  readonly #waiting = new BatchList()
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
    this.#fresh = new OpenBatch(FULL_BATCH, textCleaner(redact))
    this.#clock = clock
  }

  record(record: RequestRecord): void {
    const fresh = this.#fresh
    fresh.add(record)
    if (fresh.requests === FULL_BATCH || fresh.contents >= FULL_BATCH_CONTENTS) this.#gather()
    this.#cancelPublishing ??= this.#clock.after(PUBLISH_EVERY_MS, () => {
      this.#cancelPublishing = undefined
      this.#gather()
      if (this.#cancelRetry === undefined) void this.#store()
    })
  }

  recent(requests = MOST_RECENT): readonly RequestRecord[] {
    this.#gather()
    return this.#recent.records(Math.min(requests, MOST_RECENT))
  }

  forget(ids: readonly string[]): void {
    const forgotten = new Set(ids)
    const kept = this.recent().filter(({ id }) => !forgotten.has(id))
    this.#recent = new BatchList()
    this.#recent.push(batchOf(kept))
  }

  onRecords(listener: (look: LookAtRecords) => void): () => void {
    return this.#news.add(listener)
  }

  get problem(): string | undefined {
    return this.#problem
  }

  onProblem(listener: (problem: string | undefined) => void): () => void {
    return this.#problems.add(listener)
  }

  get queue(): RecorderQueue {
    const waiting = this.#fresh.requests + this.#waiting.requests + this.#onTheWay
    return { waiting, stored: this.#stored, lost: this.#lost }
  }

  async flush(): Promise<void> {
    this.#cancelPublishing?.()
    this.#cancelPublishing = undefined
    this.#gather()
    await this.#store()
    // What came in just as the last batch was on its way needs one of its own.
    if (this.#waiting.requests > 0 && this.#problem === undefined) await this.#store()
  }

  async close(isLasting = true): Promise<void> {
    if (isLasting) await this.flush()
    this.#cancelPublishing?.()
    this.#cancelRetry?.()
    this.#news.clear()
    this.#problems.clear()
  }

  /** Makes a batch of what has been recorded. */
  #gather(): void {
    if (this.#fresh.requests === 0) return
    const batch = this.#fresh.take()
    const bare = { ...batch, bodies: new Map() }
    this.#recent.push(bare)
    this.#recent.keepLatest(MOST_RECENT)
    this.#waiting.push(batch)
    this.#lost += this.#waiting.keepLatest(MOST_WAITING)
    this.#waiting.keepContents(MOST_CONTENTS)
    this.#news.notify(() => recordsOf(bare))
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
      while (this.#waiting.requests > 0) await this.#storeSome()
      this.#tell(undefined)
    } catch (error) {
      this.#tell(`Requests cannot be logged: ${reasonOf(error)}; it is tried again`)
      this.#cancelRetry = this.#clock.after(RETRY_AFTER_MS, () => void this.#store())
    }
  }

  async #storeSome(): Promise<void> {
    const batches = this.#waiting.take(HANDED_OVER, FULL_BATCH_CONTENTS)
    const requests = requestsIn(batches)
    this.#onTheWay = requests
    try {
      await this.#thread.write(packed(...batches))
      this.#stored += requests
    } catch (error) {
      this.#waiting.putBack(batches)
      this.#lost += this.#waiting.keepLatest(MOST_WAITING)
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
