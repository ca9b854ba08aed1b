/** The request that was served last, as the proof that it works. */
import type { LastRequest } from './shared/contract/app.ts'
import { createListeners } from './shared/listeners.ts'
import type { RequestRecord } from './shared/request-record.ts'

export interface LastRequestKeeper {
  /** Takes notice of a request that has ended. */
  note(record: RequestRecord): void
  get(): LastRequest | undefined
  onChange(listener: () => void): () => void
}

/** @param maskedOf the masked form of a key, undefined when it is gone */
export function createLastRequest(
  maskedOf: (keyId: string) => string | undefined,
): LastRequestKeeper {
  let last: RequestRecord | undefined
  const changes = createListeners<void>()
  return {
    note(record) {
      // One that was turned away proves nothing.
      if (record.attempts.length === 0 && record.status >= 400) return
      last = record
      changes.notify()
    },
    get() {
      if (last === undefined) return undefined
      const { startedAtMs, totalMs, status, model } = last
      const key = maskedOf(last.keyId)
      return {
        atMs: startedAtMs + totalMs,
        status,
        ...(model !== '' && { model }),
        ...(key !== undefined && { key }),
        totalMs,
      }
    },
    onChange: (listener) => changes.add(listener),
  }
}
