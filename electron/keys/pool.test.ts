import { beforeEach, describe, expect, it } from 'vitest'
import { classify } from '../gemini/error.ts'
import type { Lease } from './lease.ts'
import { createKeyPool, type KeyPool, type KeyPoolSettings } from './pool.ts'
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

describe('a key whose rest has just ended', () => {
  beforeEach(() => {
    pool.add(['key-a', 'key-b'])
    const [first, second] = [take(), take()]
    first.fail(perMinute)
    second.succeed()
    nowMs += 40_000
  })

  it('is tried with one call while others can serve', () => {
    const leases = Array.from({ length: 6 }, () => take())
    expect(leases.filter(({ secret }) => secret === 'key-a')).toHaveLength(1)
  })

  it('takes its full share after a success', () => {
    const leases = [take(), take()]
    for (const lease of leases) lease.succeed()
    const secrets = Array.from({ length: 6 }, () => take().secret)
    expect(secrets.filter((secret) => secret === 'key-a')).toHaveLength(3)
  })

  it('serves within the margin, as soon as Google allows it, when nobody else can', () => {
    const resting = take({ preferredKeyId: keyId('key-b') })
    resting.fail(perMinute)
    const exclude = new Set([keyId('key-a')])
    expect(pool.acquire({ model: MODEL, exclude }).kind).toBe('none')
    nowMs += 30_000
    expect(take({ exclude }).secret).toBe('key-b')
  })

  it('serves more than one call when nobody else can', () => {
    const exclude = new Set([keyId('key-b')])
    expect([take({ exclude }).secret, take({ exclude }).secret]).toEqual(['key-a', 'key-a'])
  })
})

describe('keys of one project', () => {
  it('rest together once Google has named the project', () => {
    pool.add(['key-a', 'key-b', 'key-c'])
    const named = classify(429, {
      details: [
        { violations: [{ quotaId: 'GenerateRequestsPerMinutePerProjectPerModel' }] },
        { metadata: { consumer: 'projects/123' } },
      ],
    })
    const [first, second] = [take(), take()]
    first.fail(named)
    second.fail(named)
    nowMs += 120_000
    const third = take({ preferredKeyId: first.keyId })
    third.fail(named)
    const secrets = Array.from({ length: 4 }, () => take().secret)
    expect(new Set(secrets)).toEqual(new Set(['key-c']))
  })

  it('rest together when a person has put them into one', () => {
    pool.add(['key-a', 'key-b'])
    for (const { id } of pool.list()) pool.update(id, { project: 'mine' })
    take().fail(perMinute)
    expect(pool.acquire({ model: MODEL, exclude: NONE }).kind).toBe('none')
    expect(pool.acquire({ model: 'another-model', exclude: NONE }).kind).toBe('leased')
  })

  it('are found out by failing together again and again while others are served', () => {
    pool.add(['key-a', 'key-b', 'key-c'])
    const projectOf = (secret: string) => pool.get(keyId(secret))?.project?.id
    for (let time = 0; time < 20 && projectOf('key-a') === undefined; time += 1) {
      for (const secret of ['key-a', 'key-b'])
        take({ preferredKeyId: keyId(secret) }).fail(perMinute)
      take({ preferredKeyId: keyId('key-c') }).succeed()
      nowMs += 60_000
    }
    const projects = pool.list().map(({ project }) => project?.id)
    expect(projects[0]).toBeDefined()
    expect(projects[0]).toBe(projects[1])
    expect(projects[2]).toBeUndefined()
  })
})

