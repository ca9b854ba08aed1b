import { expect, it } from 'vitest'
import { createNotices } from './notices.ts'

it('a notice that is not true any more is taken back, once', () => {
  const notices = createNotices(() => 0)
  let told = 0
  notices.add('the disk is full')
  notices.onChange(() => (told += 1))
  notices.withdraw('the disk is full')
  notices.withdraw('the disk is full')
  expect(notices.list()).toEqual([])
  expect(told).toBe(1)
})

it('notices are the last twenty sentences, each once, at the time it was said last', () => {
  let nowMs = 0
  const notices = createNotices(() => nowMs)
  let told = 0
  notices.onChange(() => (told += 1))
  notices.add('first')
  nowMs = 1
  notices.add('second')
  nowMs = 2
  notices.add('first')
  expect(notices.list()).toEqual([
    { message: 'second', atMs: 1 },
    { message: 'first', atMs: 2 },
  ])
  for (let at = 0; at < 20; at += 1) notices.add(`n${at}`)
  expect(notices.list().map(({ message }) => message)).toEqual(
    Array.from({ length: 20 }, (_, at) => `n${at}`),
  )
  expect(told).toBe(23)
})
