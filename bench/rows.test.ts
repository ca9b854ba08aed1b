import { expect, test } from 'vitest'
import { added, type Budget, markOf, middleOn, type Row, spreadOf, times, value } from './rows.ts'

const row = (budget: Budget, service = [3, 2, 4], floor = [2, 1, 2]): Row => ({
  scenario: 'chat',
  figure: 'CPU',
  rounds: { floor, 'gemini-balance': service },
  ...budget,
})

test('a ratio is the median of the ratios of the rounds, not the ratio of the medians', () => {
  expect(middleOn('ratio', row({}))).toBe(2)
  expect(middleOn('added', row({}))).toBe(1)
  expect(middleOn('value', row({}))).toBe(3)
  expect(middleOn('ratio', row({}, [3], []))).toBeUndefined()
})

test.each([
  ['goal', { goal: times(2), limit: times(3) }],
  ['limit', { goal: times(1.9), limit: times(2) }],
  ['missed', { goal: times(1), limit: times(1.9) }],
  ['goal', { goal: added(1), limit: added(2) }],
  ['missed', { goal: value(1), limit: value(2.9) }],
  ['limit', { goal: value(1), limit: times(2) }],
] as const)('a figure is marked "%s" by %j', (mark, budget) => {
  expect(markOf(row(budget))).toBe(mark)
})

test('where more is better, less than the bound misses it', () => {
  const budget = { goal: times(2.5), limit: times(1.5), isMoreBetter: true }
  expect(markOf(row(budget))).toBe('limit')
  expect(markOf(row({ ...budget, limit: times(2.1) }))).toBe('missed')
})

test('a limit that is a ratio is missed where there is no floor to compare with', () => {
  expect(markOf(row({ limit: times(2) }, [1], []))).toBe('missed')
})

test('nothing is marked where nothing is wanted or nothing was measured', () => {
  expect(markOf(row({}))).toBeUndefined()
  expect(markOf(row({ limit: value(1) }, []))).toBeUndefined()
})

test('the spread is that of the ratios, or of the figures where there is no floor', () => {
  expect(spreadOf(row({}))).toBeCloseTo((2 - 1.5) / 2 / 2)
  expect(spreadOf(row({}, [9, 10, 11], []))).toBeCloseTo(0.1)
})

test('rounds in which nothing went wrong on either side lie nowhere apart', () => {
  expect(spreadOf(row({}, [0, 0, 0], [0, 0, 0]))).toBe(0)
  expect(spreadOf(row({}, [9, 10, 11], [0, 0, 0]))).toBeCloseTo(0.1)
})
