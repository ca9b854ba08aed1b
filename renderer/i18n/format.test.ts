import { expect, test } from 'vitest'
import { countdown, formatsOf } from './format.ts'

test('a span is counted down in the shortest form, and never below nothing', () => {
  expect([-1, 900, 41_000, 725_000, 11_220_000].map(countdown)).toEqual([
    '0:00',
    '0:01',
    '0:41',
    '12:05',
    '3:07:00',
  ])
})

test('how much a file takes is never said to be nothing', () => {
  expect([1, 500_000, 3_000_000].map(formatsOf('en').bytes)).toEqual(['1 kB', '489 kB', '3 MB'])
})

test('how long ago is said in the coarsest unit, in the language of the screen', () => {
  const now = 1_000_000_000
  expect(formatsOf('en').ago(now - 100_000, now)).toBe('2 min. ago')
  expect(formatsOf('en').ago(now + 7_200_000, now)).toBe('now')
  expect(formatsOf('zh-CN').ago(now - 3 * 86_400_000, now)).toBe('3天前')
})
