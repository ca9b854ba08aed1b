/** Finds the Gemini keys in whatever a person pastes. */
import { type Find, type KeyCandidate, toCandidates } from './candidate.ts'
import { csvKeys } from './csv-keys.ts'
import { jsonKeys } from './json-keys.ts'
import { lineKeys } from './line-keys.ts'

/** Longest text that is read, in UTF-16 units: 100,000 keys with their names. */
export const MAX_TEXT_LENGTH = 5_000_000

export type FoundKeys =
  | { kind: 'found'; candidates: KeyCandidate[] }
  | { kind: 'too-long'; maxLength: number }

/**
 * The keys of a text with their labels, and what looks like a key and is none, in the order in which
 * they stand there. Reads JSON, CSV with a header, `.env`, and lines of any kind: lists, `name: key`,
 * `key # name`, Markdown, prose. Takes time in proportion to the text.
 */
export function findKeys(text: string): FoundKeys {
  if (text.length > MAX_TEXT_LENGTH) return { kind: 'too-long', maxLength: MAX_TEXT_LENGTH }
  const plain = text.replace(/^\uFEFF/, '')
  const finds: Find[] = jsonKeys(plain) ?? csvKeys(plain) ?? lineKeys(plain)
  return { kind: 'found', candidates: toCandidates(finds) }
}
