/** Which key made what at Google: files, caches, batches, operations (conformance D4). */
import { createListeners } from '../../shared/listeners.ts'

export interface MadeResource {
  name: string
  keyId: string
  atMs: number
}

export interface ResourceKeys {
  /** Whether nothing is remembered, as with most people: then no name needs to be looked for. */
  readonly isEmpty: boolean
  /** The key that made a resource; undefined for what was not made here, or is long gone. */
  keyOf(name: string): string | undefined
  /** The keys that have made something of a collection such as `files`, in the order they began. */
  makersIn(collection: string): string[]
  /** Notes who made a resource; `atMs` is now where it is left out. */
  remember(name: string, keyId: string, atMs?: number): void
  /** Calls back with everything that is remembered from now on; returns the way to stop it. */
  onRemember(listener: (made: MadeResource) => void): () => void
}

/** Resources remembered; the one remembered first is forgotten first. */
export const MAX_RESOURCES = 20_000
/** Google deletes files after that time. */
const FILE_LIFE_MS = 48 * 60 * 60 * 1000

/** Starts without a memory. */
export function createResourceKeys(nowMs: () => number, max = MAX_RESOURCES): ResourceKeys {
  const made = new Map<string, { keyId: string; atMs: number }>()
  const listeners = createListeners<MadeResource>()
  return {
    get isEmpty() {
      return made.size === 0
    },
    keyOf(name) {
      const entry = made.get(name)
      if (entry === undefined) return undefined
      const isGone = name.startsWith('files/') && nowMs() - entry.atMs >= FILE_LIFE_MS
      return isGone ? undefined : entry.keyId
    },
    makersIn(collection) {
      const prefix = `${collection}/`
      const owners = new Set<string>()
      for (const [name, { keyId }] of made) if (name.startsWith(prefix)) owners.add(keyId)
      return [...owners]
    },
    remember(name, keyId, atMs = nowMs()) {
      // What a running operation is asked about every few seconds is not news each time.
      if (made.get(name)?.keyId === keyId) return
      made.delete(name)
      made.set(name, { keyId, atMs })
      const oldest = made.keys().next().value
      if (made.size > max && oldest !== undefined) made.delete(oldest)
      listeners.notify({ name, keyId, atMs })
    },
    onRemember: (listener) => listeners.add(listener),
  }
}
