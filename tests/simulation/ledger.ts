/** Keeps the figures of a day, and judges what was avoidable. */
import { isIn, throttle } from './day.ts'
import { type Google, hadBadWeather } from './google.ts'
import type { Request } from './trace.ts'

export interface Figures {
  served: number
  /** Failed when no key could have served them. */
  unservable: number
  /** Failed although some key could have served them. */
  avoidable: number
  calls: number
  /** Calls that Google declined outside the throttle, for whatever reason. */
  declined: number
  /** Of those, on account of the model being overloaded. */
  overloaded: number
  /** Calls with keys that were mistyped or blocked. */
  onDeadKeys: number
  /** Calls while the address was throttled. */
  inThrottle: number
  /** Good keys that were called bad at some moment. */
  defamed: number
}

export interface Ledger {
  called(secret: string, request: Request, status: number): void
  served(): void
  failed(request: Request): void
  calledBad(secret: string): void
  figures(): Figures
}

/** Opens the books of one day. */
export function createLedger(google: Google, nowMs: () => number): Ledger {
  const sums = {
    served: 0,
    unservable: 0,
    avoidable: 0,
    calls: 0,
    declined: 0,
    overloaded: 0,
    onDeadKeys: 0,
    inThrottle: 0,
  }
  const defamed = new Set<string>()
  return {
    called(secret, _request, status) {
      sums.calls += 1
      if (!google.isGood(secret, nowMs())) sums.onDeadKeys += 1
      if (isIn(throttle, nowMs())) sums.inThrottle += 1
      else if (status !== 200) sums.declined += 1
      if (status === 503) sums.overloaded += 1
    },
    served() {
      sums.served += 1
    },
    failed(request) {
      // A request that lived through bad weather may fail at its end: nobody could know the moment.
      const isExcused = hadBadWeather(request, nowMs()) || !google.couldServe(request, nowMs())
      sums[isExcused ? 'unservable' : 'avoidable'] += 1
    },
    calledBad(secret) {
      if (google.isGood(secret, nowMs())) defamed.add(secret)
    },
    figures: () => ({ ...sums, defamed: defamed.size }),
  }
}
