/** Thought signatures of answered tool calls, for clients that drop them (conformance A6). */
import { createListeners } from '../../shared/listeners.ts'

/** What is good for the family of models that made it. */
export interface RememberedSignature {
  family: string
  signature?: string
  /** `{before, after}` as JSON: parts of Google's own tools around the calls of the step. */
  steps?: string
}

export interface SignatureCache {
  /** Room for ids and signatures together. */
  readonly maxCharacters: number
  /** What is remembered of a tool call, by the id the client was given. */
  get(callId: string): RememberedSignature | undefined
  /** Remembers a signature; the one that was used longest ago goes when there is no room. */
  remember(callId: string, remembered: RememberedSignature): void
  /** Calls back with every id that is remembered from now on; returns the way to stop it. */
  onRemember(listener: (callId: string) => void): () => void
}

/** One signature is a few kilobytes of base64; all of them stay in memory, so both are bounded. */
const MAX_ENTRIES = 20_000
const MAX_CHARACTERS = 8 * 1024 * 1024

/** An empty cache. `maxCharacters` counts ids and signatures together. */
export function createSignatureCache({
  maxEntries = MAX_ENTRIES,
  maxCharacters = MAX_CHARACTERS,
} = {}): SignatureCache {
  // A Map keeps the order of insertion: the first entry is the one to go.
  const entries = new Map<string, RememberedSignature>()
  const listeners = createListeners<string>()
  let characters = 0

  const sizeOf = (callId: string, { signature = '', steps = '' }: RememberedSignature) =>
    callId.length + signature.length + steps.length
  const drop = (callId: string) => {
    const entry = entries.get(callId)
    if (entry === undefined) return
    entries.delete(callId)
    characters -= sizeOf(callId, entry)
  }

  return {
    maxCharacters,
    get(callId) {
      const entry = entries.get(callId)
      if (entry === undefined) return undefined
      entries.delete(callId)
      entries.set(callId, entry)
      return entry
    },
    remember(callId, remembered) {
      if (sizeOf(callId, remembered) > maxCharacters) return
      drop(callId)
      entries.set(callId, remembered)
      characters += sizeOf(callId, remembered)
      for (const oldest of entries.keys()) {
        if (entries.size <= maxEntries && characters <= maxCharacters) break
        drop(oldest)
      }
      listeners.notify(callId)
    },
    onRemember: (listener) => listeners.add(listener),
  }
}
