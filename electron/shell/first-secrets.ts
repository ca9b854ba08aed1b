/** The first look into the keychain: keys, tokens, and a token where there is none yet. */
import type { OpenedService } from '../open-service.ts'
import { warn } from '../terminal.ts'
import { FIRST_TOKEN_NAME } from '../token-store.ts'
import { VaultUnavailable } from '../vault/vault.ts'

/** A session starts us beside its keyring, KWallet for one takes its time; so it is looked for again. */
export const KEYRING_COMES_AFTER_MS: readonly number[] = [5000, 10_000, 20_000]

/**
 * Reads keys and tokens from the keychain; without an access token nobody could be served.
 * @param isSessionYoung a keychain that is missing may still come
 */
export async function takeInSecrets(
  { service, tokens }: Pick<OpenedService, 'service' | 'tokens'>,
  isSessionYoung: boolean,
): Promise<void> {
  let outage = await load(service)
  for (const delayMs of isSessionYoung ? KEYRING_COMES_AFTER_MS : []) {
    if (outage?.code !== 'missing') break
    await new Promise((resolve) => setTimeout(resolve, delayMs))
    outage = await load(service)
  }
  if (outage !== undefined) {
    // Tray and window show the state of the vault, in the language of the person.
    warn(`${outage.message} ${outage.advice}`)
    // What is locked may hold a token: another one would be stored beside it once it is unlocked.
    if (outage.code !== 'missing') return
  }
  if (!tokens.has('any')) await service.tokenStore.create(FIRST_TOKEN_NAME)
}

async function load(service: OpenedService['service']): Promise<VaultUnavailable | undefined> {
  try {
    await service.keyring.load()
    await service.tokenStore.load()
    await service.hostSecrets.load()
    return undefined
  } catch (error) {
    if (error instanceof VaultUnavailable) return error
    throw error
  }
}
