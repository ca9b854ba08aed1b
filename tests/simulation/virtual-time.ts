/** A day that passes in seconds: what waits is called in order, as soon as all before it is done. */
import { createRanking } from '../../electron/keys/ranking.ts'
import type { Clock } from '../../electron/shared/clock.ts'

interface Alarm {
  atMs: number
  /** Alarms of the same moment go off in the order in which they were set. */
  order: number
  callback: () => void
}

export interface VirtualTime extends Clock {
  /** Resolves after that many milliseconds; rejects with the signal's reason. */
  pause(delayMs: number, signal?: AbortSignal): Promise<void>
  /** Lets the time pass until nobody waits any more. */
  run(): Promise<void>
}

/** Starts a clock at that moment, in epoch milliseconds. */
export function createVirtualTime(startMs: number): VirtualTime {
  let nowMs = startMs
  let order = 0
  const alarms = createRanking<Alarm>({
    major: ({ atMs }) => atMs,
    minor: ({ order: place }) => place,
    tie: () => 0,
  })
  const after: Clock['after'] = (delayMs, callback) => {
    const alarm = { atMs: nowMs + Math.max(0, delayMs), order: order++, callback }
    alarms.place(alarm)
    return () => alarms.remove(alarm)
  }
  return {
    nowMs: () => nowMs,
    after,
    pause: (delayMs, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted === true) return reject(signal.reason)
        const cancel = after(delayMs, () => {
          signal?.removeEventListener('abort', abort)
          resolve()
        })
        const abort = () => {
          cancel()
          reject(signal?.reason)
        }
        signal?.addEventListener('abort', abort, { once: true })
      }),
    async run() {
      for (let alarm = alarms.first(); alarm !== undefined; alarm = alarms.first()) {
        alarms.remove(alarm)
        nowMs = alarm.atMs
        alarm.callback()
        await everythingSettled()
      }
    },
  }
}

/** Promises and streams that need no time have come to rest when the event loop turns. */
function everythingSettled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
