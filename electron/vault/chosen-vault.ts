/** The keychain, or the file with a passphrase once a person has chosen that. */
import type { PassphraseVault } from './passphrase-vault.ts'
import type { Vault } from './vault.ts'

/** A vault that is whichever of the two is in use at the time. */
export function createChosenVault(keychain: Vault, file: PassphraseVault): Vault {
  const current = (): Vault => (file.isChosen() ? file : keychain)
  return {
    get kind() {
      return current().kind
    },
    state: () => current().state(),
    list: () => current().list(),
    put: (id, secret) => current().put(id, secret),
    delete: (id) => current().delete(id),
  }
}
