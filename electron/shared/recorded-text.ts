/**
 * Texts that are kept for a person to read, without secrets however they are written: in base64,
 * with letters as escapes, or in pieces over the events of a stream. Pure.
 */
import { isObject } from './is-object.ts'

type Redact = (text: string) => string

/** The text as it may be kept. What hides no secret stays as it is, to the letter. */
export function recordedText(text: string, redact: Redact): string {
  const clean = blotBase64(redact(text), redact)
  const plain = withoutNeedlessEscapes(clean)
  const hidesNone = plain === clean || redact(plain) === plain
  return blotPieces(hidesNone ? clean : redact(plain), redact)
}

/** Letters, digits and what else a secret is made of need no escape, neither in JSON nor in a URL. */
const NEEDLESS = /\\u00([2-7][\da-f])|%([2-7][\da-f])|\\(\/)/gi

function withoutNeedlessEscapes(text: string): string {
  return text.replace(NEEDLESS, (escape, unit?: string, byte?: string, slash?: string) => {
    const character = slash ?? String.fromCharCode(Number.parseInt(unit ?? byte ?? '', 16))
    return /[\w./-]/.test(character) ? character : escape
  })
}

/** Base64 of either alphabet, also over lines and in JSON that escapes slashes. */
const BASE64 = /[\w+/-](?:[\w+/=-]|\\[rn/]|\r?\n){15,}/g
/** How much of it tells text from pictures and sound. */
const TASTED = 128

/** Base64 within base64, as a file of passwords within a file of settings. */
const DEEPEST = 3

function blotBase64(text: string, redact: Redact, depth = 1): string {
  return text.replace(BASE64, (run) => {
    const digits = run.replace(/\\[rn]|\\|\s/g, '')
    // The word before a line break may stand in front of it.
    const hides = [0, 1, 2, 3].some((from) => {
      if (!isText(decoded(digits.slice(from, from + TASTED)))) return false
      const inside = decoded(digits.slice(from))
      if (redact(inside) !== inside) return true
      return depth < DEEPEST && blotBase64(inside, redact, depth + 1) !== inside
    })
    return hides ? '(base64…)' : run
  })
}

/** Windows writes a zero beside each letter. */
const decoded = (base64: string) =>
  Buffer.from(base64, 'base64').toString('latin1').replaceAll('\0', '')

/** Few of the characters are none that people write. */
function isText(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- those are what is counted
  const odd = text.match(/[\0-\x08\x0e-\x1f\x7f-\x9f]/g)?.length ?? 0
  return odd <= text.length / 20
}

/** A stream in which a secret came in pieces is kept as the texts that its pieces make up. */
function blotPieces(text: string, redact: Redact): string {
  const whole = new Map<string, string>()
  for (const event of eventsOf(text)) joinTexts(event, '', whole)
  const hiding = [...whole].filter(([, joined]) => redact(joined) !== joined)
  if (hiding.length === 0) return text
  return `(in one piece)\n${hiding.map(([path, joined]) => `${path}: ${redact(joined)}`).join('\n')}`
}

/** The values of server-sent events, or of the array that Google's other kind of stream is. */
function eventsOf(text: string): unknown[] {
  const lines = text.match(/^data:.*$/gm)
  if (lines !== null) return lines.flatMap((line) => parsed(line.slice('data:'.length)))
  if (!text.startsWith('[')) return []
  const list = [text, `${text.slice(0, text.lastIndexOf('\n,'))}]`].flatMap(parsed)[0]
  return Array.isArray(list) ? list : []
}

function parsed(json: string): unknown[] {
  try {
    return [JSON.parse(json)]
  } catch {
    // `[DONE]`, or cut off.
    return []
  }
}

/** Adds every text of a value to those that came at the same place before. */
function joinTexts(value: unknown, path: string, whole: Map<string, string>): void {
  if (typeof value === 'string') {
    whole.set(path, (whole.get(path) ?? '') + value)
  } else if (Array.isArray(value)) {
    for (const [at, entry] of value.entries()) {
      // Of several choices each event may bring another one.
      const index = isObject(entry) && typeof entry['index'] === 'number' ? entry['index'] : at
      joinTexts(entry, `${path}[${index}]`, whole)
    }
  } else if (isObject(value)) {
    for (const [name, entry] of Object.entries(value)) {
      joinTexts(entry, path === '' ? name : `${path}.${name}`, whole)
    }
  }
}
