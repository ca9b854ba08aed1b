import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { atMostEvery } from './at-most-every.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('the first wish is carried out at once, all that follow in the pause together at its end', () => {
  const task = vi.fn<() => void>()
  const paced = atMostEvery(250, task)
  for (let at = 0; at < 100; at += 1) paced.run()
  expect(task).toHaveBeenCalledTimes(1)
  vi.advanceTimersByTime(250)
  expect(task).toHaveBeenCalledTimes(2)
  vi.advanceTimersByTime(1000)
  expect(task).toHaveBeenCalledTimes(2)
  paced.run()
  expect(task).toHaveBeenCalledTimes(3)
})

it('nothing is done after it was stopped', () => {
  const task = vi.fn<() => void>()
  const paced = atMostEvery(250, task)
  paced.run()
  paced.run()
  paced.stop()
  vi.advanceTimersByTime(1000)
  paced.run()
  expect(task).toHaveBeenCalledTimes(1)
})

it('a task that asks for itself goes on at its pace and does not call itself without end', () => {
  let runs = 0
  const paced = atMostEvery(250, () => {
    runs += 1
    paced.run()
  })
  paced.run()
  vi.advanceTimersByTime(1000)
  expect(runs).toBe(5)
  paced.stop()
})
