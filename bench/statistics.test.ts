import { expect, test } from 'vitest'
import { isSteady, median, pairwise, spread } from './statistics.ts'

test('the median is the middle figure, or lies between the two in the middle', () => {
  expect(median([3, 1, 2])).toBe(2)
  expect(median([4, 1, 2, 3])).toBe(2.5)
  expect(median([7])).toBe(7)
  expect(median([])).toBeNaN()
})

test('rounds that lie between 0.9 and 1.1 of their median spread by a tenth', () => {
  expect(spread([0.9, 1, 1.1])).toBeCloseTo(0.1)
  expect(spread([-1.1, -1, -0.9])).toBeCloseTo(0.1)
  expect(spread([5])).toBe(0)
})

test('figures are compared with the floor of the same round', () => {
  expect(pairwise([4, 9], [2, 3], (one, base) => one / base)).toEqual([2, 3])
  expect(pairwise([4, 9], [2], (one, base) => one / base)).toEqual([2])
})

test('warming up is over when the last two figures lie within the share, not before', () => {
  expect(isSteady([5, 1.04, 1], 0.05)).toBe(true)
  expect(isSteady([1, 1.06], 0.05)).toBe(false)
  expect(isSteady([1], 0.05)).toBe(false)
})
