/** JSON whose long whole numbers keep their digits on the way through. */

// TypeScript does not know these yet; V8 has had them since Node 21 (TC39 JSON.parse source text access).
declare global {
  interface JSON {
    parse(text: string, reviver: (key: string, value: unknown, seen: Source) => unknown): unknown
    rawJSON(text: string): unknown
  }
}
interface Source {
  /** The text of a value that is no object and no array. */
  source?: string
}

/** Fifteen digits always fit a double. */
const longNumber = /\d{16}/
const wholeNumber = /^-?\d+$/

/**
 * Parses as `JSON.parse` does, but for members and items that are whole numbers too long for a
 * JavaScript number, ids of messages say: `JSON.stringify` writes these as they stood.
 * @throws SyntaxError when the text is no JSON
 */
export function parseExactJson(text: string): unknown {
  if (!longNumber.test(text)) return JSON.parse(text)
  return JSON.parse(text, (key, value, { source = '' }) =>
    key !== '' &&
    typeof value === 'number' &&
    !Number.isSafeInteger(value) &&
    wholeNumber.test(source)
      ? JSON.rawJSON(source)
      : value,
  )
}
