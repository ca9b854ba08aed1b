import { describe, expect, it } from 'vitest'
import { createTokenList } from './proxy/token-list.ts'
import { createRedactor } from './shared/redact.ts'
import { createTokenStore, type TokenFile, type TokenNote } from './token-store.ts'
import { createSessionVault } from './vault/session-vault.ts'
import { type Vault, VaultUnavailable } from './vault/vault.ts'

/** A keychain that outlives the service, as a whole machine with one would. */
function machine() {
  const inside = createSessionVault()
  let isLocked = false
  const check = () => {
    if (isLocked) throw new VaultUnavailable({ kind: 'locked', reason: 'Locked.', advice: 'Open.' })
  }
  const vault: Vault = {
    ...inside,
    kind: 'keychain',
    async list() {
      check()
      return inside.list()
    },
    async put(id, secret) {
      check()
      await inside.put(id, secret)
    },
    async delete(id) {
      check()
      return inside.delete(id)
    },
  }
  let written: unknown = undefined
  const file: TokenFile = {
    read: () => written,
    write(tokens: readonly TokenNote[]) {
      written = structuredClone(tokens)
    },
  }
  return {
    vault,
    file,
    inside,
    lock: (to: boolean) => (isLocked = to),
    onDisk: () => JSON.stringify(written) ?? '',
  }
}

/** One run of the service on it. */
function run({ vault, file }: { vault: Vault; file?: TokenFile }) {
  let nowMs = 1_000_000
  const timers: (() => void)[] = []
  const problems: string[] = []
  const list = createTokenList(() => nowMs)
  const store = createTokenStore({
    list,
    vault,
    ...(file && { file }),
    redactor: createRedactor(),
    clock: {
      nowMs: () => nowMs,
      after(_delayMs, callback) {
        timers.push(callback)
        return () => undefined
      },
    },
    onProblem: (message) => problems.push(message),
  })
  return { list, store, problems, timers, pass: (ms: number) => (nowMs += ms) }
}

