/** Looks after keys that rest until somebody looks (design §5.3); never after those that work. */
import type { Clock } from '../shared/clock.ts'
import type { KeyPool } from './key-pool.ts'

export interface HealthSchedule {
  /**
   * Checks benched keys now: what refused them may have been another network. The schedule sees by
   * itself that the machine slept or is in another network, within a minute.
   */
  wake(): void
  /** Ends the schedule, and the run that may be under way. */
  stop(): void
}

export interface HealthScheduleOptions {
  pool: Pick<KeyPool, 'list' | 'get'>
  /** Checks these keys; resolves when that is done, also when the signal ended it. */
  verify(ids: readonly string[], signal: AbortSignal): Promise<unknown>
  /** Read before every run; 0 hours switches the schedule off. */
  settings(): { checkIntervalHours: number }
  clock: Clock
  /** Names the network the machine is in: another text, another network. */
  network(): string
  /** A random number from 0 to 1. */
  chance(): number
  /** Hears that the machine has slept or is in another network. */
  onWake(): void
  /** Hears of a run that failed for a reason of our own. */
  onError(error: unknown): void
}

const HOUR_MS = 60 * 60_000
const DAY_MS = 24 * HOUR_MS
/** How often the time is looked at. One long wait would not notice that the interval has changed. */
const TICK_MS = 60_000
const SHORTEST_TICK_MS = 1000
const WAKE_PAUSE_MS = 60_000
/** Part of the interval by which runs are put off at random: not all services ask on the hour. */
const JITTER = 0.1

/** Starts the schedule; the first run comes after one interval. */
export function createHealthSchedule(options: HealthScheduleOptions): HealthSchedule {
  const { pool, verify, settings, clock, network, chance, onError } = options
  const stopping = new AbortController()
  let isRunning = false
  let lastRunMs = clock.nowMs()
  let lastWakeMs = Number.NEGATIVE_INFINITY
  let stretch = 1 + JITTER * chance()
  let lastTickMs = lastRunMs
  let lastNetwork = network()

  const run = async (ids: readonly string[]) => {
    if (isRunning || ids.length === 0) return
    isRunning = true
    try {
      await verify(ids, stopping.signal)
    } catch (error) {
      onError(error)
    } finally {
      isRunning = false
    }
  }
  const keysDue = (isDue: typeof isWorthChecking) =>
    pool.list().flatMap(({ id, state }) => {
      const sinceMs = pool.get(id)?.health.resting?.sinceMs
      return sinceMs !== undefined && isDue(state, clock.nowMs() - sinceMs) ? id : []
    })
  const wake = () => {
    if (stopping.signal.aborted) return
    options.onWake()
    const sinceWakeMs = clock.nowMs() - lastWakeMs
    const isTooSoon = sinceWakeMs >= 0 && sinceWakeMs < WAKE_PAUSE_MS
    if (isTooSoon || settings().checkIntervalHours === 0) return
    lastWakeMs = clock.nowMs()
    void run(keysDue((state) => state === 'benched'))
  }
  const tick = () => {
    const nowMs = clock.nowMs()
    const intervalMs = settings().checkIntervalHours * HOUR_MS
    // Where the clock was set back the interval begins anew.
    lastRunMs = Math.min(lastRunMs, nowMs)
    if (intervalMs > 0 && nowMs - lastRunMs >= intervalMs * stretch) {
      lastRunMs = nowMs
      stretch = 1 + JITTER * chance()
      void run(keysDue(isWorthChecking))
    }
    const hasSlept = nowMs - lastTickMs > 2 * TICK_MS
    const isElsewhere = network() !== lastNetwork
    lastTickMs = nowMs
    lastNetwork = network()
    if (hasSlept || isElsewhere) wake()
    const tickMs = intervalMs > 0 ? Math.min(TICK_MS, intervalMs) : TICK_MS
    cancelTick = clock.after(Math.max(SHORTEST_TICK_MS, tickMs), tick)
  }
  let cancelTick = clock.after(SHORTEST_TICK_MS, tick)

  return {
    wake,
    stop() {
      stopping.abort()
      cancelTick()
    },
  }
}

/**
 * Benched keys at every run; those that only a person can mend once a day, in case one has. All
 * other rests end by themselves, and listing models proves nothing about them.
 * @param ageMs time since the key was last refused; negative when the clock was set back since
 */
function isWorthChecking(state: string, ageMs: number): boolean {
  if (state === 'benched') return true
  return (state === 'invalid' || state === 'suspended') && (ageMs < 0 || ageMs >= DAY_MS)
}
