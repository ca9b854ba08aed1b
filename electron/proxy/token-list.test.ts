import { describe, expect, it } from 'vitest'
import { createTokenList, type NewToken } from './token-list.ts'

const token = (secret: string, more: Partial<NewToken> = {}): NewToken => ({
  id: secret,
  name: `${secret} by name`,
  secret,
  source: 'environment',
  isOurs: false,
  isAdmin: false,
  ...more,
})

function setUp(...tokens: NewToken[]) {
  let nowMs = 1_000_000
  const list = createTokenList(() => nowMs)
  for (const one of tokens) list.add(one)
  return { list, pass: (ms: number) => (nowMs += ms) }
}

describe('access tokens', () => {
  it('match exactly or not at all', () => {
    const { list } = setUp(token('sk-one'), token('sk-two'))
    expect(list.accepted(['wrong', 'sk-two'])).toBe('sk-two by name')
    for (const wrong of [[], [''], ['sk-on'], ['sk-one '], ['SK-ONE']]) {
      expect(list.accepted(wrong)).toBeUndefined()
    }
  })

  it('that are empty never match', () => {
    const { list } = setUp(token('', { isAdmin: true }), token('  ', { id: 'b' }))
    expect(list.accepted(['', '  '])).toBeUndefined()
    expect(list.isAdmin(['', '  '])).toBe(false)
    expect([list.has('any'), list.has('admin')]).toEqual([false, false])
  })

  it('of clients are not the administrator’s', () => {
    const { list } = setUp(token('sk-client'), token('sk-admin', { isAdmin: true }))
    expect(list.isAdmin(['sk-client'])).toBe(false)
    expect(list.isAdmin(['sk-client', 'sk-admin'])).toBe(true)
    expect(list.accepted(['sk-admin'])).toBe('sk-admin by name')
  })

  it('open nothing any more from the moment they are removed', () => {
    const { list } = setUp(token('sk-one'))
    expect(list.remove('sk-one')).toBe(true)
    expect(list.accepted(['sk-one'])).toBeUndefined()
    expect(list.remove('sk-one')).toBe(false)
  })

  it('are listed without secrets, with their last use', () => {
    const { list, pass } = setUp(token('sk-long-enough', { name: 'Phone' }))
    expect(list.list()[0]).not.toHaveProperty('lastUsedAtMs')
    list.accepted(['sk-long-enough'])
    pass(5)
    expect(list.list()).toMatchObject([{ name: 'Phone', lastUsedAtMs: 1_000_000, masked: '…ough' }])
    expect(JSON.stringify(list.list())).not.toContain('"sk-long-enough":')
    expect(list.list()[0]).not.toHaveProperty('secret')
  })

  it('tell of changes, and of uses now and then', () => {
    const { list, pass } = setUp(token('sk-one'))
    let told = 0
    list.onChange(() => (told += 1))
    for (let at = 0; at < 100; at += 1) list.accepted(['sk-one'])
    expect(told).toBe(1)
    pass(10_000)
    list.accepted(['sk-one'])
    list.rename('sk-one', 'Laptop')
    expect(told).toBe(3)
    expect(list.rename('none', 'x')).toBe(false)
  })
})

describe('a token of any length', () => {
  it('opens only for its very bytes', () => {
    for (const secret of [
      'x',
      'é'.repeat(20),
      'a'.repeat(252),
      'b'.repeat(253),
      'c'.repeat(4000),
    ]) {
      const { list } = setUp(token(secret))
      expect(list.accepted([secret])).toBeDefined()
      for (const wrong of [`${secret}\0`, `${secret}x`, secret.slice(1), `y${secret.slice(1)}`]) {
        expect(list.accepted([wrong])).toBeUndefined()
      }
    }
  })
})
