import { describe, expect, it } from 'vitest'
import { createRedactor } from '../shared/redact.ts'
import { createSessionVault } from '../vault/session-vault.ts'
import { SecretTooLong, type Vault, VaultUnavailable } from '../vault/vault.ts'
import { createKeyring } from './keyring.ts'
import { createKeyPool } from './pool.ts'
import { keyId } from './pooled-key.ts'
import { toStored } from './stored-key.ts'

type Outage = 'locked' | 'missing' | undefined

/** A keychain that a test can lock, and what is in it. */
function keychain(start: Record<string, string> = {}) {
  const inside = createSessionVault(Object.entries(start).map(([id, secret]) => ({ id, secret })))
  let outage: Outage
  const calls: string[] = []
  const guarded = <Args extends unknown[], Result>(
    name: string,
    operation: (...args: Args) => Promise<Result>,
  ) => {
    return async (...args: Args): Promise<Result> => {
      calls.push(name)
      if (outage === undefined) return operation(...args)
      throw new VaultUnavailable({ kind: outage, reason: 'It is locked.', advice: 'Unlock it.' })
    }
  }
  const vault: Vault = {
    kind: 'keychain',
    state: () => ({ kind: 'available' }),
    list: guarded('list', inside.list),
    put: guarded('put', inside.put),
    delete: guarded('delete', inside.delete),
  }
  const held = async () => (await inside.list()).map(({ secret }) => secret)
  return { vault, held, calls, fail: (kind: Outage) => (outage = kind) }
}

function newPool() {
  return createKeyPool({
    nowMs: () => 1000,
    chance: () => 0,
    settings: () => ({ maxFailures: 3, keyStrategy: 'balanced', paidKeyUse: 'images' }),
  })
}

function open(vault: Vault, learned = new Map()) {
  const pool = newPool()
  const redactor = createRedactor()
  const keyring = createKeyring({ pool, vault, redactor, learned })
  const secrets = () => pool.list().map(({ id }) => pool.get(id)?.secret)
  return { pool, keyring, redactor, secrets }
}

const stored = (...secrets: string[]) =>
  Object.fromEntries(secrets.map((secret) => [keyId(secret), secret]))

describe('keys at the start', () => {
  it('are those of the environment and those of the keychain, each once', async () => {
    const { vault } = keychain(stored('key-both', 'key-kept'))
    const { keyring, secrets, redactor } = open(vault)
    keyring.give(['key-env', 'key-both'], 'environment')
    expect(await keyring.load()).toBe(2)
    expect(secrets()).toEqual(['key-env', 'key-both', 'key-kept'])
    expect(
      ['key-env', 'key-both', 'key-kept'].map(keyId).map(keyring.sourceOf.bind(keyring)),
    ).toEqual(['environment', 'environment', 'keychain'])
    expect(redactor.redact('x key-kept x')).toBe('x …kept x')
  })

  it('of the keychain are as a person left them', async () => {
    const before = newPool()
    const [key] = before.add(['key-kept'], { label: 'Mine', paid: true, enabled: false })
    const learned = new Map([[keyId('key-kept'), toStored(key!)]])
    const { keyring, pool } = open(keychain(stored('key-kept')).vault, learned)
    await keyring.load()
    expect(pool.list()).toMatchObject([{ label: 'Mine', paid: true, enabled: false }])
  })

  it('are not taken from items of other programs', async () => {
    const { vault, held } = keychain({ 'some-account': 'not-a-key' })
    const { keyring, secrets } = open(vault)
    expect(await keyring.load()).toBe(0)
    expect(secrets()).toEqual([])
    expect(await held()).toEqual(['not-a-key'])
  })
})

