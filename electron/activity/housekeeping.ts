/** When the request log is tidied: soon after it has changed, and each hour for what became too old. */
import type { Clock } from '../shared/clock.ts'
import type { Retention } from './retention.ts'

export interface Housekeeping {
  /** Says what is to be kept from now on. */
  keep(retention: Retention): void
  /** Says that requests have been stored. */
  stored(): void
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
const PAUSE_MS = 50
const REST_MS = 3_600_000

/** Does nothing before it knows what is to be kept. */
export function createHousekeeping({ tidy, clock, onFailure }: HousekeepingOptions): Housekeeping {
  let kept: Retention | undefined
  let isDue = false
  let cancel = () => {}
  const next = (delayMs: number) => {
    isDue = delayMs < REST_MS
    cancel()
    cancel = clock.after(delayMs, step)
  }
  const step = () => {
    let isMore = false
    try {
      isMore = kept !== undefined && tidy(kept)
    } catch (error) {
      onFailure(error)
    }
    next(isMore ? PAUSE_MS : REST_MS)
  }
  const stored = () => {
    if (!isDue) next(SOON_MS)
  }
  return {
    keep(retention) {
      const { days, megabytes } = kept ?? {}
      kept = retention
      if (days !== retention.days || megabytes !== retention.megabytes) stored()
    },
    stored,
    stop: () => cancel(),
  }
}
