/** Tokens of image hosts: handed over in the environment, or typed in and kept in the vault. */
import { secretVariableOf } from './shared/environment.ts'
import { type HostSecretName, hostSecretNames, type HostSecretState } from './shared/host-secret.ts'
import { createListeners } from './shared/listeners.ts'
import { maskSecret, type Redactor } from './shared/redact.ts'
import { type Secrets, SettingError } from './shared/settings.ts'
import { type Vault, VaultUnavailable } from './vault/vault.ts'

export interface HostSecrets {
  /** Takes in what the vault holds. Rejects with VaultUnavailable, and may be tried again. */
  load(): Promise<void>
  get(name: HostSecretName): string | undefined
  /** What may be shown of each. */
  states(): Record<HostSecretName, HostSecretState>
  /**
   * Sets one; what the vault does not take is there until the service ends.
   * @throws SettingError for one that is set in the environment
   */
  set(name: HostSecretName, secret: string): Promise<void>
  /**
   * Forgets one. Rejects with VaultUnavailable where the vault would bring it back.
   * @throws SettingError for one that is set in the environment
   */
  clear(name: HostSecretName): Promise<void>
  onChange(listener: () => void): () => void
}

export interface HostSecretParts {
  /** Where they are stored, by name; a section of its own. */
  vault: Vault
  /** What the environment hands over, which wins. */
  given: Partial<Secrets>
  redactor: Redactor
}

interface KeptSecret {
  secret: string
  source: 'stored' | 'session'
}

/** A store that knows only what the environment hands over, until it is loaded. */
export function createHostSecrets({ vault, given, redactor }: HostSecretParts): HostSecrets {
  const kept = new Map<HostSecretName, KeptSecret>()
  const changes = createListeners<void>()
  for (const name of hostSecretNames) redactor.learn(given[name] ?? '')

  const stateOf = (name: HostSecretName): HostSecretState => {
    const { secret, source } =
      given[name] === undefined
        ? (kept.get(name) ?? {})
        : ({ secret: given[name], source: 'environment' } as const)
    return secret === undefined || source === undefined
      ? { isSet: false }
      : { isSet: true, masked: maskSecret(secret), source }
  }
  return {
    async load() {
      for (const { id, secret } of await vault.list()) {
        const name = hostSecretNames.find((known) => known === id)
        if (name === undefined) continue
        redactor.learn(secret)
        kept.set(name, { secret, source: 'stored' })
      }
      changes.notify()
    },
    get: (name) => given[name] ?? kept.get(name)?.secret,
    states: () => ({
      smmsSecretToken: stateOf('smmsSecretToken'),
      picgoApiKey: stateOf('picgoApiKey'),
      cloudflareImgbedAuthCode: stateOf('cloudflareImgbedAuthCode'),
    }),
    async set(name, secret) {
      refuseGiven(name, given)
      redactor.learn(secret)
      kept.set(name, { secret, source: await placeOf(vault, name, secret) })
      changes.notify()
    },
    async clear(name) {
      refuseGiven(name, given)
      if (kept.get(name)?.source === 'stored') await vault.delete(name)
      kept.delete(name)
      changes.notify()
    },
    onChange: (listener) => changes.add(listener),
  }
}

/** Where a secret ends up: in the vault if that lasts and takes it. */
async function placeOf(
  vault: Vault,
  name: HostSecretName,
  secret: string,
): Promise<KeptSecret['source']> {
  if (vault.kind === 'session') return 'session'
  try {
    await vault.put(name, secret)
    return 'stored'
  } catch (error) {
    if (error instanceof VaultUnavailable) return 'session'
    throw error
  }
}

function refuseGiven(name: HostSecretName, given: Partial<Secrets>): void {
  if (given[name] === undefined) return
  const variable = secretVariableOf(name) ?? name
  throw new SettingError(`${name} is set by ${variable} in the environment; change it there`)
}