describe('keys that are added', () => {
  it('are stored, one item each, but for those the environment brings anyway', async () => {
    const { vault, held } = keychain()
    const { keyring } = open(vault)
    keyring.give(['key-env'], 'environment')
    const { added, stored: where } = await keyring.add([
      { secret: 'key-env' },
      { secret: 'key-1', traits: { label: 'One' } },
      { secret: 'key-2' },
    ])
    expect(where).toBe('keychain')
    expect(added.map(({ secret, label }) => [secret, label])).toEqual([
      ['key-1', 'One'],
      ['key-2', ''],
    ])
    expect(await held()).toEqual(['key-1', 'key-2'])
  })

  it('serve although the keychain is locked, and are stored once it is not', async () => {
    const { vault, held, fail } = keychain()
    const { keyring, secrets } = open(vault)
    fail('locked')
    expect((await keyring.add([{ secret: 'key-1' }])).stored).toBe('session')
    expect(keyring.sourceOf(keyId('key-1'))).toBe('session')
    expect(secrets()).toEqual(['key-1'])
    fail(undefined)
    await keyring.load()
    expect(await held()).toEqual(['key-1'])
    expect(keyring.sourceOf(keyId('key-1'))).toBe('keychain')
  })

  it('are kept for the session when the keychain has no room for one', async () => {
    const { vault } = keychain()
    const put = async (id: string, secret: string) => {
      if (secret.length > 10) throw new SecretTooLong(secret.length, 10)
      await vault.put(id, secret)
    }
    const { keyring } = open({ ...vault, put })
    const { stored: where } = await keyring.add([{ secret: 'much-too-long' }, { secret: 'short' }])
    expect(where).toBe('session')
    expect(keyring.sourceOf(keyId('short'))).toBe('keychain')
    expect(keyring.sourceOf(keyId('much-too-long'))).toBe('session')
  })
})

describe('keys that are deleted', () => {
  it('are gone from the keychain, and come back with all that was known of them', async () => {
    const { vault, held } = keychain(stored('key-1', 'key-2'))
    const { keyring, pool, secrets } = open(vault)
    await keyring.load()
    pool.update(keyId('key-1'), { label: 'Mine' })
    const { name, deleted, returning } = await keyring.delete([keyId('key-1'), keyId('key-1')])
    expect({ deleted, returning }).toEqual({ deleted: 1, returning: 0 })
    expect(await held()).toEqual(['key-2'])
    expect(secrets()).toEqual(['key-2'])
    expect(await keyring.undo(name)).toBe(1)
    expect(new Set(await held())).toEqual(new Set(['key-1', 'key-2']))
    expect(pool.get(keyId('key-1'))?.label).toBe('Mine')
    expect(await keyring.undo(name)).toBeUndefined()
  })

  it('stay when the keychain does not let them go, and it is told', async () => {
    const { vault, held, fail } = keychain(stored('key-1'))
    const { keyring, secrets } = open(vault)
    await keyring.load()
    fail('locked')
    const { deleted, failure } = await keyring.delete([keyId('key-1')])
    expect(deleted).toBe(0)
    expect(failure?.code).toBe('locked')
    expect(secrets()).toEqual(['key-1'])
    expect(await held()).toEqual(['key-1'])
  })

  it('before the keychain could be read are deleted there once it can', async () => {
    const { vault, held, fail } = keychain(stored('key-1', 'key-2'))
    const { keyring, secrets } = open(vault)
    fail('locked')
    await expect(keyring.load()).rejects.toThrow('It is locked.')
    await keyring.add([{ secret: 'key-1' }])
    expect(await keyring.delete([keyId('key-1')])).toMatchObject({ deleted: 1 })
    fail(undefined)
    expect(await keyring.load()).toBe(1)
    expect(await held()).toEqual(['key-2'])
    expect(secrets()).toEqual(['key-2'])
  })

  it('and undone before the keychain could be read are kept there', async () => {
    const { vault, held, fail } = keychain(stored('key-1'))
    const { keyring } = open(vault)
    fail('locked')
    await keyring.add([{ secret: 'key-1' }])
    const { name } = await keyring.delete([keyId('key-1')])
    await keyring.undo(name)
    fail(undefined)
    expect(await keyring.load()).toBe(1)
    expect(await held()).toEqual(['key-1'])
  })

  it('of the environment are told to return', async () => {
    const { vault, calls } = keychain()
    const { keyring } = open(vault)
    keyring.give(['key-env'], 'environment')
    await keyring.load()
    expect(await keyring.delete([keyId('key-env')])).toMatchObject({ deleted: 1, returning: 1 })
    expect(calls).toEqual(['list'])
  })

  it('can be undone for the last twenty deletions', async () => {
    const { keyring } = open(keychain().vault)
    const names: string[] = []
    for (let at = 0; at < 21; at += 1) {
      await keyring.add([{ secret: `key-${at}` }])
      names.push((await keyring.delete([keyId(`key-${at}`)])).name)
    }
    expect(await keyring.undo(names[0]!)).toBeUndefined()
    expect(await keyring.undo(names[1]!)).toBe(1)
  })

  it('while they are still being stored are not stored after all', async () => {
    const { vault, held } = keychain()
    const { keyring } = open(vault)
    await keyring.load()
    const adding = keyring.add([{ secret: 'key-1' }])
    await Promise.all([adding, keyring.delete([keyId('key-1')])])
    expect(await held()).toEqual([])
  })
})
