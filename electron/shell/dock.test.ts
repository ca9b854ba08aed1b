import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createDockIcon, DOCK_PAUSE_MS } from './dock.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function setUp() {
  const calls: string[] = []
  const dock = createDockIcon({
    show: async () => void calls.push('show'),
    hide: () => void calls.push('hide'),
  })
  return { calls, dock }
}

it('the icon comes with the window and goes with it', () => {
  const { calls, dock } = setUp()
  dock.onShown()
  vi.advanceTimersByTime(DOCK_PAUSE_MS)
  dock.onGone()
  expect(calls).toEqual(['show', 'hide'])
})

it('what follows at once waits, because macOS would ignore it, and only the last wish counts', () => {
  const { calls, dock } = setUp()
  dock.onShown()
  dock.onGone()
  dock.onShown()
  dock.onGone()
  expect(calls).toEqual(['show'])
  vi.advanceTimersByTime(DOCK_PAUSE_MS)
  expect(calls).toEqual(['show', 'hide'])
})

it('a wish that was taken back in time changes nothing', () => {
  const { calls, dock } = setUp()
  dock.onShown()
  dock.onGone()
  dock.onShown()
  vi.advanceTimersByTime(10 * DOCK_PAUSE_MS)
  expect(calls).toEqual(['show'])
})

it('an app that starts hidden takes its icon away, also where the system began with one', () => {
  const { calls, dock } = setUp()
  dock.onGone()
  expect(calls).toEqual(['hide'])
})

it('other systems have no Dock', () => {
  const dock = createDockIcon(undefined)
  dock.onShown()
  dock.onGone()
  expect(vi.getTimerCount()).toBe(0)
})
