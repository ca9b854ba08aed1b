/** A vault that tells when it is found otherwise than before. */
import { createListeners } from '../shared/listeners.ts'
import type { Vault } from './vault.ts'

export interface WatchedVault extends Vault {
  /** Calls back when an operation finds another kind of vault or another state. */
  onChange(listener: () => void): () => void
}

/** The same vault, watched. */
export function watchVault(vault: Vault): WatchedVault {
  const changes = createListeners<void>()
  const look = () => `${vault.kind} ${vault.state().kind}`
  let last = look()
  const watched = async <Result>(operation: Promise<Result>): Promise<Result> => {
    try {
      return await operation
    } finally {
      const before = last
      last = look()
      if (last !== before) changes.notify()
    }
  }
  return {
    get kind() {
      return vault.kind
    },
    state: () => vault.state(),
    list: () => watched(vault.list()),
    put: (id, secret) => watched(vault.put(id, secret)),
    delete: (id) => watched(vault.delete(id)),
    onChange: (listener) => changes.add(listener),
  }
}