describe('an access token made in the interface', () => {
  it('opens the API at once and after a restart, and only its name is on disk', async () => {
    const home = machine()
    const first = run(home)
    const { token, secret } = await first.store.create('Phone')
    expect(token).toMatchObject({ name: 'Phone', source: 'stored', isOurs: true, isAdmin: false })
    expect(secret).toMatch(/^gb-[\w-]{32}$/)
    expect(first.list.accepted([secret])).toBe(token.name)
    first.store.close()
    expect(home.onDisk()).toContain('Phone')
    expect(home.onDisk()).not.toContain(secret)

    const second = run(home)
    expect(second.list.accepted([secret])).toBeUndefined()
    expect(await second.store.load()).toBe(1)
    expect(second.list.accepted([secret])).toBe(token.name)
    expect(second.list.get(token.id)).toMatchObject({ name: 'Phone', createdAtMs: 1_000_000 })
  })

  it('leaves no secret on disk that somebody gave it for a name', async () => {
    const mine = machine()
    const { store } = run(mine)
    const { token, secret } = await store.create('Phone')
    store.rename(token.id, `Phone ${secret}`)
    await store.adopt('my-own-token-4711', 'my-own-token-4711')
    expect(mine.onDisk()).toContain('"Phone …')
    expect(mine.onDisk()).not.toMatch(new RegExp(`${secret}|my-own-token-4711`))
  })

  it('remembers when it was used, written behind', async () => {
    const home = machine()
    const { store, list, timers, pass } = run(home)
    const { token, secret } = await store.create('Phone')
    pass(5000)
    list.accepted([secret])
    expect(home.onDisk()).not.toContain('lastUsedAtMs')
    timers.at(-1)?.()
    expect(home.onDisk()).toContain('"lastUsedAtMs":1005000')
    const again = run(home)
    await again.store.load()
    expect(again.list.get(token.id)?.lastUsedAtMs).toBe(1_005_000)
  })

  it('is revoked for good, from the next request on', async () => {
    const home = machine()
    const { store, list } = run(home)
    const { token, secret } = await store.create('Phone')
    expect(await store.revoke(token.id)).toBe(true)
    expect(list.accepted([secret])).toBeUndefined()
    expect(await home.inside.list()).toEqual([])
    expect(home.onDisk()).toBe('[]')
    expect(await store.revoke(token.id)).toBe(false)
  })

  it('is revoked even while the keychain is locked', async () => {
    const home = machine()
    const { store, list } = run(home)
    const { token, secret } = await store.create('Phone')
    home.lock(true)
    expect(await store.revoke(token.id)).toBe(true)
    expect(list.accepted([secret])).toBeUndefined()

    home.lock(false)
    const again = run(home)
    expect(await again.store.load()).toBe(0)
    expect(again.list.accepted([secret])).toBeUndefined()
    expect(await home.inside.list()).toEqual([])
  })

  it('is good until the service ends when the keychain does not take it', async () => {
    const home = machine()
    home.lock(true)
    const { store, list } = run(home)
    const { token, secret } = await store.create('Phone')
    expect(token.source).toBe('session')
    expect(list.accepted([secret])).toBeDefined()
    expect(home.onDisk()).toBe('')
    expect(store.rename(token.id, 'Tablet')?.name).toBe('Tablet')
    expect(await store.revoke(token.id)).toBe(true)
  })

  it('is stored with its name once there is a vault, unless it was revoked before', async () => {
    const home = machine()
    home.lock(true)
    const { store, list } = run(home)
    const { token, secret } = await store.create('Phone')
    const gone = await store.create('Lost')
    store.rename(token.id, 'Tablet')
    await store.revoke(gone.token.id)
    home.lock(false)
    expect(await store.load()).toBe(0)
    expect(list.get(token.id)).toMatchObject({ name: 'Tablet', source: 'stored' })
    const again = run(home)
    expect(await again.store.load()).toBe(1)
    expect(again.list.get(token.id)?.name).toBe('Tablet')
    expect(again.list.accepted([secret])).toBeDefined()
    expect(again.list.accepted([gone.secret])).toBeUndefined()
  })

  it('keeps its name while the keychain cannot be read, whatever else is written', async () => {
    const home = machine()
    const { token } = await run(home).store.create('Phone')
    home.lock(true)
    const locked = run(home)
    await expect(locked.store.load()).rejects.toThrow('Locked.')
    home.lock(false)
    await locked.store.create('Tablet')
    const after = run(home)
    expect(await after.store.load()).toBe(2)
    expect(after.list.get(token.id)?.name).toBe('Phone')
  })

  it('that is in the keychain without a name is let in all the same', async () => {
    const home = machine()
    await home.vault.put('lost', 'gb-lost-secret')
    const { store, list } = run({ ...home, file: { ...home.file, read: () => 'damaged' } })
    expect(await store.load()).toBe(1)
    expect(list.accepted(['gb-lost-secret'])).toBeDefined()
    expect(list.get('lost')?.name).toBe('Unnamed')
  })

  it('works although its name cannot be written, and that is told', async () => {
    const home = machine()
    const write = () => {
      throw new Error('the disk is full')
    }
    const { store, list, problems } = run({ ...home, file: { ...home.file, write } })
    const { secret } = await store.create('Phone')
    expect(list.accepted([secret])).toBeDefined()
    expect(problems).toEqual(['the disk is full'])
  })
})

describe('a token that clients use already', () => {
  it('is let in once', async () => {
    const { store, list } = run(machine())
    expect(await store.adopt('Taken over', 'sk-old')).toBe(true)
    expect(await store.adopt('Taken over', 'sk-old')).toBe(false)
    expect(list.list()).toHaveLength(1)
    expect(list.accepted(['sk-old'])).toBeDefined()
  })
})

describe('a token of the environment', () => {
  it('is neither renamed nor revoked here', async () => {
    const { store, list } = run(machine())
    const given = {
      id: 'e',
      name: 'E',
      source: 'environment',
      isOurs: false,
      isAdmin: true,
    } as const
    list.add({ ...given, secret: 'sk-env' })
    expect(store.rename('e', 'x')).toBeUndefined()
    expect(await store.revoke('e')).toBe(false)
    expect(list.accepted(['sk-env'])).toBeDefined()
  })
})
