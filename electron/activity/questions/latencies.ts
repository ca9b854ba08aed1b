/** How long answers take: percentiles by model. */
import type { DatabaseSync } from 'node:sqlite'
import type { Latency, ModelLatency, Percentiles, Period } from '../../shared/contract/activity.ts'
import { percentile } from '../histogram.ts'
import type { Names } from '../names.ts'
import { type Now, ofPieces, piecesSql, stretchOf } from './period.ts'

type Measure = 'total_ms' | 'first_byte_ms'
type Steps = Record<Measure, number[]>

/** Percentiles of all models together, and of each. */
export function latencies(
  database: DatabaseSync,
  names: Names,
  question: Now & { period: Period },
): { all: Latency; models: ModelLatency[] } {
  const pieces = piecesSql(stretchOf(question.period, question).pieces)
  const rows = database
    .prepare(
      `WITH ${pieces.sql} SELECT model, measure, step, sum(count) AS count
       FROM ${ofPieces('latencies')} GROUP BY model, measure, step`,
    )
    .all(...pieces.values)
  const all: Steps = { total_ms: [], first_byte_ms: [] }
  const models = new Map<number, Steps>()
  for (const row of rows) {
    const model = models.get(Number(row['model'])) ?? { total_ms: [], first_byte_ms: [] }
    models.set(Number(row['model']), model)
    const measure = row['measure'] === 'total_ms' ? 'total_ms' : 'first_byte_ms'
    const step = Number(row['step'])
    for (const steps of [all[measure], model[measure]]) {
      steps[step] = (steps[step] ?? 0) + Number(row['count'])
    }
  }
  return {
    all: latencyOf(all),
    models: [...models].map(([id, steps]) => ({ model: names.textOf(id), ...latencyOf(steps) })),
  }
}

function latencyOf(steps: Steps): Latency {
  return { total: percentilesOf(steps.total_ms), firstByte: percentilesOf(steps.first_byte_ms) }
}

function percentilesOf(sparse: readonly number[]): Percentiles {
  // Steps into which nothing fell are holes.
  const steps = Array.from({ length: sparse.length }, (_, step) => sparse[step] ?? 0)
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => percentile(steps, share))
  return {
    ...(p50 !== undefined && { p50 }),
    ...(p95 !== undefined && { p95 }),
    ...(p99 !== undefined && { p99 }),
  }
}
