import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createRedactor } from '../shared/redact.ts'
import { createSessionVault } from '../vault/session-vault.ts'
import { type Vault, type VaultState, VaultUnavailable } from '../vault/vault.ts'
import { createKeyring, type Keyring } from './keyring.ts'
import { createKeyPool } from './pool.ts'
import { keyId } from './pooled-key.ts'

/** How one call of the keychain ends: some fail after they have done what they were asked. */
type Fault = 'none' | 'before' | 'after'

function flakyKeychain(faults: readonly Fault[]) {
  const inside = createSessionVault()
  const outage = { kind: 'locked', reason: 'Locked.', advice: 'Unlock.' } as const
  let state: VaultState = { kind: 'available' }
  let calls = 0
  let isWell = false
  const guarded =
    <Args extends unknown[], Result>(operation: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      const fault = isWell ? 'none' : (faults[calls++ % faults.length] ?? 'none')
      state = fault === 'none' ? { kind: 'available' } : outage
      if (fault === 'before') throw new VaultUnavailable(outage)
      const result = await operation(...args)
      if (fault === 'after') throw new VaultUnavailable(outage)
      return result
    }
  const vault: Vault = {
    kind: 'keychain',
    state: () => state,
    list: guarded(inside.list),
    put: guarded(inside.put),
    delete: guarded(inside.delete),
  }
  const held = async () => new Set((await inside.list()).map(({ secret }) => secret))
  return { vault, held, mend: () => (isWell = true) }
}

/** The service started on a keychain; what it knew before is gone. */
function started(vault: Vault) {
  const settings = { maxFailures: 3, keyStrategy: 'balanced', paidKeyUse: 'images' } as const
  const pool = createKeyPool({ nowMs: () => 0, chance: () => 0, settings: () => settings })
  const keyring = createKeyring({ pool, vault, redactor: createRedactor(), learned: new Map() })
  return { pool, keyring }
}

const secret = fc.constantFrom('key-a', 'key-b', 'key-c')
const step = fc.oneof(
  fc.record({ do: fc.constantFrom('add', 'delete'), secret }),
  fc.record({ do: fc.constantFrom('load', 'start'), secret: fc.constant('') }),
)

const loaded = async (keyring: Keyring): Promise<void> => {
  try {
    await keyring.load()
  } catch (error) {
    if (!(error instanceof VaultUnavailable)) throw error
  }
}

it('a stored key is never lost, and none comes from nowhere, however often the keychain fails', async () => {
  const fault = fc.constantFrom<Fault>('none', 'before', 'after')
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 14 }),
      fc.array(fault, { minLength: 1, maxLength: 8 }),
      async (steps, faults) => {
        const { vault, held, mend } = flakyKeychain(faults)
        let service = started(vault)
        /** Keys that a person was told are stored, and those that were ever added. */
        const promised = new Set<string>()
        const added = new Set<string>()
        /** Deleted since the start; nobody may have been able to tell the keychain yet. */
        const deletedNow = new Set<string>()
        for (const { do: what, secret: key } of steps) {
          if (what === 'start') {
            service = started(vault)
            deletedNow.clear()
          }
          if (what === 'load') await loaded(service.keyring)
          if (what === 'add') {
            added.add(key)
            deletedNow.delete(key)
            const { stored } = await service.keyring.add([{ secret: key }])
            if (stored === 'keychain') promised.add(key)
          }
          if (what === 'delete') {
            const { deleted, failure } = await service.keyring.delete([keyId(key)])
            if (deleted > 0 || failure !== undefined) promised.delete(key)
            if (deleted > 0) deletedNow.add(key)
          }
          const now = await held()
          for (const kept of promised) expect(now).toContain(kept)
          for (const one of now) expect(added).toContain(one)
        }
        mend()
        await service.keyring.load()
        const pooled = service.pool.list().flatMap(({ id }) => service.pool.get(id)?.secret ?? [])
        const inTheEnd = await held()
        expect(new Set(pooled)).toEqual(inTheEnd)
        for (const gone of deletedNow) expect(inTheEnd).not.toContain(gone)
      },
    ),
  )
})
