/** The body of an upstream answer, from undici's handlers to whoever reads it. */
import { each, notYet } from '../shared/arrivals.ts'
import type { UpstreamBody } from './client.ts'

/** As far as a body steers the connection it comes from. */
export interface BodySource {
  readonly paused: boolean
  pause(): void
  resume(): void
  abort(reason: Error): void
}

const there = Promise.resolve()

export interface BodyOwner {
  /** Called once, when nothing more will come. */
  bodyClosed(): void
}

/** Bytes that may wait for a slow reader before the connection is asked to pause. */
const HIGH_WATER_BYTES = 64 * 1024

/**
 * Bytes in the order they came, to be read once, by one reader; all that is there at a time. Takes
 * the place of a Node stream, which costs a short answer more than its whole conversion does.
 */
export class AnswerBody implements UpstreamBody {
  readonly #source: BodySource
  readonly #owner: BodyOwner
  #waiting: Buffer[] = []
  #waitingBytes = 0
  #isOpen = true
  #isUntouched = true
  #failure: Error | undefined
  #arrival: Promise<void> | undefined
  #wake: (() => void) | undefined

  constructor(source: BodySource, owner: BodyOwner) {
    this.#source = source
    this.#owner = owner
  }

  get isComplete(): boolean {
    return !this.#isOpen && this.#waiting.length === 0 && this.#failure === undefined
  }

  takeWhole(): Buffer | undefined {
    const isWhole = !this.#isOpen && this.#isUntouched && this.#failure === undefined
    return isWhole ? this.#takeAll() : undefined
  }

  /** Adds bytes; pauses the source while too many wait. */
  push(bytes: Buffer): void {
    if (!this.#isOpen) return
    this.#waiting.push(bytes)
    this.#waitingBytes += bytes.length
    if (this.#waitingBytes >= HIGH_WATER_BYTES) this.#source.pause()
    this.#arrived()
  }

  /** Nothing more will come; with a failure, `take` throws it once what is there has been taken. */
  close(failure?: Error): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#failure = failure
    this.#owner.bodyClosed()
    this.#arrived()
  }

  /** Gives up what has not been read yet, and the connection unless the answer was complete. */
  destroy(): void {
    this.#waiting = []
    this.#failure = undefined
    if (!this.#isOpen) return
    this.close()
    this.#source.abort(new Error('The answer is not wanted any more'))
  }

  /** All bytes that are there. Throws what broke the answer off. */
  take(): Buffer | typeof notYet | undefined {
    if (this.#waiting.length > 0) {
      const bytes = this.#takeAll()
      if (this.#source.paused) this.#source.resume()
      return bytes
    }
    if (this.#isOpen) return notYet
    if (this.#failure !== undefined) throw this.#failure
    return undefined
  }

  /** Resolves behind all that one read of the socket brings, so that it is taken at once. */
  arrival(): Promise<void> {
    if (this.#waiting.length > 0 || !this.#isOpen) return there
    this.#arrival ??= new Promise((resolve) => {
      this.#wake = resolve
    })
    return this.#arrival
  }

  [Symbol.asyncIterator](): AsyncIterator<Buffer, undefined> {
    return each(this)
  }

  #arrived(): void {
    this.#wake?.()
    this.#wake = undefined
    this.#arrival = undefined
  }

  #takeAll(): Buffer {
    const [first] = this.#waiting
    const bytes =
      first !== undefined && this.#waiting.length === 1 ? first : Buffer.concat(this.#waiting)
    this.#waiting = []
    this.#waitingBytes = 0
    this.#isUntouched = false
    return bytes
  }
}
