import { describe, expect, it } from 'vitest'
import type { SeriesPoint } from '../../../electron/shared/contract/activity.ts'
import { stretchesOf } from './usage-series.ts'

const point: SeriesPoint = {
  startMs: 5,
  requests: 10,
  failed: 2,
  cancelled: 1,
  retries: 3,
  tokens: { input: 100, output: 50, thinking: 25, cached: 10 },
  bytesIn: 1,
  bytesOut: 1,
  totalMs: 12_345,
  firstByteMs: 800,
  firstBytes: 8,
  cost: 0.25,
  unpricedRequests: 0,
}

describe('a chart of usage', () => {
  it.each([
    ['requests', { answered: 7, failed: 2, cancelled: 1 }],
    ['tokens', { input: 100, output: 50, thinking: 25 }],
    ['cost', { dollars: 0.25 }],
    ['latency', { mean: 1235, firstByte: 100 }],
  ] as const)('of %s shows its parts', (measure, parts) => {
    expect(stretchesOf([point], measure)).toEqual([{ startMs: 5, ...parts }])
  })

  it('has no mean of nothing', () => {
    const nothing = { ...point, requests: 0, firstBytes: 0 }
    expect(stretchesOf([nothing], 'latency')).toEqual([{ startMs: 5, mean: 0, firstByte: 0 }])
  })
})
