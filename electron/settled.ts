/** When a start is over, which on a machine that starts other things too may take its time. */

/** How long the event loop is watched at a time, and how much of that it may be busy. */
const WATCH_MS = 1000
const QUIET_SHARE = 0.1

/**
 * Calls back once, after the first second in which the event loop had next to nothing to do. Does not
 * keep the process alive.
 */
export function onceSettled(act: () => void): void {
  const before = performance.eventLoopUtilization()
  setTimeout(() => {
    const { utilization } = performance.eventLoopUtilization(before)
    if (utilization < QUIET_SHARE) act()
    else onceSettled(act)
  }, WATCH_MS).unref()
}
