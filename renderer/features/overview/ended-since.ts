import type { RequestRow } from '../../../electron/shared/contract/activity.ts'

export const MINUTE_MS = 60_000

/** The requests that ended at a moment or later; the moment is in epoch milliseconds. Pure. */
export function endedSince<Row extends Pick<RequestRow, 'startedAtMs' | 'totalMs'>>(
  rows: readonly Row[],
  fromMs: number,
): Row[] {
  return rows.filter(({ startedAtMs, totalMs }) => startedAtMs + totalMs >= fromMs)
}
