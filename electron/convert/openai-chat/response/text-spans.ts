/** Where the text of each part of an answer lies in the content the client sees. */
import type { Part } from '../../../gemini/wire.ts'

/** One part of the whole answer; `start` is a UTF-16 offset in the content. */
export interface TextSpan {
  kind: 'text' | 'thought' | 'other'
  text: string
  start: number
}

function kindOf(part: Part): TextSpan['kind'] {
  if (part.thought === true) return 'thought'
  return part.text === undefined ? 'other' : 'text'
}

/**
 * Adds a part that stands at `indexInChunk` of its chunk. A stream cuts one part into many chunks,
 * so text that opens a chunk continues the text that closed the chunk before.
 */
export function addSpan(spans: TextSpan[], part: Part, indexInChunk: number, start: number): void {
  const kind = kindOf(part)
  const text = kind === 'text' ? (part.text ?? '') : ''
  const last = spans.at(-1)
  if (indexInChunk !== 0 || kind === 'other' || last?.kind !== kind) {
    spans.push({ kind, text, start })
    return
  }
  // A part that began empty begins where its text does: thoughts may have been closed in between.
  if (last.text === '') last.start = start
  last.text += text
}
