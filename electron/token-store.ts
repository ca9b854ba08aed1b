/** Access tokens that are made in the interface: their secrets in the vault, the rest in tokens.json. */
import { randomBytes, randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { NewToken, TokenList } from './proxy/token-list.ts'
import type { Clock } from './shared/clock.ts'
import type { AccessToken } from './shared/contract/tokens.ts'
import type { Redactor } from './shared/redact.ts'
import { type Vault, VaultUnavailable } from './vault/vault.ts'

export interface TokenStore {
  /**
   * Lets in the tokens that the vault holds, and stores those that it could not take before; gives
   * how many it holds. Rejects with VaultUnavailable, and may be tried again.
   */
  load(): Promise<number>
  /** Makes a token; one that the vault does not take is good until the service ends. */
  create(name: string): Promise<{ token: AccessToken; secret: string }>
  /** Lets in a token that clients use already; false when it is let in already. */
  adopt(name: string, secret: string): Promise<boolean>
  /** The token under its new name; undefined when none of that id was made here. */
  rename(id: string, name: string): AccessToken | undefined
  /** From the next request on the token opens nothing; false when none of that id was made here. */
  revoke(id: string): Promise<boolean>
  /** Writes when the tokens were last used. */
  close(): void
}

/** Name of the token that is made where there is none: without one nobody could be served. */
export const FIRST_TOKEN_NAME = 'Gemini Balance'

/** Where names and times are kept; the content is not trusted. */
export interface TokenFile {
  read(): unknown
  /** Throws when it cannot be written. */
  write(tokens: readonly TokenNote[]): void
}

export interface TokenStoreParts {
  list: TokenList
  /** Where secrets of tokens are stored, by token id; a section of its own. */
  vault: Vault
  /** Absent when nothing is to be kept. */
  file?: TokenFile
  redactor: Redactor
  clock: Clock
  /** Told in one sentence when the file cannot be written. */
  onProblem(message: string): void
}

const noteSchema = z.object({
  id: z.string().min(1),
  name: z.string(),
  createdAtMs: z.number(),
  lastUsedAtMs: z.number().exactOptional(),
  /** Its secret is still to be taken out of the vault. */
  isRevoked: z.boolean().exactOptional(),
})
/** What is kept of a token beside its secret. */
export type TokenNote = z.infer<typeof noteSchema>

/** Uses are written this often, not with every request. */
const WRITE_EVERY_MS = 60_000

/** A store that adds to the list what it loads and makes. */
export function createTokenStore(parts: TokenStoreParts): TokenStore {
  const { list, vault, file, redactor, clock } = parts
  const notes = new Map(readNotes(file).map((note) => [note.id, note]))
  /** Secrets that no vault has taken yet, by token id. */
  const unstored = new Map<string, string>()
  let cancelWrite: (() => void) | undefined

  const write = () => {
    cancelWrite?.()
    cancelWrite = undefined
    for (const { id, lastUsedAtMs } of list.list()) {
      const note = notes.get(id)
      if (note !== undefined && lastUsedAtMs !== undefined) notes.set(id, { ...note, lastUsedAtMs })
    }
    try {
      file?.write([...notes.values()])
    } catch (error) {
      parts.onProblem(error instanceof Error ? error.message : String(error))
    }
  }
  const stopWatching = list.onChange(() => {
    cancelWrite ??= clock.after(WRITE_EVERY_MS, write)
  })
  const admit = (note: TokenNote, secret: string, source: NewToken['source']): AccessToken => {
    const { isRevoked: _isRevoked, ...shown } = note
    redactor.learn(secret)
    const token = { ...shown, source, isOurs: true, isAdmin: false }
    list.add({ ...token, secret })
    return list.get(note.id) ?? { ...token, masked: '' }
  }
  const keep = async (given: string, secret: string): Promise<AccessToken> => {
    redactor.learn(secret)
    const name = redactor.redact(given)
    const note = { id: randomUUID(), name, createdAtMs: clock.nowMs() }
    if (await stores(vault, note.id, secret)) {
      notes.set(note.id, note)
      write()
      return admit(note, secret, 'stored')
    }
    unstored.set(note.id, secret)
    return admit(note, secret, 'session')
  }
  const storeTheRest = async () => {
    for (const [id, secret] of unstored) {
      const { name = '', createdAtMs = clock.nowMs(), lastUsedAtMs } = list.get(id) ?? {}
      if (!(await stores(vault, id, secret))) break
      if (!unstored.delete(id)) {
        // Revoked in the meantime.
        await vault.delete(id)
        continue
      }
      const note = { id, name, createdAtMs, ...(lastUsedAtMs !== undefined && { lastUsedAtMs }) }
      notes.set(id, note)
      admit(note, secret, 'stored')
    }
    write()
  }
  const dropSecret = async (id: string) => {
    await vault.delete(id)
    notes.delete(id)
    write()
  }
  const isOurs = (id: string) => list.get(id)?.isOurs === true

  return {
    async load() {
      let count = 0
      for (const { id, secret } of await vault.list()) {
        const note = notes.get(id) ?? { id, name: 'Unnamed', createdAtMs: clock.nowMs() }
        if (note.isRevoked === true) await dropSecret(id)
        else {
          notes.set(id, note)
          if (list.get(id) === undefined) admit(note, secret, 'stored')
          count += 1
        }
      }
      if (unstored.size > 0) await storeTheRest()
      return count
    },
    async create(name) {
      const secret = `gb-${randomBytes(24).toString('base64url')}`
      return { token: await keep(name, secret), secret }
    },
    async adopt(name, secret) {
      if (list.accepted([secret]) !== undefined) return false
      await keep(name, secret)
      return true
    },
    rename(id, wanted) {
      if (!isOurs(id)) return undefined
      const name = redactor.redact(wanted)
      const note = notes.get(id)
      if (note !== undefined) notes.set(id, { ...note, name })
      list.rename(id, name)
      write()
      return list.get(id)
    },
    async revoke(id) {
      if (!isOurs(id)) return false
      list.remove(id)
      unstored.delete(id)
      const note = notes.get(id)
      if (note === undefined) return true
      // Written first: a token must not come back because the vault could not be asked just now.
      notes.set(id, { ...note, isRevoked: true })
      write()
      await dropSecret(id).catch((error: unknown) => {
        if (!(error instanceof VaultUnavailable)) throw error
      })
      return true
    },
    close() {
      stopWatching()
      if (cancelWrite !== undefined) write()
    },
  }
}

/** Whether a vault that outlives the service took the secret. */
async function stores(vault: Vault, id: string, secret: string): Promise<boolean> {
  if (vault.kind === 'session') return false
  try {
    await vault.put(id, secret)
    return true
  } catch (error) {
    if (error instanceof VaultUnavailable) return false
    throw error
  }
}

function readNotes(file: TokenFile | undefined): TokenNote[] {
  const rows = z.array(z.unknown()).safeParse(file?.read()).data ?? []
  return rows.flatMap((row) => noteSchema.safeParse(row).data ?? [])
}
