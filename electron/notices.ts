/** What went wrong lately, for people who do not read the log. */
import { createListeners } from './shared/listeners.ts'

export interface Notice {
  /** Another one each time it is said. */
  id: number
  /** One sentence. */
  message: string
  atMs: number
}

export interface Notices {
  add(message: string): void
  /** Takes back a sentence that is not true any more. */
  withdraw(message: string): void
  /** Forgets what somebody has read; false when it is gone or has been said anew. */
  dismiss(id: number): boolean
  /** The newest last; each sentence once. */
  list(): readonly Notice[]
  onChange(listener: () => void): () => void
}

const MAX_NOTICES = 20

/** Starts without any. */
export function createNotices(nowMs: () => number): Notices {
  const notices = new Map<string, Notice>()
  let lastId = 0
  const changes = createListeners<void>()
  return {
    add(message) {
      notices.delete(message)
      lastId += 1
      notices.set(message, { id: lastId, message, atMs: nowMs() })
      const oldest = notices.keys().next().value
      if (notices.size > MAX_NOTICES && oldest !== undefined) notices.delete(oldest)
      changes.notify()
    },
    withdraw(message) {
      if (notices.delete(message)) changes.notify()
    },
    dismiss(id) {
      const notice = notices.values().find((one) => one.id === id)
      if (notice === undefined) return false
      notices.delete(notice.message)
      changes.notify()
      return true
    },
    list: () => [...notices.values()],
    onChange: (listener) => changes.add(listener),
  }
}
