/** When Google's daily quota comes back: midnight in Los Angeles (design §5.3). */

const HOUR_MS = 3_600_000

let pacificClock: Intl.DateTimeFormat | undefined

/** Made on first use: the time zone data takes 8 MB that most services never need. */
function clockInLosAngeles(): Intl.DateTimeFormat {
  pacificClock ??= new Intl.DateTimeFormat('en-US', {
    timeZone: 'America/Los_Angeles',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  return pacificClock
}

/**
 * The next midnight in Los Angeles strictly after `nowMs`, in epoch milliseconds; days of 23 and 25
 * hours are right.
 */
export function nextPacificMidnight(nowMs: number): number {
  const now = pacificWallTimeMs(nowMs)
  const midnightWallTime = new Date(now)
  midnightWallTime.setUTCHours(24, 0, 0, 0)
  // Read the clock's offset at the guess itself: between now and midnight it may have changed.
  const guess = nowMs + (midnightWallTime.getTime() - now)
  return guess + (midnightWallTime.getTime() - pacificWallTimeMs(guess))
}

/** The quota day that `nowMs` is in: from one midnight in Los Angeles to the next. */
export function pacificDay(nowMs: number): { fromMs: number; toMs: number } {
  // No day has more than 25 hours, so this begins before the day does.
  let fromMs = nextPacificMidnight(nowMs - 26 * HOUR_MS)
  let toMs = nextPacificMidnight(fromMs)
  while (toMs <= nowMs) [fromMs, toMs] = [toMs, nextPacificMidnight(toMs)]
  return { fromMs, toMs }
}

/** The wall clock of Los Angeles, written as if it were UTC. */
function pacificWallTimeMs(epochMs: number): number {
  const field: Record<string, number> = {}
  for (const { type, value } of clockInLosAngeles().formatToParts(epochMs))
    field[type] = Number(value)
  const seconds = Date.UTC(
    field['year'] ?? 0,
    (field['month'] ?? 1) - 1,
    field['day'],
    field['hour'],
    field['minute'],
    field['second'],
  )
  return seconds + (((epochMs % 1000) + 1000) % 1000)
}
