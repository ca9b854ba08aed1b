import type { SeriesPoint } from '../../../electron/shared/contract/activity.ts'

/** One stretch of the chart; heights are percentages of the busiest stretch. */
export interface Bar {
  startMs: number
  requests: number
  failed: number
  okHeight: number
  failedHeight: number
}

/** The least a stretch with anything in it is drawn as, so that one request among many shows. */
const LEAST_PERCENT = 4

/** Bars as tall as their stretches were busy. A failure is never too small to be seen. */
export function barsOf(
  points: readonly Pick<SeriesPoint, 'startMs' | 'requests' | 'failed'>[],
): Bar[] {
  const busiest = Math.max(1, ...points.map(({ requests }) => requests))
  const percent = (count: number) =>
    count === 0 ? 0 : Math.max(LEAST_PERCENT, (100 * count) / busiest)
  return points.map(({ startMs, requests, failed }) => {
    const failedHeight = percent(failed)
    const okHeight = Math.min(percent(requests - failed), 100 - failedHeight)
    return { startMs, requests, failed, okHeight, failedHeight }
  })
}
