import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isLoopbackHost } from './loopback.ts'

describe('the hosts only this machine can reach', () => {
  it.each([
    'localhost',
    'LOCALHOST',
    '127.0.0.1',
    '127.255.255.254',
    '::1',
    '[::1]',
    '0:0:0:0:0:0:0:1',
    '::ffff:127.0.0.1',
    '::FFFF:127.0.0.1',
  ])('%s is loopback', (host) => {
    expect(isLoopbackHost(host)).toBe(true)
  })

  it.each([
    '',
    '0.0.0.0',
    '::',
    '[::]',
    '192.168.1.2',
    '128.0.0.1',
    '127.0.0.256',
    '127.0.0.1.evil.example',
    '127.1',
    'localhost.evil.example',
    'notlocalhost',
    '::2',
    '::ffff:10.0.0.1',
    'fe80::1',
    'localhost:8000',
  ])('%j is not', (host) => {
    expect(isLoopbackHost(host)).toBe(false)
  })

  it('takes an IPv4 address for loopback exactly when it starts with 127', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(isLoopbackHost(address)).toBe(address.startsWith('127.'))
      }),
    )
  })
})
