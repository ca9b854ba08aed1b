import { expect, it } from 'vitest'
import { classify } from '../gemini/error.ts'
import { statusOf } from '../keys/key-status.ts'
import { createKeyPool } from '../keys/pool.ts'
import type { Clock } from '../shared/clock.ts'
import { createKeyFeed } from './key-feed.ts'

function setUp() {
  let nowMs = 1_000_000
  const timers = new Set<{ atMs: number; callback: () => void }>()
  const clock: Clock = {
    nowMs: () => nowMs,
    after(delayMs, callback) {
      const timer = { atMs: nowMs + delayMs, callback }
      timers.add(timer)
      return () => timers.delete(timer)
    },
  }
  const pool = createKeyPool({
    nowMs: clock.nowMs,
    chance: () => 0,
    settings: () => ({ maxFailures: 3, keyStrategy: 'balanced', paidKeyUse: 'images' }),
  })
  const feed = createKeyFeed({
    pool,
    clock,
    viewOf(id) {
      const key = pool.get(id)
      return key && { ...statusOf(key, nowMs), source: 'session' }
    },
  })
  /** Lets the earliest timer ring. */
  const ring = () => {
    const [timer] = [...timers].sort((a, b) => a.atMs - b.atMs)
    if (timer === undefined) throw new Error('Nothing is waited for')
    timers.delete(timer)
    nowMs = timer.atMs
    timer.callback()
  }
  return { pool, feed, ring, timers }
}

it('keys that changed are told once each, in full, with those that are gone', () => {
  const { pool, feed } = setUp()
  const [first, second] = pool.add(['key-1', 'key-2']).map(({ id }) => id)
  let woken = 0
  feed.watch(() => (woken += 1))
  pool.update(first!, { label: 'A' })
  pool.update(first!, { label: 'B' })
  pool.remove(second!)
  expect(woken).toBeGreaterThan(0)
  expect(feed.take()).toMatchObject({
    changed: [{ id: first, label: 'B' }],
    removed: [second],
    tally: { ready: 1, total: 1 },
  })
})

it('a key whose rest ends is told without anybody asking for it', () => {
  const { pool, feed, ring, timers } = setUp()
  const [key] = pool.add(['key-1'])
  let woken = 0
  const stop = feed.watch(() => (woken += 1))
  const acquired = pool.acquire({ model: 'm', exclude: new Set() })
  if (acquired.kind !== 'leased') throw new Error('no key')
  const quota = {
    '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
    violations: [{ quotaId: 'GenerateRequestsPerMinutePerProjectPerModel-FreeTier' }],
  }
  const wait = { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '30s' }
  acquired.lease.fail(classify(429, { status: 'RESOURCE_EXHAUSTED', details: [quota, wait] }))
  const told = feed.take()
  expect(told?.changed[0]?.models).toMatchObject([{ state: 'cooling' }])
  woken = 0
  ring()
  expect(woken).toBe(1)
  expect(feed.take()?.changed).toMatchObject([{ id: key?.id, models: [] }])
  expect(timers.size).toBe(0)
  stop()
})

it('nothing is waited for once nobody watches', () => {
  const { pool, feed, timers } = setUp()
  pool.add(['key-1'])
  const stop = feed.watch(() => undefined)
  const acquired = pool.acquire({ model: 'm', exclude: new Set() })
  if (acquired.kind === 'leased') acquired.lease.fail(classify(429, {}))
  feed.take()
  expect(timers.size).toBe(1)
  stop()
  expect(timers.size).toBe(0)
})
