/** Secrets in memory only, gone when the service ends: the fallback without a keychain (design §2.2). */
import { assertStorable } from './vault.ts'
import type { StoredSecret, Vault } from './vault.ts'

/** A vault that is always available and starts with the given secrets. */
export function createSessionVault(initial: readonly StoredSecret[] = []): Vault {
  const secrets = new Map(initial.map(({ id, secret }) => [id, secret]))
  return {
    kind: 'session',
    state: () => ({ kind: 'available' }),
    list: async () => [...secrets].map(([id, secret]) => ({ id, secret })),
    put: async (id, secret) => {
      assertStorable(id, secret)
      secrets.set(id, secret)
    },
    delete: async (id) => secrets.delete(id),
  }
}
