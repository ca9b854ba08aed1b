/** The access tokens that are valid now: what clients and administrators show to be served. */
import { timingSafeEqual } from 'node:crypto'
import type { AccessToken } from '../shared/contract/tokens.ts'
import { createListeners } from '../shared/listeners.ts'
import { maskSecret } from '../shared/redact.ts'

export interface NewToken extends Omit<AccessToken, 'masked'> {
  readonly secret: string
}

/** Whom the guard asks; every answer takes equally long for every wrong token. */
export interface TokenCheck {
  /** The name of the valid token among those presented, which counts as its use. */
  accepted(presented: readonly string[]): string | undefined
  /** True when one of them is an administrator's. */
  isAdmin(presented: readonly string[]): boolean
  /** Whether there is any token at all, or any of an administrator. */
  has(kind: 'any' | 'admin'): boolean
}

export interface TokenList extends TokenCheck {
  /** Adds a token; an empty one is left out, because it would match those who send none. */
  add(token: NewToken): void
  /** From now on the token opens nothing; false when there is none of that id. */
  remove(id: string): boolean
  rename(id: string, name: string): boolean
  get(id: string): AccessToken | undefined
  secretOf(id: string): string | undefined
  /** All tokens in the order they were added, without secrets. */
  list(): AccessToken[]
  /** Calls back when a token came, went or changed, and now and then when one is used. */
  onChange(listener: () => void): () => void
}

interface Entry {
  readonly secret: string
  readonly bytes: Buffer
  token: AccessToken
}

/** Uses closer together than this are one to the eye. */
const USE_STEP_MS = 10_000

/** An empty list: nobody is served. */
export function createTokenList(nowMs: () => number): TokenList {
  const entries = new Map<string, Entry>()
  const changes = createListeners<void>()

  const change = (id: string, what: Partial<AccessToken>): boolean => {
    const entry = entries.get(id)
    if (entry === undefined) return false
    entry.token = { ...entry.token, ...what }
    changes.notify()
    return true
  }
  const noteUse = ({ token }: Entry) => {
    const atMs = nowMs()
    if (atMs - (token.lastUsedAtMs ?? 0) >= USE_STEP_MS) change(token.id, { lastUsedAtMs: atMs })
  }
  /** Compares with all entries whatever is found, so that time tells nothing. */
  const matching = (presented: readonly string[]): Entry[] => {
    const found: Entry[] = []
    for (const token of presented) {
      const bytes = Buffer.from(token)
      // Every comparison is made, whether or not one before it has matched.
      for (const entry of entries.values()) if (isSame(bytes, entry.bytes)) found.push(entry)
    }
    return found
  }

  return {
    accepted(presented) {
      const found = matching(presented)
      for (const entry of found) noteUse(entry)
      return found[0]?.token.name
    },
    isAdmin: (presented) => matching(presented).some(({ token }) => token.isAdmin),
    has: (kind) => [...entries.values()].some(({ token }) => kind === 'any' || token.isAdmin),
    add({ secret, ...token }) {
      const trimmed = secret.trim()
      if (trimmed === '') return
      entries.set(token.id, {
        secret: trimmed,
        bytes: Buffer.from(trimmed),
        token: { ...token, masked: maskSecret(trimmed) },
      })
      changes.notify()
    },
    remove(id) {
      const isGone = entries.delete(id)
      if (isGone) changes.notify()
      return isGone
    },
    rename: (id, name) => change(id, { name }),
    get: (id) => entries.get(id)?.token,
    secretOf: (id) => entries.get(id)?.secret,
    list: () => [...entries.values()].map(({ token }) => token),
    onChange: (listener) => changes.add(listener),
  }
}

/** How long a token is may be told from the time; what it is may not. */
function isSame(presented: Buffer, known: Buffer): boolean {
  return presented.length === known.length && timingSafeEqual(presented, known)
}
