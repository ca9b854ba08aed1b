/** Which key served a conversation last; its prompt is in Google's cache for that key's project. */

/** Conversations remembered; the least recently used is forgotten first. */
const MAX_CONVERSATIONS = 10_000

export interface Affinity {
  keyOf(conversation: string | undefined): string | undefined
  remember(conversation: string | undefined, keyId: string): void
}

/** Starts without a memory. */
export function createAffinity(): Affinity {
  const keys = new Map<string, string>()
  return {
    keyOf: (conversation) => (conversation === undefined ? undefined : keys.get(conversation)),
    remember(conversation, keyId) {
      if (conversation === undefined) return
      // A map keeps the order of insertion, so the first is the one not used for longest.
      keys.delete(conversation)
      keys.set(conversation, keyId)
      const oldest = keys.keys().next().value
      if (keys.size > MAX_CONVERSATIONS && oldest !== undefined) keys.delete(oldest)
    },
  }
}
