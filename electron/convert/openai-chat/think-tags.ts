/** Thoughts between tags inside the content, as clients without a field for them show them (B1). */

export const OPENING_TAG = '<think>\n'
export const CLOSING_TAG = '\n</think>\n\n'

/**
 * An answer without the thoughts at its beginning: Google is not to take them for something that
 * was said. Other tags, and those further on, are the text's own.
 */
export function withoutThoughts(text: string): string {
  const start = text.trimStart()
  if (!start.startsWith('<think>')) return text
  const end = start.indexOf('</think>')
  return end === -1 ? text : start.slice(end + '</think>'.length).trimStart()
}
