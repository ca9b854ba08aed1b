/** Secrets in a file that a passphrase opens: for machines without a keychain (design §2.2). */
import { existsSync } from 'node:fs'
import { mkdir, open as openFile, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { reasonOf } from '../shared/file-error.ts'
import { type FileKey, newFileKey, open, seal } from './passphrase-file.ts'
import {
  assertStorable,
  type StoredSecret,
  type Vault,
  type VaultOutage,
  VaultUnavailable,
} from './vault.ts'

export interface PassphraseVault extends Vault {
  readonly kind: 'file'
  /** Whether somebody has chosen to have such a file. */
  isChosen(): boolean
  /**
   * Opens the file, or makes one where there is none. Rejects with VaultUnavailable, and nothing is
   * changed, when the passphrase is wrong or the file is damaged or cannot be read.
   */
  unlock(passphrase: string): Promise<void>
}

const locked: VaultOutage = {
  kind: 'locked',
  reason: 'The file with your keys is locked.',
  advice: 'Enter its passphrase.',
}
const wrong: VaultOutage = {
  kind: 'locked',
  reason: 'The passphrase is wrong.',
  advice: 'Try again; without it the file cannot be opened by anybody.',
}

/**
 * A vault over one file, locked at first; the passphrase is never kept, only the key made of it.
 * @param cost of making that key; tests take a small one
 */
export function createPassphraseVault(path: string, cost?: number): PassphraseVault {
  return new FileVault(path, cost)
}

class FileVault implements PassphraseVault {
  readonly kind = 'file'
  readonly #path: string
  readonly #cost: number | undefined
  #fileKey: FileKey | undefined
  #secrets: ReadonlyMap<string, string> = new Map()
  #outage: VaultOutage = locked
  #last: Promise<unknown> = Promise.resolve()

  constructor(path: string, cost?: number) {
    this.#path = path
    this.#cost = cost
  }

  isChosen(): boolean {
    return this.#fileKey !== undefined || existsSync(this.#path)
  }

  state(): ReturnType<Vault['state']> {
    return this.#fileKey === undefined ? this.#outage : { kind: 'available' }
  }

  unlock(passphrase: string): Promise<void> {
    return this.#inTurn(async () => {
      const text = await this.#read()
      if (text === undefined) {
        const fileKey = await newFileKey(passphrase, this.#cost)
        await this.#write(new Map(), fileKey)
        this.#fileKey = fileKey
        return
      }
      const opened = await open(text, passphrase)
      if (opened.kind === 'wrong-passphrase') throw new VaultUnavailable(wrong)
      if (opened.kind === 'damaged') throw this.#closed(damaged(this.#path))
      this.#fileKey = opened.fileKey
      this.#secrets = new Map(opened.secrets.map(({ id, secret }) => [id, secret]))
    })
  }

  list(): Promise<StoredSecret[]> {
    return this.#inTurn(async () => {
      this.#key()
      return [...this.#secrets].map(([id, secret]) => ({ id, secret }))
    })
  }

  put(id: string, secret: string): Promise<void> {
    return this.#inTurn(async () => {
      assertStorable(id, secret)
      await this.#write(new Map(this.#secrets).set(id, secret), this.#key())
    })
  }

  delete(id: string): Promise<boolean> {
    return this.#inTurn(async () => {
      const fileKey = this.#key()
      const rest = new Map(this.#secrets)
      if (!rest.delete(id)) return false
      await this.#write(rest, fileKey)
      return true
    })
  }

  #key(): FileKey {
    if (this.#fileKey === undefined) throw new VaultUnavailable(this.#outage)
    return this.#fileKey
  }

  async #read(): Promise<string | undefined> {
    try {
      return await readFile(this.#path, 'utf8')
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
      throw this.#closed(unusable(this.#path, error))
    }
  }

  /** The old file stands until the new one is whole and on the disk. */
  async #write(secrets: ReadonlyMap<string, string>, fileKey: FileKey): Promise<void> {
    const draft = `${this.#path}.part`
    const entries = [...secrets].map(([id, secret]) => ({ id, secret }))
    try {
      await mkdir(dirname(this.#path), { recursive: true })
      const file = await openFile(draft, 'w', 0o600)
      try {
        await file.writeFile(seal(entries, fileKey))
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(draft, this.#path)
    } catch (error) {
      await rm(draft, { force: true })
      throw new VaultUnavailable(unusable(this.#path, error), { cause: error })
    }
    this.#secrets = secrets
  }

  #closed(outage: VaultOutage): VaultUnavailable {
    this.#outage = outage
    return new VaultUnavailable(outage)
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work)
    this.#last = mine.catch(() => undefined)
    return mine
  }
}

function damaged(path: string): VaultOutage {
  return {
    kind: 'denied',
    reason: `The file with your keys is damaged: ${path}`,
    advice: 'Put a copy in its place, or move it away to begin with an empty one.',
  }
}

function unusable(path: string, error: unknown): VaultOutage {
  return {
    kind: 'denied',
    reason: `${path} cannot be used: ${reasonOf(error)}`,
    advice: 'Make the folder writable and try again.',
  }
}
