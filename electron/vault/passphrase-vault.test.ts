import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createChosenVault } from './chosen-vault.ts'
import { createPassphraseVault } from './passphrase-vault.ts'
import { createSessionVault } from './session-vault.ts'

const cost = 2
const passphrase = 'correct horse battery'
let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vault-'))
  path = join(folder, 'secrets.vault')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A file that holds one secret, and its vault. */
async function filled() {
  const vault = createPassphraseVault(path, cost)
  await vault.unlock(passphrase)
  await vault.put('key:a', 'my secret')
  return vault
}
const another = () => createPassphraseVault(path, cost)

describe('the file of secrets', () => {
  it('opens with its passphrase at the next start, and holds nothing to read', async () => {
    await filled()
    const next = another()
    expect(next.state().kind).toBe('locked')
    await next.unlock(passphrase)
    expect(await next.list()).toEqual([{ id: 'key:a', secret: 'my secret' }])
    expect(next.state()).toEqual({ kind: 'available' })
    const text = readFileSync(path, 'utf8')
    for (const word of ['my secret', 'key:a', passphrase]) expect(text).not.toContain(word)
    expect(readdirSync(folder)).toEqual(['secrets.vault'])
  })

  it.skipIf(process.platform === 'win32')('may be read by its owner only', async () => {
    await filled()
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it('does not open with another passphrase, and is not changed by trying', async () => {
    await filled()
    const before = readFileSync(path, 'utf8')
    const next = another()
    await expect(next.unlock('correct horse')).rejects.toThrow('The passphrase is wrong.')
    for (const work of [next.list(), next.put('key:b', 'x'), next.delete('key:a')]) {
      await expect(work).rejects.toThrow('The file with your keys is locked.')
    }
    expect(readFileSync(path, 'utf8')).toBe(before)
    await next.unlock(passphrase)
    expect(await next.list()).toHaveLength(1)
  })

  it.each([
    ['is no JSON', () => '{'],
    ['has lost a field', (text: string) => text.replace('"check"', '"chek"')],
    [
      'has other secrets in it',
      (text: string) => text.replace(/("data":")..(?=[^"]*"}}\n$)/, '$1zz'),
    ],
    ['is of a version to come', (text: string) => text.replace('"version":1', '"version":2')],
    [
      'asks for more memory than there is',
      (text: string) => text.replace('"cost":2', '"cost":1e12'),
    ],
  ])('that %s is called damaged and never overwritten', async (_, damage) => {
    await filled()
    writeFileSync(path, damage(readFileSync(path, 'utf8')))
    const before = readFileSync(path, 'utf8')
    const next = another()
    await expect(next.unlock(passphrase)).rejects.toThrow('damaged')
    expect(next.state().kind).toBe('denied')
    await expect(next.put('key:b', 'x')).rejects.toThrow('damaged')
    expect(readFileSync(path, 'utf8')).toBe(before)
  })

  it('forgets a secret for good', async () => {
    const vault = await filled()
    expect([await vault.delete('key:a'), await vault.delete('key:a')]).toEqual([true, false])
    const next = another()
    await next.unlock(passphrase)
    expect(await next.list()).toEqual([])
  })

  it('is the same however a passphrase with accents was typed', async () => {
    const vault = another()
    await vault.unlock('caf\u00e9 caf\u00e9')
    const next = another()
    await next.unlock('cafe\u0301 cafe\u0301')
    expect(next.state().kind).toBe('available')
  })

  it('keeps all of what is put at once', async () => {
    const vault = await filled()
    await Promise.all(['b', 'c', 'd'].map((id) => vault.put(id, 'x')))
    const next = another()
    await next.unlock(passphrase)
    expect((await next.list()).map(({ id }) => id)).toEqual(['key:a', 'b', 'c', 'd'])
  })

  it('that cannot be written says so and still holds what it held', async () => {
    const vault = createPassphraseVault('/dev/null/none/secrets.vault', cost)
    await expect(vault.unlock(passphrase)).rejects.toThrow('/dev/null/none/secrets.vault')
    expect(vault.isChosen()).toBe(false)
  })
})

it('the keychain is in use until a file is chosen', async () => {
  const keychain = createSessionVault([{ id: 'key:k', secret: 'in the keychain' }])
  const file = another()
  const vault = createChosenVault(keychain, file)
  expect(await vault.list()).toEqual([{ id: 'key:k', secret: 'in the keychain' }])
  await file.unlock(passphrase)
  expect([vault.kind, await vault.list()]).toEqual(['file', []])
  expect(createChosenVault(keychain, another()).state().kind).toBe('locked')
})
