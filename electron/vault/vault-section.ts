/** One kind of secrets in a vault that holds several. */
import type { StoredSecret, Vault } from './vault.ts'

/**
 * The secrets whose id begins with `<kind>:`, under what follows it; every operation rejects as the
 * vault's own does.
 */
export function sectionOf(vault: Vault, kind: 'key' | 'token' | 'host'): Vault {
  const prefix = `${kind}:`
  return {
    get kind() {
      return vault.kind
    },
    state: vault.state,
    list: async () =>
      (await vault.list()).flatMap(({ id, secret }): StoredSecret[] =>
        id.startsWith(prefix) ? [{ id: id.slice(prefix.length), secret }] : [],
      ),
    put: (id, secret) => vault.put(prefix + id, secret),
    delete: (id) => vault.delete(prefix + id),
  }
}
