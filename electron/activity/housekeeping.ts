/**
 * When the request log is tidied: soon after it has changed, but not while the service has its hands
 * full, and each hour for what became too old.
 */
import type { Clock } from '../shared/clock.ts'
import type { Retention } from './retention.ts'

export interface Housekeeping {
  /** Says what is to be kept from now on. */
  keep(retention: Retention): void
  /** Says that so many requests have been stored, those of a quarter of a second. */
  stored(requests: number): void
  stop(): void
}

export interface HousekeepingOptions {
  /** Takes one step; gives whether there is more to do. */
  tidy(retention: Retention): boolean
  clock: Pick<Clock, 'after'>
  /** Is told why a round was given up; the next one tries again. */
  onFailure(error: unknown): void
}

const SOON_MS = 10_000
/** A thousand a second: from here on a log that is tidied takes time that answers need. */
const BUSY_REQUESTS = 250
/** How long it must be calm, and how long that is waited for. */
const CALM_MS = 500
const PATIENCE_MS = 60_000
const PAUSE_MS = 50
const REST_MS = 3_600_000

/** Does nothing before it knows what is to be kept. */
export function createHousekeeping({ tidy, clock, onFailure }: HousekeepingOptions): Housekeeping {
  let kept: Retention | undefined
  let isDue = false
  let isBusy = false
  let waitedMs = 0
  let cancel = () => {}
  let cancelBusy = () => {}
  const next = (delayMs: number) => {
    isDue = delayMs < REST_MS
    cancel()
    cancel = clock.after(delayMs, step)
  }
  const step = () => {
    if (!isBusy) waitedMs = 0
    else if (waitedMs < PATIENCE_MS) {
      waitedMs += CALM_MS
      return next(CALM_MS)
    }
    let isMore = false
    try {
      isMore = kept !== undefined && tidy(kept)
    } catch (error) {
      onFailure(error)
    }
    if (!isMore) waitedMs = 0
    next(isMore ? PAUSE_MS : REST_MS)
  }
  const soon = () => {
    if (!isDue) next(SOON_MS)
  }
  return {
    keep(retention) {
      const { days, megabytes } = kept ?? {}
      kept = retention
      if (days !== retention.days || megabytes !== retention.megabytes) soon()
    },
    stored(requests) {
      soon()
      if (requests <= BUSY_REQUESTS) return
      isBusy = true
      cancelBusy()
      cancelBusy = clock.after(CALM_MS, () => (isBusy = false))
    },
    stop() {
      cancel()
      cancelBusy()
    },
  }
}
