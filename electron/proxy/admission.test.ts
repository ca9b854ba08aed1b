import { describe, expect, it } from 'vitest'
import { createAdmission } from './admission.ts'
import { Problem } from './problem.ts'
import { createTokenList } from './token-list.ts'

const origin = { source: 'environment', isOurs: false } as const
const GUEST = '192.168.1.20'

function setUp() {
  let nowMs = 1_000_000
  const tokens = createTokenList(() => nowMs)
  tokens.add({ id: 't', name: 'Laptop', secret: 'right', isAdmin: false, ...origin })
  const admission = createAdmission(
    () => ({ host: '0.0.0.0', requireToken: true, allowedHosts: [], allowedOrigins: [] }),
    tokens,
    () => nowMs,
  )
  const show = (token: string, ip = GUEST) => {
    const found = admission.tokenOf({ 'x-api-key': token }, '/v1/models', ip)
    return found instanceof Problem ? found.fields.status : found
  }
  const guess = (times: number, ip = GUEST) =>
    Array.from({ length: times }, (_, at) => show(`wrong-${at}`, ip)).at(-1)
  return { admission, show, guess, pass: (ms: number) => (nowMs += ms) }
}

describe('who guesses tokens over the network', () => {
  it('has ten tries, and then none is looked at for a while, not even the right one', () => {
    const { show, guess, pass } = setUp()
    expect(guess(10)).toBe(401)
    expect(guess(1)).toBe(429)
    expect(show('right')).toBe(429)
    pass(31_000)
    expect(show('right')).toBe('Laptop')
  })

  it('is told when to come back', () => {
    const { admission, guess } = setUp()
    guess(10)
    const problem = admission.tokenOf({ 'x-api-key': 'x' }, '/', GUEST)
    expect(problem).toMatchObject({ fields: { status: 429, retryAfterSeconds: 30 } })
  })

  it('keeps nobody out who has shown a valid token from another address', () => {
    const { show, guess } = setUp()
    expect(show('right', '192.168.1.30')).toBe('Laptop')
    for (let host = 0; host < 20; host += 1) guess(11, `10.0.0.${host}`)
    expect(show('right', '192.168.1.30')).toBe('Laptop')
  })

  it('is not who sends no token, nor a client of this machine with an old one', () => {
    const { admission, show, guess } = setUp()
    expect(guess(200, '127.0.0.1')).toBe(401)
    expect(show('right', '127.0.0.1')).toBe('Laptop')
    for (let at = 0; at < 50; at += 1) admission.tokenOf({}, '/v1/models', GUEST)
    expect(show('right')).toBe('Laptop')
  })
})
