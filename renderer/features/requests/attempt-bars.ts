/** Where the bars of a request's attempts begin and end. Pure. */
import type { RequestRecord } from '../../../electron/shared/request-record.ts'

export interface AttemptBar {
  /** Whether it is known to have come after the one before. */
  isNext: boolean
  /** Shares of the request's time, 0 to 1. */
  start: number
  length: number
}

/**
 * A bar for each attempt. Attempts of one call follow each other; where there were several calls, such
 * as the choices of a chat, which ran at once, no order is claimed and all bars begin together.
 */
export function attemptBars({
  attempts,
  retries,
  totalMs,
}: Pick<RequestRecord, 'attempts' | 'retries' | 'totalMs'>): AttemptBar[] {
  const isOneCall = attempts.length - retries <= 1
  let endMs = 0
  const spans = attempts.map(({ ms }) => {
    const startMs = isOneCall ? endMs : 0
    endMs = startMs + ms
    return { startMs, endMs }
  })
  const longestMs = Math.max(1, totalMs, ...spans.map((span) => span.endMs))
  return spans.map((span, at) => ({
    isNext: isOneCall && at > 0,
    start: span.startMs / longestMs,
    length: (span.endMs - span.startMs) / longestMs,
  }))
}
