/** Woken at a moment: for what changes by the mere passing of time. */
import type { Clock } from '../shared/clock.ts'

/** A timer may ring a moment early by the clock. */
const MARGIN_MS = 5
/** Node rings timers of more than 24 days at once. */
const LONGEST_MS = 24 * 60 * 60_000

/** Waits for one moment at a time. */
export interface Alarm {
  /** Rings at `atMs`, or after a day when that is further off; forgets what it waited for. */
  set(atMs: number | undefined, ring: () => void): void
  clear(): void
}

/** Starts with nothing to wait for. */
export function createAlarm(clock: Clock): Alarm {
  let cancel: (() => void) | undefined
  const clear = () => {
    cancel?.()
    cancel = undefined
  }
  return {
    set(atMs, ring) {
      clear()
      if (atMs === undefined) return
      const delayMs = Math.max(0, atMs - clock.nowMs()) + MARGIN_MS
      cancel = clock.after(Math.min(delayMs, LONGEST_MS), ring)
    },
    clear,
  }
}
