import { expect, it, vi } from 'vitest'
import { onceSettled } from './settled.ts'

it('a start is over after the first second in which next to nothing was done, and only once', () => {
  vi.useFakeTimers()
  const busyShares = [0.9, 0.4, 0.02, 0]
  const watched = vi.spyOn(performance, 'eventLoopUtilization').mockImplementation((since) => {
    const utilization = since === undefined ? 0 : (busyShares.shift() ?? 0)
    return { idle: 0, active: 0, utilization }
  })
  const act = vi.fn<() => void>()
  onceSettled(act)
  vi.advanceTimersByTime(2000)
  expect(act).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1000)
  expect(act).toHaveBeenCalledOnce()
  vi.advanceTimersByTime(60_000)
  expect(act).toHaveBeenCalledOnce()
  watched.mockRestore()
  vi.useRealTimers()
})
