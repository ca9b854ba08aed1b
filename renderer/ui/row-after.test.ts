import { expect, it } from 'vitest'
import { rowAfter } from './row-after.ts'

const place = { row: 5, count: 20, perPage: 10, isStop: () => true }

it.each([
  ['ArrowDown', 6],
  ['ArrowUp', 4],
  ['PageDown', 15],
  ['PageUp', 0],
  ['Home', 0],
  ['End', 19],
])('%s leads from row 5 to row %s', (key, row) => {
  expect(rowAfter(key, place)).toBe(row)
})

it('leads no further than to the ends, and by no other key', () => {
  expect(rowAfter('PageDown', { ...place, row: 19 })).toBe(19)
  expect(rowAfter('Enter', place)).toBeUndefined()
})

it('passes over rows that cannot have the focus', () => {
  const isStop = (row: number) => row !== 0 && row !== 6
  expect(rowAfter('ArrowDown', { ...place, isStop })).toBe(7)
  expect(rowAfter('ArrowUp', { ...place, row: 7, isStop })).toBe(5)
  expect(rowAfter('Home', { ...place, isStop })).toBe(1)
  expect(rowAfter('Home', { ...place, isStop: () => false })).toBeUndefined()
})
