/** What is found in a text that a person pastes, before anything becomes of it. */
import type { RefusalReason } from '../../shared/contract/keys.ts'
import { maskSecret } from '../../shared/redact.ts'
import type { Shape } from './key-shape.ts'

interface Mention {
  /** On one line, of at most 200 characters; empty without one. */
  label: string
  paid: boolean
  /** Line of the text, from 1. */
  line: number
}

export interface FoundKey extends Mention {
  kind: 'key'
  secret: string
  /** True when the same key stands further up. */
  repeated: boolean
}

export interface RefusedKey extends Mention {
  kind: 'refused'
  masked: string
  reason: RefusalReason
}

export type KeyCandidate = FoundKey | RefusedKey

/** A key or refused word as a reader of some format comes upon it. */
export interface Find extends Mention {
  secret: string
  shape: NonNullable<Shape>
}

/**
 * Candidates of finds in their order. A key that stands there twice keeps its first place, takes the
 * first label it is given anywhere, and is paid when one place says so.
 */
export function toCandidates(finds: readonly Find[]): KeyCandidate[] {
  const firsts = new Map<string, FoundKey>()
  return finds.map(({ secret, shape, ...mention }) => {
    if (shape !== 'key') {
      return { kind: 'refused', masked: maskSecret(secret), reason: shape, ...mention }
    }
    const first = firsts.get(secret)
    const key: FoundKey = { kind: 'key', secret, repeated: first !== undefined, ...mention }
    if (first === undefined) firsts.set(secret, key)
    else {
      if (first.label === '') first.label = mention.label
      if (mention.paid) first.paid = true
    }
    return key
  })
}