describe('trouble that is no single key’s', () => {
  const bare = classify(429, { message: 'Resource has been exhausted (e.g. check quota).' })
  const overloaded = classify(503, { message: 'The model is overloaded.' })
  const held = (model = MODEL) => {
    const acquired = pool.acquire({ model, exclude: NONE })
    return acquired.kind === 'none' ? acquired.hold : undefined
  }

  beforeEach(() => {
    pool.add(Array.from({ length: 8 }, (_, index) => `key-number-${index}`))
  })

  it('an address that Google throttles stops all calls, and the keys are forgiven', () => {
    for (let index = 0; index < 5; index += 1) take().fail(bare)
    expect(held()).toBe('throttled')
    expect(pool.list().every(({ models }) => models.length === 0)).toBe(true)
    nowMs += 30_001
    take().fail(bare)
    expect(held()).toBe('throttled')
    nowMs += 60_001
    take().succeed()
    take().fail(bare)
    expect(held()).toBeUndefined()
  })

  it('a model that is overloaded for several keys is left alone for a moment, others are not', () => {
    for (let index = 0; index < 3; index += 1) take().fail(overloaded)
    expect(held()).toBe('overloaded')
    expect(held('another-model')).toBeUndefined()
    nowMs += 3001
    expect(held()).toBeUndefined()
  })
})

describe('the order in which keys are used', () => {
  const order = (count: number) =>
    Array.from({ length: count }, () => {
      const lease = take()
      lease.succeed()
      return lease.secret
    })

  it('round-robin takes one after the other', () => {
    settings.keyStrategy = 'round-robin'
    pool.add(['key-a', 'key-b', 'key-c'])
    expect(order(6)).toEqual(['key-a', 'key-b', 'key-c', 'key-a', 'key-b', 'key-c'])
  })

  it('fill-first stays with the first by priority, and a change of strategy applies at once', () => {
    pool.add(['key-a', 'key-b'])
    pool.update(keyId('key-b'), { priority: -1 })
    settings.keyStrategy = 'fill-first'
    expect(order(3)).toEqual(['key-b', 'key-b', 'key-b'])
    settings.keyStrategy = 'balanced'
    expect(new Set(order(4)).size).toBe(2)
  })

  it('a key of weight 3 is used three times as often', () => {
    pool.add(['key-a', 'key-b'])
    pool.update(keyId('key-b'), { weight: 3 })
    expect(order(40).filter((secret) => secret === 'key-b')).toHaveLength(30)
  })

  it('a disabled key is not used until it is enabled again', () => {
    pool.add(['key-a', 'key-b'])
    pool.update(keyId('key-a'), { enabled: false })
    expect(new Set(order(4))).toEqual(new Set(['key-b']))
    pool.update(keyId('key-a'), { enabled: true })
    expect(new Set(order(4)).size).toBe(2)
  })

  it('a conversation stays with its key while that is ready and not crowded', () => {
    pool.add(['key-a', 'key-b', 'key-c'])
    const talk = () => {
      const acquired = pool.acquire({ model: MODEL, exclude: NONE, conversation: 'c' })
      if (acquired.kind === 'none') throw new Error('no key')
      return acquired.lease
    }
    const first = talk()
    first.succeed()
    order(4)
    const second = talk()
    expect(second.secret).toBe(first.secret)
    second.fail(perMinute)
    expect(talk().secret).not.toBe(first.secret)
    expect(new Set(Array.from({ length: 9 }, () => talk().secret)).size).toBe(2)
  })

  it('paid keys serve as the setting says', () => {
    pool.add(['key-a'])
    pool.add(['key-paid'], { paid: true })
    settings.paidKeyUse = 'fallback'
    expect(new Set(order(3))).toEqual(new Set(['key-a']))
    take().fail(perMinute)
    expect(new Set(order(3))).toEqual(new Set(['key-paid']))
  })
})

describe('a removed key', () => {
  it('is not used any more, and comes back as it was', () => {
    pool.add(['key-a', 'key-b'])
    take().fail(invalid)
    const removed = pool.remove(keyId('key-a'))
    expect(pool.counts()).toEqual({ ready: 1, total: 1 })
    if (removed !== undefined) pool.put(removed)
    expect(pool.counts()).toEqual({ ready: 1, total: 2 })
    pool.reset(keyId('key-a'))
    expect(pool.counts()).toEqual({ ready: 2, total: 2 })
  })
})
