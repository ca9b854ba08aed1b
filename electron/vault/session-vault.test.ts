import { expect, it } from 'vitest'
import { createSessionVault } from './session-vault.ts'

it('the session vault keeps secrets by id for as long as it lives', async () => {
  const vault = createSessionVault([{ id: 'a', secret: '1' }])
  await vault.put('b', '2')
  await vault.put('a', '3')
  expect(await vault.list()).toEqual([
    { id: 'a', secret: '3' },
    { id: 'b', secret: '2' },
  ])
  expect(await vault.delete('a')).toBe(true)
  expect(await vault.delete('a')).toBe(false)
  expect(await vault.list()).toEqual([{ id: 'b', secret: '2' }])
  expect([vault.kind, vault.state()]).toEqual(['session', { kind: 'available' }])
})

it('the session vault refuses what no keychain could hold', async () => {
  const vault = createSessionVault()
  await expect(vault.put('', 'x')).rejects.toThrow('The id of a secret must not be empty')
  await expect(vault.put('x', '')).rejects.toThrow('A secret must not be empty')
})
