import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { percentile, STEP_ENDS_MS } from './histogram.ts'

const counted = (values: readonly number[]) => {
  const counts = Array.from({ length: STEP_ENDS_MS.length + 1 }, () => 0)
  for (const value of values) {
    const step = STEP_ENDS_MS.findIndex((end) => value <= end)
    counts[step === -1 ? STEP_ENDS_MS.length : step]! += 1
  }
  return counts
}

describe('a percentile from steps', () => {
  it('lies in the step where the true one lies', () => {
    const latencies = fc.array(fc.nat(300_000), { minLength: 1 })
    fc.assert(
      fc.property(latencies, fc.constantFrom(0.5, 0.95, 0.99), (values, share) => {
        const sorted = [...values].sort((one, other) => one - other)
        const exact = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0
        const estimate = percentile(counted(values), share) ?? -1
        const end = STEP_ENDS_MS.find((candidate) => exact <= candidate) ?? Infinity
        const begin = STEP_ENDS_MS.findLast((candidate) => candidate < exact) ?? 0
        expect(estimate).toBeGreaterThanOrEqual(begin)
        expect(estimate).toBeLessThanOrEqual(end)
      }),
    )
  })

  it('is unknown when nothing was counted', () => {
    expect(percentile(counted([]), 0.5)).toBeUndefined()
  })
})
