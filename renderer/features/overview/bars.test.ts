import { describe, expect, it } from 'vitest'
import { barsOf } from './bars.ts'

const heightsOf = (...counts: [requests: number, failed: number][]) =>
  barsOf(counts.map(([requests, failed], startMs) => ({ startMs, requests, failed }))).map(
    ({ okHeight, failedHeight }) => [okHeight, failedHeight],
  )

describe('the bars of the last day', () => {
  it('are as tall as their share of the busiest stretch', () => {
    expect(heightsOf([10, 0], [5, 0])).toEqual([
      [100, 0],
      [50, 0],
    ])
  })

  it('set failures apart', () => {
    expect(heightsOf([10, 4])).toEqual([[60, 40]])
  })

  it('show a single request, and a single failure, beside thousands', () => {
    expect(heightsOf([5000, 1], [1, 0])).toEqual([
      [96, 4],
      [4, 0],
    ])
  })

  it('are flat when nothing happened', () => {
    expect(heightsOf([0, 0], [0, 0])).toEqual([
      [0, 0],
      [0, 0],
    ])
  })
})
