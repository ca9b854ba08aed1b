/** Takes in the keys and tokens that the keychain holds, and says what came of it. */
import type { Service } from './compose.ts'
import { VaultUnavailable } from './vault/vault.ts'

export interface StoredSecretsReport {
  /** Good news, for standard output. */
  remarks: string[]
  /** What a person should do something about. */
  warnings: string[]
}

const HOW_TO_SET = 'set API_KEYS, for example API_KEYS=\'["your-key"]\''

/**
 * Loads what is stored; never rejects because of the keychain.
 * @param hasConsole whether keys can be added while the service runs
 * @param unlock opens a file of secrets, where the environment holds its passphrase
 */
export async function takeInStoredSecrets(
  {
    keyring,
    tokenStore,
    hostSecrets,
    pool,
  }: Pick<Service, 'keyring' | 'tokenStore' | 'hostSecrets' | 'pool'>,
  hasConsole: boolean,
  unlock: () => Promise<void> = async () => undefined,
): Promise<StoredSecretsReport> {
  const remarks: string[] = []
  const orAdd = hasConsole ? `add one in the web console or ${HOW_TO_SET}` : HOW_TO_SET
  try {
    await unlock()
    const keys = await keyring.load()
    await tokenStore.load()
    await hostSecrets.load()
    if (keys > 0) remarks.push(`${keys} stored keys`)
    const isEmpty = pool.ids().length === 0
    return { remarks, warnings: isEmpty ? [`There is no Gemini API key yet; ${orAdd}`] : [] }
  } catch (error) {
    if (!(error instanceof VaultUnavailable)) throw error
    const outage = `stored secrets cannot be read: ${error.message.replace(/\.?$/, '.')} ${error.advice}`
    if (pool.ids().length === 0) {
      const warning = `There is no Gemini API key in the environment, and ${outage} Or ${HOW_TO_SET}`
      return { remarks, warnings: [warning] }
    }
    const loss = 'Keys and tokens added in the web console are lost when the service stops'
    return { remarks, warnings: hasConsole ? [`${loss}, because ${outage}`] : [] }
  }
}
