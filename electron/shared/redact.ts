/** Keeps secrets out of every text that leaves the process (design §2.1). */

/** The form in which a key or token may be shown: `…x4f2`, and hardly anything of a short one. */
export function maskSecret(secret: string): string {
  const kept = secret.length < 8 ? Math.floor(secret.length / 4) : 4
  return `…${kept === 0 ? '' : secret.slice(-kept)}`
}

/** What JSON or a URL writes for another character: the letters in it are no part of a word. */
const ESCAPE = String.raw`\\u[\da-fA-F]{4}|\\[bfnrt]|%[\da-fA-F]{2}`

/** Where a word begins. */
const START = String.raw`(?:\b|(?<=${ESCAPE}))`

/** A shape that stands where a word begins. */
const atStart = (pattern: string, flags = 'g') => new RegExp(START + pattern, flags)

const SHAPES: readonly [RegExp, string][] = [
  [/AIza[\w-]{10,}/g, 'AIza…'],
  [atStart(String.raw`AQ\.[\w.-]{10,}`), 'AQ.…'],
  // Behind letters only what no FAQ is followed by.
  [/AQ\.Ab\d[\w.-]{10,}/g, 'AQ.…'],
  [atStart(String.raw`(Bearer|Basic)(?:\s|\+|%20)+[^\s"',;\\]+`, 'gi'), '$1 …'],
  [
    /((?:[?&]|%3f|%26|\\u0026)(?:key|access_token|api_key|authcode)(?:=|%3d|\\u003d))(?:(?!%26)[^&\s"'\\])+/gi,
    '$1…',
  ],
  [atStart(String.raw`(api_key:)[^\s"',;\\]+`, 'gi'), '$1…'],
  [/(:\/\/)[^\s/"@]*:[^\s/"@]*@/g, '$1…@'],
]

export interface Redactor {
  /** Remembers a secret, so that it is removed in whatever text it turns up. */
  learn(secret: string): void
  /** The text with every known secret and everything of the shape of one blotted out. */
  redact(text: string): string
}

/** A redactor that starts with the shapes of Google keys and bearer tokens and learns the rest. */
export function createRedactor(): Redactor {
  const words = new Set<string>()
  const phrases = new Map<string, string>()
  let shortest = Infinity
  let word = /$^/g
  let escapeOrWord = word
  return {
    learn(secret) {
      // One set look-up per word of the text costs the same for 5 keys and for 5,000; only secrets
      // that are no single word need a search of their own.
      if (/^[\w-]+$/.test(secret)) {
        words.add(secret)
        if (secret.length >= shortest) return
        shortest = secret.length
        // Most words of a text are shorter than any secret, and cost nothing then.
        word = new RegExp(String.raw`[\w-]{${shortest},}`, 'g')
        escapeOrWord = new RegExp(`${ESCAPE}|${word.source}`, 'g')
      } else if (secret !== '' && blotShapes(secret) === secret) {
        for (const write of [String, asJson, asParameter]) {
          phrases.set(write(secret), write(maskSecret(secret)))
        }
      }
    },
    redact(text) {
      let clean = blotShapes(text)
      for (const [phrase, mask] of phrases) clean = clean.replaceAll(phrase, () => mask)
      if (words.size === 0) return clean
      const blot = (found: string) => (words.has(found) ? maskSecret(found) : found)
      clean = clean.replace(word, blot)
      return /[\\%]/.test(clean) ? clean.replace(escapeOrWord, blot) : clean
    },
  }
}

/** A text as it stands within a string of JSON. */
function asJson(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}

/** A text as it stands within a URL. */
function asParameter(text: string): string {
  return encodeURIComponent(text.toWellFormed())
}

function blotShapes(text: string): string {
  let clean = text
  for (const [shape, replacement] of SHAPES) clean = clean.replace(shape, replacement)
  return clean
}
