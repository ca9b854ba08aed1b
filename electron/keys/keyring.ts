/** The person's keys together with where their secrets are stored: what is added, deleted, undone. */
import { randomUUID } from 'node:crypto'
import type { KeySource } from '../shared/contract/keys.ts'
import type { KeyTraits } from '../shared/key-status.ts'
import type { Redactor } from '../shared/redact.ts'
import { SecretTooLong, type Vault, VaultUnavailable } from '../vault/vault.ts'
import type { KeyPool } from './pool.ts'
import { keyId, type PooledKey } from './pooled-key.ts'
import { restoreKeys } from './restore-keys.ts'
import type { StoredKey } from './stored-key.ts'

export interface NewKey {
  secret: string
  traits?: Partial<KeyTraits>
}

export interface Keyring {
  /** Takes in keys that are handed over at every start and are not ours to store. */
  give(
    secrets: readonly string[],
    source: 'environment' | 'demo',
    traits?: Partial<KeyTraits>,
  ): void
  /**
   * Takes in the keys that the vault holds, and stores those that it could not take before; gives
   * how many it holds. Rejects with VaultUnavailable, and may be tried again.
   */
  load(): Promise<number>
  /** Adds and stores keys. Those that the vault does not take are there until the service ends. */
  add(keys: readonly NewKey[]): Promise<{ added: readonly PooledKey[]; stored: Vault['kind'] }>
  /** Deletes keys, their secrets first, up to one whose secret cannot be deleted. */
  delete(ids: readonly string[]): Promise<Deletion>
  /** Puts back what a deletion took; undefined when there is none of that name any more. */
  undo(deletion: string): Promise<number | undefined>
  sourceOf(id: string): KeySource
}

export interface Deletion {
  /** Names it for `undo`. */
  readonly name: string
  readonly deleted: number
  /** How many the next start brings back. */
  readonly returning: number
  /** Why the rest was not deleted, if there is a rest. */
  readonly failure?: VaultUnavailable
}

export interface KeyringOptions {
  pool: KeyPool
  /** Where secrets of keys are stored, by key id; a section of its own. */
  vault: Vault
  redactor: Redactor
  /** What the key store has loaded, by key id. */
  learned: ReadonlyMap<string, StoredKey>
}

interface Deleted {
  readonly key: PooledKey
  readonly isStored: boolean
}

/** Deletions that can be undone; older ones are forgotten, and their secrets with them. */
const MAX_UNDO = 20

/** A keyring over a pool that this keyring alone adds to and deletes from. */
export function createKeyring(options: KeyringOptions): Keyring {
  return new PooledKeyring(options)
}

class PooledKeyring implements Keyring {
  readonly #pool: KeyPool
  readonly #vault: Vault
  readonly #redactor: Redactor
  readonly #learned: ReadonlyMap<string, StoredKey>
  readonly #given = new Map<string, KeySource>()
  /** Keys known to be in the vault. */
  readonly #stored = new Set<string>()
  /** Those whose last call failed: it may have done its work all the same. */
  readonly #doubtful = new Set<string>()
  /** Deleted while nobody could say whether the vault holds them; a later look deletes them there. */
  readonly #condemned = new Set<string>()
  readonly #deletions = new Map<string, readonly Deleted[]>()
  #wasRead = false
  #last: Promise<unknown> = Promise.resolve()

  constructor({ pool, vault, redactor, learned }: KeyringOptions) {
    this.#pool = pool
    this.#vault = vault
    this.#redactor = redactor
    this.#learned = learned
  }

  give(
    secrets: readonly string[],
    source: 'environment' | 'demo',
    traits: Partial<KeyTraits> = {},
  ): void {
    for (const secret of secrets) this.#given.set(keyId(secret), source)
    this.#takeIn(secrets, traits)
  }

