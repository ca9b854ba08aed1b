import { describe, expect, it } from 'vitest'
import { isFirstStart } from './is-first-start.ts'

const fresh = {
  keys: { ready: 0, total: 0, byState: {}, partly: { count: 0 }, paid: 0 },
  service: { kind: 'stopped' as const },
  vault: { kind: 'keychain' as const, state: 'available' as const },
  isDemo: false,
}
const locked = { kind: 'keychain' as const, state: 'locked' as const }
const missing = { kind: 'session' as const, state: 'missing' as const }

describe('the guide for the first start', () => {
  it('opens by itself where there is no key, with a keychain or without', () => {
    expect(isFirstStart(fresh, false)).toBe(true)
    expect(isFirstStart({ ...fresh, vault: missing }, false)).toBe(true)
  })

  it.each([
    [
      'there are keys',
      { ...fresh, keys: { ready: 0, total: 1, byState: {}, partly: { count: 0 }, paid: 0 } },
      false,
    ],
    ['there were keys, or it was left out', fresh, true],
    ['the demo brings its own', { ...fresh, isDemo: true }, false],
    ['keys may be in a locked keychain', { ...fresh, vault: locked }, false],
    ['the service has only just begun', { ...fresh, service: { kind: 'starting' } }, false],
  ] as const)('stays away where %s', (_why, status, wasHere) => {
    expect(isFirstStart(status, wasHere)).toBe(false)
  })
})
