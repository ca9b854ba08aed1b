/** Which key made what at Google: files, caches, batches, operations (conformance D4). */

export interface ResourceKeys {
  /** The key that made a resource; undefined for what was not made here, or is long gone. */
  keyOf(name: string): string | undefined
  remember(name: string, keyId: string): void
}

/** Resources remembered; the one remembered first is forgotten first. */
const MAX_RESOURCES = 20_000
/** Google deletes files after that time. */
const FILE_LIFE_MS = 48 * 60 * 60 * 1000

/** Starts without a memory. */
export function createResourceKeys(nowMs: () => number, max = MAX_RESOURCES): ResourceKeys {
  const made = new Map<string, { keyId: string; atMs: number }>()
  return {
    keyOf(name) {
      const entry = made.get(name)
      if (entry === undefined) return undefined
      const isGone = name.startsWith('files/') && nowMs() - entry.atMs >= FILE_LIFE_MS
      return isGone ? undefined : entry.keyId
    },
    remember(name, keyId) {
      made.delete(name)
      made.set(name, { keyId, atMs: nowMs() })
      const oldest = made.keys().next().value
      if (made.size > max && oldest !== undefined) made.delete(oldest)
    },
  }
}
