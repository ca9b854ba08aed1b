import { expect, it } from 'vitest'
import { attemptBars } from './attempt-bars.ts'

const attempt = (ms: number) => ({ keyId: 'key', verdict: 'ok', status: 200, ms })

it('attempts of one call are shown one after the other', () => {
  const attempts = [attempt(100), attempt(300)]
  expect(attemptBars({ attempts, retries: 1, totalMs: 400 })).toEqual([
    { isNext: false, start: 0, length: 0.25 },
    { isNext: true, start: 0.25, length: 0.75 },
  ])
})

it('choices that ran at once are not told as if one had waited for the other', () => {
  const attempts = [attempt(10), attempt(200), attempt(100)]
  expect(attemptBars({ attempts, retries: 1, totalMs: 200 })).toEqual([
    { isNext: false, start: 0, length: 0.05 },
    { isNext: false, start: 0, length: 1 },
    { isNext: false, start: 0, length: 0.5 },
  ])
})

it('no bar leaves its line when clocks disagree, and none are there for no attempts', () => {
  expect(attemptBars({ attempts: [attempt(500)], retries: 0, totalMs: 400 })).toEqual([
    { isNext: false, start: 0, length: 1 },
  ])
  expect(attemptBars({ attempts: [], retries: 0, totalMs: 0 })).toEqual([])
})
