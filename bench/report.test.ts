import { expect, test } from 'vitest'
import { figuresForMachines, figureText, missedIn, type Report, tableOf } from './report.ts'
import { added, times, value } from './rows.ts'

const report: Report = {
  at: 'now',
  machine: 'here',
  remarks: ['No compiler.'],
  rows: [
    {
      scenario: 'chat',
      figure: 'CPU ms',
      rounds: { floor: [1, 1], 'gemini-balance': [1.5, 1.7], Peer: [16] },
      goal: times(1.2),
      limit: times(1.7),
    },
    {
      scenario: 'chat',
      figure: 'p50 ms',
      rounds: { floor: [0.1], 'gemini-balance': [0.25] },
      goal: added(0.05),
      limit: added(0.1),
    },
    {
      scenario: 'start',
      figure: 'requests/s',
      rounds: { 'gemini-balance': [12_345] },
      goal: value(10_000),
      isMoreBetter: true,
    },
  ],
}

test('one table has medians, ratios, spread, goals, marks and the other proxies', () => {
  expect(tableOf(report)).toBe(`now, here

Medians over the rounds; ± is half of the way from the least to the greatest ratio of a round. ✓ goal met, ~ limit kept, ✗ limit missed.

No compiler.

| scenario | figure | floor | gemini-balance | × floor | ± % | goal | limit |  | Peer |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
| chat | CPU ms | 1.00 | 1.60 | 1.60 | 6 | 1.2 × | 1.7 × | ~ | 16.0 (10.0 ×) |
| chat | p50 ms | 0.100 | 0.250 | +0.150 | 0 | +0.05 | +0.1 | ✗ |  |
| start | requests/s |  | 12,345 |  | 0 | ≥ 10000 |  | ✓ |  |
`)
})

test('the limits that were missed are named', () => {
  expect(missedIn(report)).toEqual(['chat: p50 ms'])
})

test('machines get the rounds, their medians and the marks', () => {
  expect(figuresForMachines(report)).toMatchObject({
    machine: 'here',
    rows: [
      { medians: { floor: 1, 'gemini-balance': 1.6, Peer: 16 }, timesFloor: 1.6, mark: 'limit' },
      { mark: 'missed' },
      { mark: 'goal' },
    ],
  })
})

test('figures have as many digits as are worth reading', () => {
  expect([0, 0.04567, 1.234, 45.67, 456.7, 4567].map(figureText)).toEqual([
    '0.000',
    '0.046',
    '1.23',
    '45.7',
    '457',
    '4,567',
  ])
})
