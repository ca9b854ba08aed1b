/** The names people give their keys, as they stand around them in a text. */
import { scanWords } from './scan-words.ts'

const MAX_LENGTH = 200

/** What is said about a key anyway and so names none in particular. */
const commonWords = new Set(
  'api apikey apikeys auth const export data free gemini google googleai here id is item items key keys list let my new no nr paid secret the this token value var your 密钥 秘钥 付费'.split(
    ' ',
  ),
)

/** A label on one line, of at most 200 characters; empty when it holds a key itself. */
export function labelOf(text: string): string {
  const line = text
    .slice(0, 2000)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
  // A cut may leave half of a character behind.
  const label = line
    .slice(0, MAX_LENGTH)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trim()
  return holdsKey(label) ? '' : label
}

function holdsKey(text: string): boolean {
  return scanWords(text).some(({ shape }) => shape === 'key')
}

/** True for a name that says no more than that a key follows: `GEMINI_API_KEY_2`, `paid`. */
export function isCommonName(name: string): boolean {
  if (name.endsWith('x-goog-api-key')) return true
  return wordsOf(name).every((word) => word === '' || commonWords.has(word))
}

/** True for a name that marks a key as paid: `PAID_KEY`, `paid`, `alice (paid)`. */
export function saysPaid(name: string): boolean {
  return wordsOf(name).some((word) => word === 'paid' || word === '付费')
}

function wordsOf(name: string): string[] {
  return name
    .toLowerCase()
    .split(/[\s\d_.:()[\]-]+/)
    .filter((word) => word !== '')
}
