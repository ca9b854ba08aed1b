import { expect, it, vi } from 'vitest'
import { createSessionVault } from './session-vault.ts'
import { type Vault, type VaultState, VaultUnavailable } from './vault.ts'
import { watchVault } from './watched-vault.ts'

const locked = { kind: 'locked', reason: 'It is locked.', advice: 'Unlock it.' } as const

/** A vault that is locked and unlocked by hand. */
function lockable() {
  const inner = createSessionVault()
  let isLocked = false
  let state: VaultState = { kind: 'available' }
  const vault: Vault = {
    kind: 'keychain',
    state: () => state,
    async list() {
      state = isLocked ? locked : { kind: 'available' }
      if (isLocked) throw new VaultUnavailable(locked)
      return inner.list()
    },
    put: inner.put,
    delete: inner.delete,
  }
  return { vault, lock: (to: boolean) => void (isLocked = to) }
}

it('tells of every change once, and passes everything on', async () => {
  const { vault, lock } = lockable()
  const watched = watchVault(vault)
  const onChange = vi.fn<() => void>()
  const stop = watched.onChange(onChange)
  await watched.put('a', 'secret')
  expect(await watched.list()).toEqual([{ id: 'a', secret: 'secret' }])
  expect(onChange).not.toHaveBeenCalled()
  lock(true)
  await expect(watched.list()).rejects.toThrow('It is locked.')
  await expect(watched.list()).rejects.toThrow('It is locked.')
  expect(onChange).toHaveBeenCalledTimes(1)
  expect(watched.state()).toEqual(locked)
  lock(false)
  await watched.list()
  expect(onChange).toHaveBeenCalledTimes(2)
  stop()
  lock(true)
  await expect(watched.list()).rejects.toThrow('It is locked.')
  expect(onChange).toHaveBeenCalledTimes(2)
})
