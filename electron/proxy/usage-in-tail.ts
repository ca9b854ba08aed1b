/** Reads the token counts of an answer that is passed on as bytes, without parsing the answer. */
import type { UsageMetadata } from '../gemini/wire.ts'
import { isObject } from '../shared/is-object.ts'

/** Behind the counts come only the names of model and answer. */
const TAIL_BYTES = 4096
const OPENING = 0x7b
const CLOSING = 0x7d

/**
 * The last `usageMetadata` in the end of an answer, whole or streamed; undefined when it is not there.
 * @param parts the last pieces of the answer, in order; one may have been cut anywhere
 */
export function usageInTail(parts: readonly (Buffer | undefined)[]): UsageMetadata | undefined {
  let tail = ''
  let at = -1
  for (let index = parts.length - 1; index >= 0 && at === -1; index -= 1) {
    const part = parts[index]
    if (part === undefined) continue
    tail = part.toString('latin1', Math.max(0, part.length - TAIL_BYTES)) + tail
    at = tail.lastIndexOf('"usageMetadata"')
  }
  if (at === -1) return undefined
  const begin = tail.indexOf('{', at)
  const end = endOfObject(tail, begin)
  if (begin === -1 || end === -1) return undefined
  try {
    const usage: unknown = JSON.parse(tail.slice(begin, end))
    return isObject(usage) ? usage : undefined
  } catch {
    return undefined
  }
}

/** Where an object ends that begins there; its strings are names of modalities, without braces. */
function endOfObject(text: string, begin: number): number {
  let depth = 0
  for (let at = begin; at !== -1 && at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    if (unit === OPENING) depth += 1
    else if (unit === CLOSING && (depth -= 1) === 0) return at + 1
  }
  return -1
}
