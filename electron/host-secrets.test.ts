import { describe, expect, it, vi } from 'vitest'
import { createHostSecrets } from './host-secrets.ts'
import { createRedactor } from './shared/redact.ts'
import type { Secrets } from './shared/settings.ts'
import { createSessionVault } from './vault/session-vault.ts'
import { type Vault, VaultUnavailable } from './vault/vault.ts'

/** A vault that outlives the service, as a keychain does. */
const lastingVault = (): Vault => ({ ...createSessionVault(), kind: 'keychain' })
const noVault = (): Vault => {
  const refuse = () =>
    Promise.reject(new VaultUnavailable({ kind: 'locked', reason: 'Locked', advice: 'Unlock it.' }))
  return { ...lastingVault(), list: refuse, put: refuse, delete: refuse }
}

function secretsIn(vault: Vault, given: Partial<Secrets> = {}) {
  const redactor = createRedactor()
  return { store: createHostSecrets({ vault, given, redactor }), redactor }
}

describe('the token of an image host', () => {
  it('outlives the service in the vault, and is never said', async () => {
    const vault = lastingVault()
    const { store, redactor } = secretsIn(vault)
    await store.set('smmsSecretToken', 'token-4711')
    expect(store.states().smmsSecretToken).toEqual({
      isSet: true,
      masked: '…4711',
      source: 'stored',
    })
    expect(redactor.redact('used token-4711')).toBe('used …4711')

    const next = secretsIn(vault)
    expect(next.store.get('smmsSecretToken')).toBeUndefined()
    await next.store.load()
    expect(next.store.get('smmsSecretToken')).toBe('token-4711')
    expect(next.redactor.redact('token-4711')).toBe('…4711')
  })

  it('of the environment wins and cannot be changed here', async () => {
    const { store } = secretsIn(lastingVault(), { picgoApiKey: 'given-1' })
    expect(store.get('picgoApiKey')).toBe('given-1')
    expect(store.states().picgoApiKey).toMatchObject({ source: 'environment' })
    await expect(store.set('picgoApiKey', 'other')).rejects.toThrow('PICGO_API_KEY')
    await expect(store.clear('picgoApiKey')).rejects.toThrow('PICGO_API_KEY')
  })

  it.each([createSessionVault, noVault])(
    'lasts until the end where no vault takes it',
    async (make) => {
      const { store } = secretsIn(make())
      await store.set('smmsSecretToken', 'token-1')
      expect(store.get('smmsSecretToken')).toBe('token-1')
      expect(store.states().smmsSecretToken).toMatchObject({ source: 'session' })
      await store.clear('smmsSecretToken')
      expect(store.states().smmsSecretToken).toEqual({ isSet: false })
    },
  )

  it('is gone from the vault when it is removed', async () => {
    const vault = lastingVault()
    const { store } = secretsIn(vault)
    await store.set('cloudflareImgbedAuthCode', 'code-1')
    await store.clear('cloudflareImgbedAuthCode')
    expect(await vault.list()).toEqual([])
    expect(store.get('cloudflareImgbedAuthCode')).toBeUndefined()
  })

  it('stays where the vault would bring it back', async () => {
    const vault = lastingVault()
    const { store } = secretsIn(vault)
    await store.set('smmsSecretToken', 'token-1')
    vault.delete = noVault().delete
    await expect(store.clear('smmsSecretToken')).rejects.toThrow('Locked')
    expect(store.states().smmsSecretToken).toMatchObject({ isSet: true })
  })

  it('tells whoever watches that it has changed', async () => {
    const { store } = secretsIn(lastingVault())
    const listener = vi.fn<() => void>()
    store.onChange(listener)
    await store.set('smmsSecretToken', 'token-1')
    await store.clear('smmsSecretToken')
    expect(listener).toHaveBeenCalledTimes(2)
  })
})
