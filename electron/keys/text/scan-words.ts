/** The words of a text that concern keys, with where they stand. Linear in the text's length. */
import { type Shape, shapeOf, startsLikeGoogleKey } from './key-shape.ts'

/** A key, or what is refused as one, between two positions of a text. */
export interface Hit {
  readonly secret: string
  readonly shape: NonNullable<Shape>
  readonly start: number
  readonly end: number
}

/** Whatever may be part of a key or of the path or address that holds one. */
const CHUNK = /[\w.~+@/\\:=?&#%*…•$!^-]+/g
const PIECE = /[^:=?&#$!^]+/g
/** In paths and addresses only what has Google's prefix is a key: `…/models?key=AIza…`. */
const PIECE_OF_PATH = /[^/\\@:=?&#$!^]+/g
/** How far behind a word the sign may stand that makes it a name: `"NAME" = …`. */
const NAME_SIGN = /^["'`*\] \t]{0,4}[:=：]/

/** All keys and refused words of a text, in order. */
export function scanWords(text: string): Hit[] {
  const hits: Hit[] = []
  for (const chunk of text.matchAll(CHUNK)) {
    const isPath = /[/\\@]/.test(chunk[0])
    for (const piece of chunk[0].matchAll(isPath ? PIECE_OF_PATH : PIECE)) {
      const hit = hitOf(piece[0], chunk.index + piece.index, text)
      if (hit !== undefined && (!isPath || startsLikeGoogleKey(hit.secret))) hits.push(hit)
    }
  }
  return hits
}

function hitOf(piece: string, at: number, text: string): Hit | undefined {
  const { word, start } = undecorated(piece, at)
  const shape = shapeOf(word)
  if (shape === undefined) return undefined
  const isSure = startsLikeGoogleKey(word)
  if (!isSure && NAME_SIGN.test(text.slice(at + piece.length, at + piece.length + 6))) {
    return undefined
  }
  const secret = shape === 'key' && word.startsWith('AIza') ? (word.split('.', 1)[0] ?? word) : word
  return { secret, shape, start, end: start + secret.length }
}

/** The word without Markdown's `**` and `_` around it and without the full stop behind it. */
function undecorated(piece: string, at: number): { word: string; start: number } {
  let start = 0
  while (start < piece.length && '*_-~+%.'.includes(piece.charAt(start))) start += 1
  let end = piece.length
  while (end > start && isTrailing(piece, end - 1, start)) end -= 1
  return { word: piece.slice(start, end), start: at + start }
}

function isTrailing(piece: string, index: number, start: number): boolean {
  const char = piece.charAt(index)
  if (char === '.') return piece.slice(index - 2, index + 1) !== '...'
  // A key may end with an underscore of its own, so only what was opened is closed.
  if (char === '_' || char === '*' || char === '~') return piece.length - index <= start
  return false
}
