/** The names people give their keys, as they stand around them in a text. */
import { shapeOf } from './key-shape.ts'

const MAX_LENGTH = 200

/** What is said about a key anyway and so names none in particular. */
const commonWords = new Set(
  'api apikey apikeys auth const export data free gemini google googleai here id is item items key keys list let my new no nr paid secret the this token value var your 密钥 秘钥 付费'.split(
    ' ',
  ),
)

/** A label on one line, of at most 200 characters; empty when a secret or a part of one is in it. */
export function labelOf(text: string): string {
  // Before it is cut: half a key would not look like one any more.
  if (text === '' || holdsSecret(text)) return ''
  const line = text.replace(/[\s\p{Cc}]+/gu, ' ').trim()
  // A cut may leave half of a character behind, and of a file's name what looks like a key.
  const label = line
    .slice(0, MAX_LENGTH)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trim()
  return holdsSecret(label) ? '' : label
}

function holdsSecret(text: string): boolean {
  return text.split(/[^\w.-]+/).some(isSecret)
}

/** Stricter than the search for keys: a label that is lost costs less than a secret that is shown. */
function isSecret(word: string): boolean {
  if (word.length > MAX_LENGTH || /AIza[\w-]{6}|AQ\.[\w-]{6}/.test(word)) return true
  // Piece by piece as well: what ends in `.name` passes for a file as a whole.
  return [word, ...word.split('.')].some((piece) => {
    const shape = shapeOf(piece.replace(/^[_.-]+/, ''))
    return shape !== undefined && shape !== 'masked' && shape !== 'placeholder'
  })
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
