import { expect, it } from 'vitest'
import type { Clock } from '../shared/clock.ts'
import type { AppStatus } from '../shared/contract/app.ts'
import { createAppFeed } from './app-feed.ts'

const status = (changes: Partial<AppStatus>): AppStatus => ({
  version: '1.0.0',
  mode: 'headless',
  platform: 'linux',
  isDemo: false,
  startedAtMs: 0,
  service: { kind: 'stopped' },
  keys: { ready: 0, total: 1, byState: {}, partly: { count: 0 }, paid: 0 },
  vault: { kind: 'keychain', state: 'available' },
  attention: [],
  dataDir: '/data',
  can: {
    startStop: false,
    openFolder: false,
    update: false,
    restart: false,
  },
  ...changes,
})

it('that a key is back or a hold is over is told without anything happening', () => {
  const timers = new Map<number, () => void>()
  const clock: Clock = {
    nowMs: () => 1000,
    after(delayMs, callback) {
      timers.set(delayMs, callback)
      return () => timers.delete(delayMs)
    },
  }
  let now = status({ nextReadyAtMs: 9000, attention: [{ code: 'throttled', untilMs: 6000 }] })
  let woken = 0
  const feed = createAppFeed(() => now, [], clock)
  const stop = feed.watch(() => (woken += 1))
  expect([...timers.keys()]).toEqual([5005])
  timers.get(5005)?.()
  expect(woken).toBe(1)
  now = status({ nextReadyAtMs: 9000 })
  expect(feed.take()).toEqual(now)
  expect([...timers.keys()]).toEqual([8005])
  now = status({})
  feed.take()
  expect(timers.size).toBe(0)
  stop()
})
