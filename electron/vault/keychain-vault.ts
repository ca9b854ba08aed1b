/** Secrets in the OS keychain by way of keytar: one item per secret, its account is the id. */
import type * as keytarModule from 'keytar'
import { existsSync } from 'node:fs'
import { classifyKeychainFailure, KeychainTimeout } from './keychain-failure.ts'
import { canReachSecretService } from './secret-service.ts'
import { assertStorable, SecretTooLong, VaultUnavailable } from './vault.ts'
import type { Vault, VaultState } from './vault.ts'

/** What this vault uses of keytar. */
export type Keytar = Pick<
  typeof keytarModule,
  'getPassword' | 'setPassword' | 'deletePassword' | 'findCredentials'
>

export interface KeychainOptions {
  /** The name the items are filed under. */
  readonly service: string
  readonly platform: NodeJS.Platform
  /** Loads keytar; a test hands in its own. */
  readonly load?: () => Promise<Keytar>
  /** How long to wait for an answer: long enough for a person to type the keyring's password. */
  readonly timeoutMs?: number
}

// A Windows credential holds 2,560 bytes, and some characters take two.
const LONGEST_ON_WINDOWS = 1200

const PROBE_ACCOUNT = 'probe'

/**
 * A vault in the keychain, which is not touched before the first operation; that one may show the
 * system's prompt.
 */
export function createKeychainVault(options: KeychainOptions): Vault {
  const { service, platform, load = loadKeytar, timeoutMs = 60_000 } = options
  const session = createSession(platform, timeoutMs)
  let loading: Promise<Keytar> | undefined
  const keytar = (): Promise<Keytar> => {
    // A failed load is not kept: after the missing library is installed the next call finds it.
    loading ??= load().catch((error: unknown) => {
      loading = undefined
      throw error
    })
    return loading
  }
  return {
    kind: 'keychain',
    state: session.state,
    list: () =>
      session.run(async (signal) => {
        const chain = await keytar()
        await probe(chain, service, platform)
        signal.throwIfAborted()
        const found = await chain.findCredentials(service)
        return found.map(({ account, password }) => ({ id: account, secret: password }))
      }),
    put: async (id, secret) => {
      assertStorable(id, secret)
      if (platform === 'win32' && secret.length > LONGEST_ON_WINDOWS) {
        throw new SecretTooLong(secret.length, LONGEST_ON_WINDOWS)
      }
      await session.run(async (signal) => {
        const chain = await keytar()
        signal.throwIfAborted()
        await chain.setPassword(service, id, secret)
      })
    },
    delete: (id) =>
      session.run(async (signal) => {
        const chain = await keytar()
        await probe(chain, service, platform)
        // Its caller was told that nothing was deleted, so a late unlock must not delete it.
        signal.throwIfAborted()
        return chain.deletePassword(service, id)
      }),
  }
}

async function loadKeytar(): Promise<Keytar> {
  // The library behind it takes 6 MB of memory to find the same thing out.
  if (!canReachSecretService(process.platform, process.env, existsSync)) {
    throw new Error('There is no D-Bus session, so org.freedesktop.secrets is not there')
  }
  const module: Keytar & { readonly default?: Keytar } = await import('keytar')
  return module.default ?? module
}

/**
 * Rejects when the keychain cannot be used. On Linux a locked keyring must be found out by a write:
 * there keytar's findCredentials brings the whole process down (it copies a secret that was not
 * handed out), and reading or deleting answers "no such item". The item is filed apart.
 */
async function probe(chain: Keytar, service: string, platform: NodeJS.Platform): Promise<void> {
  const probeService = `${service}.probe`
  if (platform === 'win32' || platform === 'darwin') {
    await chain.getPassword(probeService, PROBE_ACCOUNT)
    return
  }
  await chain.setPassword(probeService, PROBE_ACCOUNT, 'unlocked')
  await chain.deletePassword(probeService, PROBE_ACCOUNT)
}

interface Session {
  state(): VaultState
  /** The signal aborts when the time is up: a step that has not begun by then must not begin. */
  run<Result>(operation: (signal: AbortSignal) => Promise<Result>): Promise<Result>
}

/** Runs operations under a time limit and remembers how the last one to end found the keychain. */
function createSession(platform: NodeJS.Platform, timeoutMs: number): Session {
  let state: VaultState = { kind: 'available' }
  let overdue = 0

  const fail = (error: unknown): VaultUnavailable => {
    const outage = classifyKeychainFailure(error, platform)
    state = outage
    return new VaultUnavailable(outage, { cause: error })
  }
  const track = async <Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> => {
    try {
      const result = await work
      state = { kind: 'available' }
      return result
    } catch (error) {
      // Given up between two steps: the step before succeeded, late, so the keychain is back.
      if (!signal.aborted || error !== signal.reason) throw fail(error)
      state = { kind: 'available' }
      throw error
    }
  }
  return {
    state: () => state,
    run: async (operation) => {
      // Each call that hangs holds one of libuv's few threads, so no more are sent after it.
      if (overdue > 0) throw fail(new KeychainTimeout())
      const abort = new AbortController()
      const work = track(operation(abort.signal), abort.signal)
      if (!(await outlasts(work, timeoutMs))) return work
      abort.abort(new KeychainTimeout())
      overdue += 1
      const settle = (): void => {
        overdue -= 1
      }
      work.then(settle, settle)
      throw fail(abort.signal.reason)
    },
  }
}

/** True when the work has neither succeeded nor failed after that time. */
async function outlasts(work: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  const { promise: timeout, resolve } = Promise.withResolvers<boolean>()
  const timer = setTimeout(resolve, timeoutMs, true)
  const settled = (): boolean => false
  try {
    return await Promise.race([work.then(settled, settled), timeout])
  } finally {
    clearTimeout(timer)
  }
}
