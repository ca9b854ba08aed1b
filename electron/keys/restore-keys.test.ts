import { describe, expect, it } from 'vitest'
import { classify } from '../gemini/error.ts'
import { createKeyPool, type KeyPool } from './pool.ts'
import { restoreKeys } from './restore-keys.ts'
import { toStored } from './stored-key.ts'

const newPool = () =>
  createKeyPool({
    nowMs: () => 1000,
    chance: () => 0,
    settings: () => ({ maxFailures: 3, keyStrategy: 'balanced', paidKeyUse: 'images' }),
  })

function learnedFrom(pool: KeyPool) {
  const keys = pool.list().flatMap(({ id }) => pool.get(id) ?? [])
  return new Map(keys.map((key) => [key.id, structuredClone(toStored(key))]))
}

describe('keys after a restart', () => {
  const before = newPool()
  before.add(['key-bad', 'key-good'])
  const acquired = before.acquire({ model: 'm', exclude: new Set() })
  if (acquired.kind === 'leased') acquired.lease.fail(classify(400, { message: 'API key expired' }))
  const learned = learnedFrom(before)

  it('are known again, and a bad one is not tried once more', () => {
    const pool = newPool()
    restoreKeys(pool, ['key-new', 'key-bad', 'key-good'], learned, {})
    expect(pool.counts()).toEqual({ ready: 2, total: 3 })
    expect(pool.list().find(({ masked }) => masked === '…d')?.state).toBe('invalid')
  })

  it('are paid when they are called so now, and stand in the pool once', () => {
    const pool = newPool()
    restoreKeys(pool, ['key-good'], learned, {})
    restoreKeys(pool, ['key-good'], learned, { paid: true })
    expect(pool.list().map(({ paid }) => paid)).toEqual([true])
  })
})
