import { beforeEach, describe, expect, it } from 'vitest'
import { classify } from '../gemini/error.ts'
import { createKeyPool, type KeyPool } from './pool.ts'
import { keyId } from './pooled-key.ts'

const NONE: ReadonlySet<string> = new Set()
const owner = keyId('key-b')
const perMinute = classify(429, {
  details: [{ violations: [{ quotaId: 'PerMinute' }] }, { retryDelay: '30s' }],
})

let nowMs = 0
let pool: KeyPool
const ask = (more: { paidOnly?: boolean; exclude?: ReadonlySet<string> } = {}) =>
  pool.acquire({ model: 'gemini-3.8-flash', exclude: NONE, onlyKeyId: owner, ...more })

beforeEach(() => {
  nowMs = 1_000_000
  const settings = { maxFailures: 3, keyStrategy: 'balanced', paidKeyUse: 'images' } as const
  pool = createKeyPool({ nowMs: () => nowMs, chance: () => 0, settings: () => settings })
  pool.add(['key-a', 'key-b', 'key-c'])
})

describe('a call about what one key has made', () => {
  it('gets that key and no other, however busy it is', () => {
    const secrets = Array.from({ length: 5 }, () => {
      const acquired = ask()
      return acquired.kind === 'leased' && acquired.lease.secret
    })
    expect(new Set(secrets)).toEqual(new Set(['key-b']))
  })

  it('is told when the key is back while it rests, and gets it then', () => {
    const first = ask()
    if (first.kind === 'leased') first.lease.fail(perMinute)
    const resting = ask()
    expect(resting).toMatchObject({ kind: 'none', total: 1 })
    nowMs = resting.kind === 'none' ? (resting.readyAtMs ?? 0) : 0
    expect(nowMs).toBeGreaterThanOrEqual(1_030_000)
    expect(ask().kind).toBe('leased')
  })

  it('gets none when the key is switched off, gone, or free where only a paid one may serve', () => {
    expect(ask({ paidOnly: true })).toEqual({ kind: 'none', total: 0 })
    pool.update(owner, { enabled: false })
    expect(ask()).toEqual({ kind: 'none', total: 0 })
    pool.remove(owner)
    expect(ask()).toEqual({ kind: 'none', total: 0 })
  })
})
