import { expect, it } from 'vitest'
import { findingsOf } from './findings.ts'

it('groups keys by verdict, the most frequent refusal first', () => {
  const failed = [
    { id: 'b', kind: 'key_suspended' as const, message: 'Suspended.' },
    { id: 'c', kind: 'key_invalid' as const, message: 'API key not valid.' },
    { id: 'd', kind: 'key_invalid' as const, message: 'API key expired.' },
  ]
  expect(findingsOf({ fine: ['a'], failed, unreachable: ['e'] })).toEqual([
    { kind: 'fine', ids: ['a'] },
    { kind: 'key_invalid', ids: ['c', 'd'], message: 'API key not valid.' },
    { kind: 'key_suspended', ids: ['b'], message: 'Suspended.' },
    { kind: 'unreachable', ids: ['e'] },
  ])
})

it('says nothing of verdicts that no key has', () => {
  expect(findingsOf({ fine: [], failed: [], unreachable: [] })).toEqual([])
})
