import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createChosenVault } from '../../electron/vault/chosen-vault.ts'
import { createPassphraseVault } from '../../electron/vault/passphrase-vault.ts'
import { type Vault, VaultUnavailable } from '../../electron/vault/vault.ts'
import { startWire, type WireService } from './service.ts'

const passphrase = 'correct horse battery'
const key = ['AI', 'zaSyB-passphrase-test-0123456789abcdef'].join('')
let dataDir: string

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'passphrase-'))
})
afterEach(() => rm(dataDir, { recursive: true, force: true }))

/** A machine without a keychain. */
function noKeychain(): Vault {
  const outage = { kind: 'missing', reason: 'There is no keychain.', advice: 'Get one.' } as const
  const fail = async () => {
    throw new VaultUnavailable(outage)
  }
  return { kind: 'keychain', state: () => outage, list: fail, put: fail, delete: fail }
}

function start(): Promise<WireService> {
  const vaultFile = createPassphraseVault(join(dataDir, 'secrets.vault'), 2)
  const vault = createChosenVault(noKeychain(), vaultFile)
  return startWire({ dataDir, keys: [], vault, parts: { vaultFile } })
}

const unlock = (wire: WireService, given = passphrase): Promise<any> =>
  wire.service.console.call('app.unlockVault', { passphrase: given })

it('where there is no keychain a passphrase keeps keys for the next start', async () => {
  {
    await using wire = await start()
    const added = await wire.service.keyring.add([{ secret: key }])
    expect(added.stored).toBe('session')
    expect(await unlock(wire)).toEqual({ ok: true, data: { kind: 'file', state: 'available' } })
    expect(wire.service.keyring.sourceOf(added.added[0]?.id ?? '')).toBe('file')
  }
  expect(await readFile(join(dataDir, 'secrets.vault'), 'utf8')).not.toContain(key)
  await using next = await start()
  expect(next.service.pool.counts().total).toBe(0)
  expect(await unlock(next, 'not the passphrase')).toMatchObject({
    error: { code: 'vault_unavailable', message: expect.stringContaining('passphrase is wrong') },
  })
  await unlock(next)
  expect(next.service.pool.counts().total).toBe(1)
})

it('a passphrase of a few letters is refused by name', async () => {
  await using wire = await start()
  expect(await unlock(wire, 'short')).toMatchObject({ error: { code: 'invalid_input' } })
})
