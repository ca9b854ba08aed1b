/** Reads the token counts of an answer that is passed on as bytes, without parsing the answer. */
import type { UsageMetadata } from '../gemini/wire.ts'

/** Behind the counts come only the names of model and answer. */
const TAIL_BYTES = 4096

/** What `noteUsage` reads; nothing nested has a name like these. */
const names = [
  'promptTokenCount',
  'toolUsePromptTokenCount',
  'candidatesTokenCount',
  'thoughtsTokenCount',
  'cachedContentTokenCount',
] as const
const quoted = names.map((name) => [name, `"${name}"`] as const)
const wholeNumber = /\s*:\s*(\d+)\s*[,}]/y

/**
 * The counts of the last `usageMetadata` in the end of an answer, whole or streamed; undefined when
 * there are none.
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
  return at === -1 ? undefined : countsFrom(tail, at)
}

/** The same of the text of a whole answer, read as Latin-1. */
export function usageInText(text: string): UsageMetadata | undefined {
  const at = text.lastIndexOf('"usageMetadata"')
  return at === -1 ? undefined : countsFrom(text, at)
}

function countsFrom(text: string, from: number): UsageMetadata | undefined {
  let usage: UsageMetadata | undefined
  for (const [name, asWritten] of quoted) {
    const at = text.indexOf(asWritten, from)
    if (at === -1) continue
    wholeNumber.lastIndex = at + asWritten.length
    const digits = wholeNumber.exec(text)?.[1]
    if (digits === undefined) continue
    usage ??= {}
    usage[name] = Number(digits)
  }
  return usage
}
