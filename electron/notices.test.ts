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
    { id: 2, message: 'second', atMs: 1 },
    { id: 3, message: 'first', atMs: 2 },
  ])
  for (let at = 0; at < 20; at += 1) notices.add(`n${at}`)
  expect(notices.list().map(({ message }) => message)).toEqual(
    Array.from({ length: 20 }, (_, at) => `n${at}`),
  )
  expect(told).toBe(23)
})

it('a notice that was read is gone, until the same happens again', () => {
  const notices = createNotices(() => 0)
  notices.add('the disk is full')
  const [read] = notices.list()
  expect(notices.dismiss(read?.id ?? 0)).toBe(true)
  expect(notices.list()).toEqual([])
  notices.add('the disk is full')
  // Whoever still sees the old one does not dismiss the new one.
  expect(notices.dismiss(read?.id ?? 0)).toBe(false)
  expect(notices.list()).toMatchObject([{ message: 'the disk is full' }])
})
