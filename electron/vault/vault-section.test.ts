import { expect, it } from 'vitest'
import { createSessionVault } from './session-vault.ts'
import { sectionOf } from './vault-section.ts'

it('a section sees and touches secrets of its own kind only', async () => {
  const vault = createSessionVault([
    { id: 'token:1', secret: 't' },
    { id: 'key:1', secret: 'k' },
    { id: 'other', secret: 'o' },
  ])
  const keys = sectionOf(vault, 'key')
  expect(await keys.list()).toEqual([{ id: '1', secret: 'k' }])
  await keys.put('2', 'k2')
  expect(await keys.delete('1')).toBe(true)
  expect(await keys.delete('1')).toBe(false)
  expect(await vault.list()).toEqual([
    { id: 'token:1', secret: 't' },
    { id: 'other', secret: 'o' },
    { id: 'key:2', secret: 'k2' },
  ])
})
