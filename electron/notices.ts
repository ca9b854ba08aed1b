/** What went wrong lately, for people who do not read the log. */
import { createListeners } from './shared/listeners.ts'

export interface Notice {
  /** One sentence. */
  message: string
  atMs: number
}

export interface Notices {
  add(message: string): void
  /** Takes back a sentence that is not true any more. */
  withdraw(message: string): void
  /** The newest last; each sentence once. */
  list(): readonly Notice[]
  onChange(listener: () => void): () => void
}

const MAX_NOTICES = 20

/** Starts without any. */
export function createNotices(nowMs: () => number): Notices {
  const notices = new Map<string, number>()
  const changes = createListeners<void>()
  return {
    add(message) {
      notices.delete(message)
      notices.set(message, nowMs())
      const oldest = notices.keys().next().value
      if (notices.size > MAX_NOTICES && oldest !== undefined) notices.delete(oldest)
      changes.notify()
    },
    withdraw(message) {
      if (notices.delete(message)) changes.notify()
    },
    list: () => [...notices].map(([message, atMs]) => ({ message, atMs })),
    onChange: (listener) => changes.add(listener),
  }
}
