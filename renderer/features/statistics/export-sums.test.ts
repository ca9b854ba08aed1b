import { expect, it } from 'vitest'
import type { UsageSums } from '../../../electron/shared/contract/activity.ts'
import { sumsAsCsv } from './export-sums.ts'

const sums: UsageSums = {
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

it('sums of a period become one table, safe for spreadsheets', () => {
  const text = sumsAsCsv({
    totals: { ...sums, fromMs: 0 },
    series: { stepMs: 1, points: [{ ...sums, startMs: 0 }] },
    shares: { model: [{ ...sums, name: '=cmd("x")' }], key: [], client: [], token: [] },
  })
  const figures = '10,2,1,3,100,50,25,10,12345,0.25'
  expect(text.split('\r\n').slice(1)).toEqual([
    `all,,${figures}`,
    `time,1970-01-01T00:00:00.000Z,${figures}`,
    `model,"'=cmd(""x"")",${figures}`,
    '',
  ])
})
