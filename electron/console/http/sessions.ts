/** Who is signed in to the web console; in memory, so everybody is signed out by a restart. */
import { createHash, randomBytes } from 'node:crypto'

export interface Session {
  /** To be shown with every call that changes something (design §6). */
  readonly csrfToken: string
  /** Aborted when the session ends. */
  readonly ended: AbortSignal
}

export interface Sessions {
  /** Begins a session; its id is for the cookie and is kept nowhere else. */
  begin(): { id: string; session: Session }
  /** The session of an id, used now; undefined when it ended or never was. */
  find(id: string): Session | undefined
  end(id: string): void
}

/** Time without a call after which a session ends. */
export const IDLE_TIMEOUT_MS = 12 * 60 * 60_000
/** The one that was not used for the longest time gives way. */
const MAX_SESSIONS = 100

interface Entry {
  readonly session: Session
  readonly abort: AbortController
  usedAtMs: number
}

/** Starts with nobody signed in. */
export function createSessions(nowMs: () => number): Sessions {
  /** By the hash of the id, so that a look-up tells nothing by its time; last used stands last. */
  const entries = new Map<string, Entry>()
  const endEntry = (name: string) => {
    entries.get(name)?.abort.abort()
    entries.delete(name)
  }
  const dropStale = () => {
    for (const [name, { usedAtMs }] of entries) {
      const isStale = nowMs() - usedAtMs >= IDLE_TIMEOUT_MS
      if (isStale || entries.size > MAX_SESSIONS) endEntry(name)
    }
  }
  return {
    begin() {
      const id = randomBytes(32).toString('base64url')
      const abort = new AbortController()
      const session = { csrfToken: randomBytes(32).toString('base64url'), ended: abort.signal }
      entries.set(hashOf(id), { session, abort, usedAtMs: nowMs() })
      dropStale()
      return { id, session }
    },
    find(id) {
      dropStale()
      const name = hashOf(id)
      const entry = entries.get(name)
      if (entry === undefined) return undefined
      entry.usedAtMs = nowMs()
      entries.delete(name)
      entries.set(name, entry)
      return entry.session
    },
    end: (id) => endEntry(hashOf(id)),
  }
}

function hashOf(id: string): string {
  return createHash('sha256').update(id).digest('base64')
}
