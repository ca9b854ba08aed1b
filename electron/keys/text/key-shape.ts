/** What a single word looks like: a Gemini key, something that is known not to be one, or a word. */
import type { RefusalReason } from '../../shared/contract/keys.ts'

/** What a word is; undefined for one that has nothing to do with keys. */
export type Shape = 'key' | RefusalReason | undefined

const AIZA_LENGTH = 39
const MIN_LENGTH = 20
const MAX_LENGTH = 256
const TOKEN = /^[A-Za-z0-9][\w.-]*$/
/** `AIzaSy` alone is what prose says about keys; a character more is somebody's. */
const MIN_HINT = 7

const otherServices = [
  'sk-',
  'sk_',
  'gsk_',
  'xai-',
  'hf_',
  'ghp_',
  'github_pat_',
  'GOCSPX-',
  'nvapi-',
  'pplx-',
  'xoxb-',
]

/** True for a word that starts as Google's keys do, wherever it stands. */
export function startsLikeGoogleKey(word: string): boolean {
  return word.startsWith('AIza') || word.startsWith('AQ.')
}

/**
 * The shape of a word found in any text. Google's two kinds are known by their prefix; any other
 * token passes from 20 characters on when it looks random, since Google has changed prefixes before.
 * Names, hashes, UUIDs, dates, model names and files are words.
 */
export function shapeOf(word: string): Shape {
  return markedShape(word) ?? foreignShape(word) ?? (looksRandom(word) ? 'key' : undefined)
}

/** The shape of a value that somebody has declared to be a key: a doubt is told, never dropped. */
export function declaredShape(value: string): 'key' | RefusalReason {
  const shape = shapeOf(value)
  if (shape !== undefined) return shape
  const isToken = TOKEN.test(value) && value.length >= MIN_LENGTH && value.length <= MAX_LENGTH
  return isToken ? 'key' : 'unrecognised'
}

function markedShape(word: string): Shape {
  if (isPlaceholder(word)) return 'placeholder'
  const isGoogles = startsLikeGoogleKey(word)
  if (/…|\.{3}|\*{3}|•{3}/.test(word)) return isMask(word, isGoogles) ? 'masked' : undefined
  if (!isGoogles || word.length < MIN_HINT || !TOKEN.test(word)) return undefined
  if (word.startsWith('AQ.')) return lengthShape(word, MIN_LENGTH, MAX_LENGTH)
  // A sentence may go on behind the key without a blank.
  return lengthShape(word.split('.', 1)[0] ?? word, AIZA_LENGTH, AIZA_LENGTH)
}

function lengthShape(word: string, min: number, max: number): Shape {
  if (word.length < min) return 'truncated'
  return word.length > max ? 'too-long' : 'key'
}

function isPlaceholder(word: string): boolean {
  if (word.length > MAX_LENGTH) return false
  if (startsLikeGoogleKey(word)) {
    // One good key in a few million may look so, too; fewer letters would hit too many.
    if (word.length >= AIZA_LENGTH) return /x{6}|your[-_]/i.test(word)
    return /x{4}|your|here$/i.test(word)
  }
  return /^(?:your|insert|enter|replace|paste|put|add)[-_]/i.test(word) && /key/i.test(word)
}

/** `AIza…x4f2`, or our own `…x4f2`; an ellipsis before a plain word is prose. */
function isMask(word: string, isGoogles: boolean): boolean {
  if (isGoogles) return word.length <= MAX_LENGTH && word.replace(/[^\w-]/g, '').length >= MIN_HINT
  return /^…[\w-]{4}$/.test(word) && /[^a-z…]/.test(word)
}

function foreignShape(word: string): Shape {
  if (word.length < MIN_LENGTH) return undefined
  if (word.startsWith('ya29.') || word.startsWith('eyJ')) return 'oauth-token'
  if (word.startsWith('gb-')) return 'own-token'
  const isOthers =
    otherServices.some((prefix) => word.startsWith(prefix)) || /^AKIA[0-9A-Z]{16}$/.test(word)
  return isOthers ? 'other-service' : undefined
}

function looksRandom(word: string): boolean {
  if (word.length < MIN_LENGTH || word.length > MAX_LENGTH || !TOKEN.test(word)) return false
  const isHash = /^[\da-f.-]+$/i.test(word)
  const isFileOrHost = /\.[a-z]{2,5}$/.test(word)
  return !isHash && !isFileOrHost && word.split(/[._-]/).some(isRandomRun)
}

/** Words and version numbers are letters or digits; random characters are both. */
function isRandomRun(run: string): boolean {
  return run.length >= 8 && /\d/.test(run) && /[a-z]/i.test(run)
}
