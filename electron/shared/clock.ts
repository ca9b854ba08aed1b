/** The time and the waiting for it, so that tests can do without either. */

export interface Clock {
  /** Epoch milliseconds. */
  nowMs(): number
  /** Calls back once after that many milliseconds; returns the way to cancel it. */
  after(delayMs: number, callback: () => void): () => void
}

/** The computer's own clock; what waits for it does not keep the process alive. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs).unref()
    return () => clearTimeout(timer)
  },
}
