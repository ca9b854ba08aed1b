import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createEnding, END_WITHIN_MS } from './ending.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('everything is closed once, however often a person quits', async () => {
  const close = vi.fn<() => Promise<void>>().mockResolvedValue()
  const onProblem = vi.fn<(message: string) => void>()
  const ending = createEnding({ close, onProblem })
  const ends = [ending.end(), ending.end()]
  expect(ending.isOver()).toBe(false)
  await Promise.all(ends)
  expect(ending.isOver()).toBe(true)
  expect(close).toHaveBeenCalledOnce()
  expect(onProblem).not.toHaveBeenCalled()
  expect(vi.getTimerCount()).toBe(0)
})

it('what hangs is not waited for beyond three seconds', async () => {
  const problems: string[] = []
  const ending = createEnding({
    close: () => new Promise(() => undefined),
    onProblem: (message) => problems.push(message),
  })
  let isOver = false
  void ending.end().then(() => (isOver = true))
  await vi.advanceTimersByTimeAsync(END_WITHIN_MS - 1)
  expect(isOver).toBe(false)
  await vi.advanceTimersByTimeAsync(1)
  expect(isOver).toBe(true)
  expect(END_WITHIN_MS).toBeLessThan(3000)
  expect(problems).toEqual(['Not everything was closed in time'])
})

it('what fails is told, and the app ends all the same', async () => {
  const problems: string[] = []
  const ending = createEnding({
    close: () => Promise.reject(new Error('disk full')),
    onProblem: (message) => problems.push(message),
  })
  await ending.end()
  expect(problems).toEqual(['Not everything was closed: disk full'])
})
