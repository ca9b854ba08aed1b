import { describe, expect, it, vi } from 'vitest'
import { createKeychainVault, type Keytar } from './keychain-vault.ts'
import { SecretTooLong, VaultUnavailable } from './vault.ts'

type Chain = Map<string, Map<string, string>>

/** keytar over a map, with every call routed through `gate`, which may reject or hang. */
function fakeKeytar(gate: (call: string) => Promise<void> = async () => undefined) {
  const chain: Chain = new Map()
  const items = (service: string): Map<string, string> => {
    const found = chain.get(service) ?? new Map<string, string>()
    chain.set(service, found)
    return found
  }
  const calls: string[] = []
  const enter = async (call: string): Promise<void> => {
    calls.push(call)
    await gate(call)
  }
  const keytar: Keytar = {
    getPassword: async (service, account) => {
      await enter('get')
      return items(service).get(account) ?? null
    },
    setPassword: async (service, account, password) => {
      await enter('set')
      items(service).set(account, password)
    },
    deletePassword: async (service, account) => {
      await enter('delete')
      return items(service).delete(account)
    },
    findCredentials: async (service) => {
      await enter('find')
      return [...items(service)].map(([account, password]) => ({ account, password }))
    },
  }
  return { keytar, calls, items }
}

/** A vault after its first look into the keychain. */
async function open(keytar: Keytar, platform: NodeJS.Platform = 'linux', timeoutMs = 1000) {
  const load = async () => keytar
  const vault = createKeychainVault({ service: 'test', platform, load, timeoutMs })
  await rejection(vault.list())
  return vault
}

const failing = (message: string) => async (): Promise<void> => {
  throw new Error(message)
}

async function rejection(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'no rejection',
    (error: unknown) => error,
  )
}

describe('the keychain vault', () => {
  it.each(['linux', 'darwin', 'win32'] as const)(
    'stores one item per secret on %s',
    async (platform) => {
      const { keytar, items } = fakeKeytar()
      const vault = await open(keytar, platform)
      expect([vault.kind, vault.state()]).toEqual(['keychain', { kind: 'available' }])
      await vault.put('a', 'one')
      await vault.put('b', 'two')
      await vault.put('a', 'three')
      expect(await vault.list()).toEqual([
        { id: 'a', secret: 'three' },
        { id: 'b', secret: 'two' },
      ])
      expect(await vault.delete('a')).toBe(true)
      expect(await vault.delete('a')).toBe(false)
      expect([...items('test')]).toEqual([['b', 'two']])
      expect(items('test.probe').size).toBe(0)
    },
  )

  it.each([
    ['Cannot autolaunch D-Bus without X11 $DISPLAY', 'missing'],
    ['Cannot create an item in a locked collection', 'locked'],
    ['Access is denied.', 'denied'],
  ])('says “%s” means %s, in its state and in every operation', async (message, kind) => {
    const vault = await open(fakeKeytar(failing(message)).keytar)
    expect(vault.state()).toMatchObject({ kind, advice: expect.stringContaining('eyring') })
    for (const work of [vault.list(), vault.put('a', 'x'), vault.delete('a')]) {
      const error = await rejection(work)
      expect(error).toBeInstanceOf(VaultUnavailable)
      expect(error).toMatchObject({ code: kind, cause: { message } })
    }
  })

  it('without its library is missing, and is found once that is installed', async () => {
    const { keytar } = fakeKeytar()
    const load = vi
      .fn<() => Promise<Keytar>>()
      .mockRejectedValueOnce(new Error("Cannot find package 'keytar'"))
      .mockResolvedValue(keytar)
    const vault = createKeychainVault({ service: 'test', platform: 'linux', load })
    expect(load).not.toHaveBeenCalled()
    await expect(vault.list()).rejects.toThrow('The keychain library could not be loaded.')
    expect(vault.state().kind).toBe('missing')
    expect(await vault.list()).toEqual([])
    expect(vault.state()).toEqual({ kind: 'available' })
  })

  it('never asks a locked Linux keyring for its secrets, which would end the process', async () => {
    let isLocked = false
    const { keytar, calls } = fakeKeytar(async (call) => {
      if (isLocked && call === 'set')
        throw new Error('Cannot create an item in a locked collection')
    })
    const vault = await open(keytar)
    await vault.put('a', 'one')
    isLocked = true
    calls.length = 0
    await expect(vault.list()).rejects.toThrow('The keychain is locked.')
    await expect(vault.delete('a')).rejects.toThrow('The keychain is locked.')
    expect(calls).toEqual(['set', 'set'])
    expect(vault.state().kind).toBe('locked')
    isLocked = false
    expect(await vault.list()).toEqual([{ id: 'a', secret: 'one' }])
    expect(vault.state().kind).toBe('available')
  })

  it('tells a failed read from an empty keychain and changes nothing after it', async () => {
    const { keytar, calls, items } = fakeKeytar(async (call) => {
      if (call === 'find') throw new Error('flux')
    })
    items('test').set('a', 'one')
    const vault = await open(keytar, 'darwin')
    await expect(vault.list()).rejects.toThrow('The keychain failed: flux')
    expect(calls.filter((call) => call === 'set' || call === 'delete')).toEqual([])
    expect(items('test').get('a')).toBe('one')
  })

  it('that hangs is locked after the time limit, gets no further calls, and recovers', async () => {
    let release = (): void => undefined
    const { keytar, calls, items } = fakeKeytar((call) =>
      call === 'set' ? new Promise<void>((resolve) => (release = resolve)) : Promise.resolve(),
    )
    items('test').set('a', 'one')
    const vault = await open(keytar, 'linux', 5)
    expect(vault.state()).toMatchObject({
      kind: 'locked',
      reason: 'The keychain did not answer in time.',
    })
    await expect(vault.list()).rejects.toThrow('The keychain did not answer in time.')
    expect(calls).toEqual(['set'])
    release()
    await vi.waitFor(() => expect(vault.state()).toEqual({ kind: 'available' }))
    const removal = vault.delete('a')
    await expect(removal).rejects.toThrow('The keychain did not answer in time.')
    release()
    await vi.waitFor(() => expect(vault.state()).toEqual({ kind: 'available' }))
    expect(items('test').get('a')).toBe('one')
  })

  it('refuses on Windows what a credential cannot hold, before it asks', async () => {
    const { keytar, items } = fakeKeytar()
    const windows = await open(keytar, 'win32')
    await windows.put('fits', 'x'.repeat(1200))
    const refused = windows.put('long', 'x'.repeat(1201))
    await expect(refused).rejects.toThrow(new SecretTooLong(1201, 1200))
    expect([...items('test').keys()]).toEqual(['fits'])
    expect(windows.state()).toEqual({ kind: 'available' })
    const mac = await open(keytar, 'darwin')
    await mac.put('long', 'x'.repeat(5000))
    expect(items('test').get('long')).toHaveLength(5000)
  })

  it('refuses an empty secret without calling the keychain broken', async () => {
    const vault = await open(fakeKeytar().keytar)
    await expect(vault.put('a', '')).rejects.toThrow(TypeError)
    expect(vault.state()).toEqual({ kind: 'available' })
  })
})
