import { describe, expect, it } from 'vitest'
import { CallFailed } from './call-failed.ts'
import { hidePasswords, restorePasswords } from './proxy-passwords.ts'

const inForce = ['system', 'http://me:p%40ss@proxy.example:1', 'socks5://you:s3:cret@10.0.0.1']
const shown = ['system', 'http://me:…@proxy.example:1', 'socks5://you:…@10.0.0.1']

describe('passwords of proxies', () => {
  it('are not shown', () => {
    expect(hidePasswords(inForce)).toEqual(shown)
    expect(hidePasswords(['none', 'http://proxy.example:3128'])).toEqual([
      'none',
      'http://proxy.example:3128',
    ])
  })

  it('stay when the list is sent back as it was shown, in any order, with others', () => {
    expect(restorePasswords(shown.toReversed(), inForce)).toEqual(inForce.toReversed())
    expect(restorePasswords(['http://new:pw@x.example'], inForce)).toEqual([
      'http://new:pw@x.example',
    ])
  })

  it('are asked for when the address around them has changed', () => {
    expect(() => restorePasswords(['http://me:…@other.example:1'], inForce)).toThrow(CallFailed)
  })

  it.each(['system', 7, null, [7]])('leave it to the schema to refuse %j', (sent) => {
    expect(restorePasswords(sent, inForce)).toEqual(sent)
  })
})
