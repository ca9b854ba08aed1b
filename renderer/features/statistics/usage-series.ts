/** What a chart of usage shows, and the same as a table (pure). */
import type { SeriesPoint } from '../../../electron/shared/contract/activity.ts'

export type Measure = 'requests' | 'tokens' | 'cost' | 'latency'
export const measures: readonly Measure[] = ['requests', 'tokens', 'cost', 'latency']

/** One line or one part of the bars. */
export type SeriesName =
  | 'answered'
  | 'failed'
  | 'cancelled'
  | 'input'
  | 'output'
  | 'thinking'
  | 'dollars'
  | 'mean'
  | 'firstByte'

/** What each measure is made of, from the bottom of a bar to its top. */
export const seriesOf: Readonly<Record<Measure, readonly SeriesName[]>> = {
  requests: ['answered', 'failed', 'cancelled'],
  tokens: ['input', 'output', 'thinking'],
  cost: ['dollars'],
  latency: ['mean', 'firstByte'],
}

const valueOf: Readonly<Record<SeriesName, (point: SeriesPoint) => number>> = {
  answered: ({ requests, failed, cancelled }) => requests - failed - cancelled,
  failed: ({ failed }) => failed,
  cancelled: ({ cancelled }) => cancelled,
  input: ({ tokens }) => tokens.input,
  output: ({ tokens }) => tokens.output,
  thinking: ({ tokens }) => tokens.thinking,
  dollars: ({ cost }) => cost,
  mean: ({ totalMs, requests }) => meanOf(totalMs, requests),
  firstByte: ({ firstByteMs, firstBytes }) => meanOf(firstByteMs, firstBytes),
}

/** A stretch of time with the values of a measure. */
export type Stretch = { startMs: number } & Partial<Record<SeriesName, number>>

/** The values of a measure, one entry for each stretch of time. */
export function stretchesOf(points: readonly SeriesPoint[], measure: Measure): Stretch[] {
  return points.map((point) => {
    const stretch: Stretch = { startMs: point.startMs }
    for (const name of seriesOf[measure]) stretch[name] = valueOf[name](point)
    return stretch
  })
}

/** A mean in whole units; 0 of nothing. */
export function meanOf(sum: number, count: number): number {
  return count === 0 ? 0 : Math.round(sum / count)
}
