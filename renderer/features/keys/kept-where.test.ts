import { expect, it } from 'vitest'
import { keptWhere } from './kept-where.ts'

it.each([
  ['keychain', false, { kind: 'keychain', state: 'available' }],
  ['keychain', false, { kind: 'keychain', state: 'locked' }],
  ['session', false, { kind: 'keychain', state: 'missing' }],
  ['session', false, { kind: 'keychain', state: 'denied' }],
  ['file', false, { kind: 'file', state: 'available' }],
  ['demo', true, { kind: 'session', state: 'available' }],
] as const)('who adds keys is told of the %s (demo: %s, vault: %o)', (where, isDemo, vault) => {
  expect(keptWhere({ isDemo, vault })).toBe(where)
})
