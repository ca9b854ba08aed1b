/** An event stream towards an OpenAI client that shows signs of life while Google is silent. */
import type { ServerResponse } from 'node:http'
import type { RouteReply } from './exchange.ts'
import { beginEventStream, writeWithBackPressure } from './sse-response.ts'
import { endTogether, writeFirst, writeTogether } from './write-together.ts'

/** A comment, which every reader of OpenAI's streams skips; Google's own clients would stall on it. */
const SIGN_OF_LIFE = ': keep-alive\n\n'

/**
 * Holds the status back until there is something to say, so that a failure can still have one of
 * its own; after a while of silence it says 200 and writes comments (conformance B3 rule 13). What
 * fails from then on is an event. Comments are no part of an answer: another key may still be tried.
 */
export class PatientStream {
  readonly #reply: RouteReply
  #response: ServerResponse | undefined
  readonly #timer: NodeJS.Timeout | undefined
  /** What waits for a slow client is no silence. */
  #isWaiting = false

  /** @param patienceMs how long it may be silent; 0 is for ever */
  constructor(reply: RouteReply, patienceMs: number) {
    this.#reply = reply
    if (patienceMs > 0) this.#timer = setTimeout(() => this.#showLife(), patienceMs)
  }

  /** Whether the status is out. */
  get begun(): boolean {
    return this.#response !== undefined
  }

  /**
   * Writes events; gives a promise only while the client is slow. Throws or rejects with the signal's
   * reason.
   */
  write(events: string, signal: AbortSignal): Promise<void> | undefined {
    const waiting = this.begun
      ? writeWithBackPressure(this.#begin(), events, signal)
      : this.#writeFirst(events, signal)
    if (waiting !== undefined) return this.#waitFor(waiting)
    this.#timer?.refresh()
    return undefined
  }

  #writeFirst(events: string, signal: AbortSignal): undefined {
    signal.throwIfAborted()
    writeFirst(this.#begin(), events)
  }

  async #waitFor(waiting: Promise<void>): Promise<void> {
    this.#isWaiting = true
    await waiting
    this.#isWaiting = false
    this.#timer?.refresh()
  }

  /** Ends the stream after its last events, unless nobody listens any more. */
  end(events = ''): void {
    this.stop()
    endTogether(this.#begin(), events)
  }

  /** No more signs of life; must be called whatever became of the answer. */
  stop(): void {
    clearTimeout(this.#timer)
  }

  #begin(): ServerResponse {
    this.#response ??= beginEventStream(this.#reply)
    return this.#response
  }

  #showLife(): void {
    if (this.#reply.raw.destroyed) return
    if (!this.#isWaiting) writeTogether(this.#begin(), SIGN_OF_LIFE)
    this.#timer?.refresh()
  }
}
