import { describe, expect, it } from 'vitest'
import { createGuessThrottle } from './guess-throttle.ts'

function setUp() {
  let nowMs = 1_000_000
  const throttle = createGuessThrottle(() => nowMs)
  const fail = (address: string, times: number) => {
    for (let at = 0; at < times; at += 1) throttle.failed(address)
  }
  return { throttle, fail, pass: (ms: number) => (nowMs += ms) }
}

describe('wrong tokens', () => {
  it('are free ten times, then one every half minute', () => {
    const { throttle, fail, pass } = setUp()
    fail('10.0.0.1', 9)
    expect(throttle.waitSeconds('10.0.0.1')).toBe(0)
    fail('10.0.0.1', 1)
    expect(throttle.waitSeconds('10.0.0.1')).toBe(30)
    pass(30_000)
    expect(throttle.waitSeconds('10.0.0.1')).toBe(0)
    fail('10.0.0.1', 1)
    expect(throttle.waitSeconds('10.0.0.1')).toBe(30)
    pass(300_000)
    fail('10.0.0.1', 9)
    expect(throttle.waitSeconds('10.0.0.1')).toBe(0)
  })

  it('of one address do not hold up another', () => {
    const { throttle, fail } = setUp()
    fail('10.0.0.1', 50)
    expect(throttle.waitSeconds('10.0.0.2')).toBe(0)
  })

  it('from many addresses hold up everybody, for a moment', () => {
    const { throttle, fail, pass } = setUp()
    for (let at = 0; at < 100; at += 1) fail(`10.0.1.${at}`, 1)
    expect(throttle.waitSeconds('10.9.9.9')).toBe(3)
    pass(3000)
    expect(throttle.waitSeconds('10.9.9.9')).toBe(0)
  })

  it.each([
    ['2001:db8:1:2::1', '2001:db8:1:2:ffff::9', true],
    ['2001:db8:1:2::1', '2001:db8:1:3::1', false],
    ['::1', '::2', true],
    ['::ffff:10.0.0.1', '::ffff:10.0.0.2', false],
  ])('of %s count for %s: %s', (from, to, isSame) => {
    const { throttle, fail } = setUp()
    fail(from, 11)
    expect(throttle.waitSeconds(to) > 0).toBe(isSame)
  })

  it('of more addresses than are remembered still hold up everybody', () => {
    const { throttle, fail } = setUp()
    for (let at = 0; at < 5000; at += 1) fail(`10.${at >> 8}.${at & 255}.1`, 1)
    expect(throttle.waitSeconds('10.0.0.1')).toBeGreaterThan(0)
  })
})
