import { beforeEach, describe, expect, it } from 'vitest'
import { classify } from '../gemini/error.ts'
import { createKeyPool, type KeyPool, type KeyPoolSettings, type Lease } from './pool.ts'
import { keyId } from './pooled-key.ts'

const NONE: ReadonlySet<string> = new Set()
const MODEL = 'gemini-3.8-flash'
const invalid = classify(400, { message: 'API key not valid.' })
const perMinute = classify(429, {
  details: [{ violations: [{ quotaId: 'PerMinute' }] }, { retryDelay: '30s' }],
})

let nowMs = 0
let pool: KeyPool
let settings: KeyPoolSettings

function take(
  options: { preferPaid?: boolean; preferredKeyId?: string; exclude?: ReadonlySet<string> } = {},
): Lease {
  const acquired = pool.acquire({ model: MODEL, exclude: NONE, ...options })
  if (acquired.kind === 'none') throw new Error('no key')
  return acquired.lease
}

beforeEach(() => {
  nowMs = 1_000_000
  settings = { maxFailures: 3, keyStrategy: 'balanced', paidKeyUse: 'images' }
  pool = createKeyPool({ nowMs: () => nowMs, chance: () => 0, settings: () => settings })
})

describe('key pool', () => {
  it('spreads concurrent requests over all keys', () => {
    pool.add(['key-a', 'key-b', 'key-c'])
    const secrets = [take(), take(), take()].map(({ secret }) => secret)
    expect(new Set(secrets).size).toBe(3)
  })

  it('takes the key least in flight, then the one least recently used', () => {
    pool.add(['key-a', 'key-b'])
    const first = take()
    const second = take()
    second.succeed()
    expect(take().secret).toBe(second.secret)
    first.succeed()
    expect(take().secret).toBe(first.secret)
  })

  it('does not hand out a key that rests, and says when it is back', () => {
    pool.add(['key-a'])
    take().fail(perMinute)
    expect(pool.acquire({ model: MODEL, exclude: NONE })).toEqual({
      kind: 'none',
      total: 1,
      readyAtMs: nowMs + 31_000,
    })
    nowMs += 31_000
    expect(take().secret).toBe('key-a')
  })

  it('counts keys that can serve and keys there are', () => {
    pool.add(['key-a', 'key-b'])
    take().fail(invalid)
    expect(pool.counts()).toEqual({ ready: 1, total: 2 })
  })

  it('names nobody when no key will come back by itself', () => {
    pool.add(['key-a'])
    take().fail(invalid)
    expect(pool.acquire({ model: MODEL, exclude: NONE })).toEqual({ kind: 'none', total: 1 })
  })

  it('a lease counts once, however often it is ended', () => {
    pool.add(['key-a', 'key-b'])
    const lease = take()
    lease.cancel()
    lease.cancel()
    lease.fail(invalid)
    expect(pool.counts().ready).toBe(2)
    expect(new Set([take().secret, take().secret]).size).toBe(2)
  })

  it('keeps paid keys for those who ask, and falls back to the others', () => {
    pool.add(['key-a'])
    pool.add(['key-paid'], { paid: true })
    expect([take().secret, take().secret]).toEqual(['key-a', 'key-a'])
    const paid = take({ preferPaid: true })
    expect(paid.secret).toBe('key-paid')
    paid.fail(invalid)
    expect(take({ preferPaid: true }).secret).toBe('key-a')
    expect(pool.counts()).toEqual({ ready: 1, total: 1 })
  })

  it('holds a key once, and as paid if it was given as both', () => {
    pool.add(['key-a', 'key-a', 'key-b'])
    pool.add(['key-b'], { paid: true })
    expect(pool.list().map(({ paid }) => paid)).toEqual([false, true])
  })

  it('gives the preferred key as long as it is ready', () => {
    pool.add(['key-a', 'key-b'])
    const preferredKeyId = keyId('key-b')
    expect([1, 2, 3].map(() => take({ preferredKeyId }).secret)).toEqual([
      'key-b',
      'key-b',
      'key-b',
    ])
    take({ preferredKeyId }).fail(invalid)
    expect(take({ preferredKeyId }).secret).toBe('key-a')
  })

  it('lists keys without their secrets', () => {
    pool.add(['a-very-secret-key-x4f2'])
    expect(JSON.stringify(pool.list())).not.toContain('secret-key')
    expect(pool.list()[0]).toMatchObject({ masked: '…x4f2', ready: true, failures: 0 })
  })
})
