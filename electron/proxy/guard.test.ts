import { describe, expect, it } from 'vitest'
import { hostName, isAllowedHost, isAllowedOrigin, presentedTokens } from './guard.ts'

describe('Host', () => {
  it.each(['127.0.0.1:8000', 'localhost', 'LOCALHOST:1', '[::1]:8000', '127.0.0.2'])(
    '%s is this machine',
    (host) => expect(isAllowedHost(host, [])).toBe(true),
  )
  it.each([
    'evil.example',
    'evil.example:8000',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '127.0.0.1@evil.example',
    'a.localhost',
    '192.168.1.5:8000',
    '0.0.0.0',
    '',
    undefined,
    'local host',
    '[::1',
  ])('%s is not', (host) => expect(isAllowedHost(host, [])).toBe(false))

  it('is also a name that the person allowed', () => {
    expect(isAllowedHost('NAS.local:8000', ['nas.local'])).toBe(true)
    expect(isAllowedHost('other.local', ['nas.local'])).toBe(false)
  })

  it('is read without port and brackets', () => {
    expect(hostName('[FE80::1]:80')).toBe('fe80::1')
  })
})

describe('Origin', () => {
  const rule = { allowed: ['https://chat.example.org'], tokenRequired: true }
  it.each([
    undefined,
    'http://localhost:3000',
    'http://127.0.0.1:8000',
    'http://[::1]:5173',
    'https://chat.example.org',
    'app://obsidian.md',
    'file://',
    'vscode-webview://abc',
    'tauri://localhost',
    'null',
  ])('%s may call', (origin) => expect(isAllowedOrigin(origin, rule)).toBe(true))

  it.each([
    'https://evil.example',
    'http://localhost.evil.example',
    'https://chat.example.org.evil.example',
    'http://192.168.1.5',
    'not an origin',
    '',
  ])('%s may not', (origin) => expect(isAllowedOrigin(origin, rule)).toBe(false))

  it('of the very host that is asked may call: it is a page of our own', () => {
    const own = { ...rule, host: 'NAS.local:8000' }
    expect(isAllowedOrigin('http://nas.local:8000', own)).toBe(true)
    expect(isAllowedOrigin('https://nas.local', { ...rule, host: 'nas.local' })).toBe(true)
    for (const other of ['http://nas.local', 'http://nas.local:8001', 'http://other.local:8000'])
      expect(isAllowedOrigin(other, own)).toBe(false)
  })

  it('null may not call when there is no token to tell friend from foe', () => {
    expect(isAllowedOrigin('null', { allowed: [], tokenRequired: false })).toBe(false)
  })
})

describe('access tokens', () => {
  it('are found in all four places', () => {
    const headers = { authorization: 'bearer a', 'x-goog-api-key': 'b', 'x-api-key': 'c' }
    expect(presentedTokens(headers, '/v1beta/models?x=1&key=d%20e')).toEqual(['a', 'b', 'c', 'd e'])
    expect(presentedTokens({ authorization: 'Basic eDp5' }, '/v1/models')).toEqual([])
  })
})