  load(): Promise<number> {
    return this.#inTurn(async () => {
      const items = await this.#vault.list()
      this.#wasRead = true
      // An item under another name than its key's is none of ours.
      const own = items.filter(({ id, secret }) => id === keyId(secret))
      // What failed may have been done, and the vault may be another one than before.
      this.#stored.clear()
      this.#doubtful.clear()
      for (const { id } of own) this.#stored.add(id)
      const wanted = own.filter(({ id }) => !this.#condemned.has(id))
      this.#takeIn(
        wanted.map(({ secret }) => secret),
        {},
      )
      for (const id of this.#condemned) await this.#unstore(id)
      this.#condemned.clear()
      await this.#storeAll(this.#unsaved())
      return wanted.length
    })
  }

  add(keys: readonly NewKey[]): Promise<{ added: readonly PooledKey[]; stored: Vault['kind'] }> {
    const added = keys.flatMap(({ secret, traits }) => {
      this.#redactor.learn(secret)
      this.#condemned.delete(keyId(secret))
      return this.#pool.add([secret], traits)
    })
    return this.#inTurn(async () => {
      const isStored = await this.#storeAll(this.#unsaved())
      const isOpen = this.#vault.state().kind === 'available'
      return { added, stored: isStored && isOpen ? this.#vault.kind : 'session' }
    })
  }

  delete(ids: readonly string[]): Promise<Deletion> {
    return this.#inTurn(async () => {
      const deleted: Deleted[] = []
      const name = randomUUID()
      this.#remember(name, deleted)
      const failure = await this.#deleteAll(new Set(ids), deleted).catch(vaultOutage)
      const returning = deleted.filter(({ key }) => this.#given.has(key.id)).length
      return {
        name,
        deleted: deleted.length,
        returning,
        ...(failure !== undefined && { failure }),
      }
    })
  }

  undo(deletion: string): Promise<number | undefined> {
    return this.#inTurn(async () => {
      const deleted = this.#deletions.get(deletion)
      if (deleted === undefined) return undefined
      this.#deletions.delete(deletion)
      const back = deleted.filter(({ key }) => this.#pool.get(key.id) === undefined)
      for (const { key } of back) {
        this.#condemned.delete(key.id)
        this.#pool.put(key)
      }
      await this.#storeAll([
        ...back.flatMap(({ key, isStored }) => (isStored ? [key] : [])),
        ...this.#unsaved(),
      ])
      return back.length
    })
  }

  sourceOf(id: string): KeySource {
    return this.#given.get(id) ?? (this.#stored.has(id) ? this.#vault.kind : 'session')
  }

  #takeIn(secrets: readonly string[], traits: Partial<KeyTraits>): void {
    for (const secret of secrets) this.#redactor.learn(secret)
    restoreKeys(this.#pool, secrets, this.#learned, traits)
  }

  /** Keys that are ours to store and are not stored yet. */
  #unsaved(): PooledKey[] {
    const isSafe = (id: string) => this.#stored.has(id) && !this.#doubtful.has(id)
    const unsaved = this.#pool.ids().filter((id) => !isSafe(id) && !this.#given.has(id))
    return unsaved.flatMap((id) => this.#pool.get(id) ?? [])
  }

  async #deleteAll(ids: ReadonlySet<string>, deleted: Deleted[]): Promise<undefined> {
    for (const id of ids) {
      const key = this.#pool.get(id)
      if (key === undefined) continue
      const isStored = this.#stored.has(id)
      await this.#unstore(id)
      this.#pool.remove(id)
      deleted.push({ key, isStored })
    }
  }

  /** False when one key at least could not be stored. */
  async #storeAll(keys: readonly PooledKey[]): Promise<boolean> {
    let isStored = true
    for (const { id, secret } of keys) {
      try {
        this.#doubtful.add(id)
        await this.#vault.put(id, secret)
        this.#doubtful.delete(id)
        this.#stored.add(id)
      } catch (error) {
        if (error instanceof VaultUnavailable) return false
        if (!(error instanceof SecretTooLong)) throw error
        this.#doubtful.delete(id)
        isStored = false
      }
    }
    return isStored
  }

  async #unstore(id: string): Promise<void> {
    if (this.#stored.has(id)) {
      this.#doubtful.add(id)
      await this.#vault.delete(id)
      this.#doubtful.delete(id)
    } else if (!this.#wasRead || this.#doubtful.has(id)) this.#condemned.add(id)
    this.#stored.delete(id)
  }

  #remember(name: string, deleted: readonly Deleted[]): void {
    this.#deletions.set(name, deleted)
    const oldest = this.#deletions.keys().next().value
    if (this.#deletions.size > MAX_UNDO && oldest !== undefined) this.#deletions.delete(oldest)
  }

  /** One change after the other, so that a key is never stored after it was deleted. */
  #inTurn<Result>(change: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(change)
    this.#last = result.catch(() => undefined)
    return result
  }
}

function vaultOutage(error: unknown): VaultUnavailable {
  if (error instanceof VaultUnavailable) return error
  throw error
}
