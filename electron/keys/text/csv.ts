/** Comma-separated values (RFC 4180), with other delimiters too. */

export interface CsvRecord {
  readonly fields: readonly string[]
  /** Line on which it starts, from 1. */
  readonly line: number
}

/** The records of a text, without empty lines. A quote that is never closed reaches to the end of the text. */
export function parseCsv(text: string, delimiter: string): CsvRecord[] {
  const records: CsvRecord[] = []
  let fields: string[] = []
  let line = 1
  let startLine = 1
  let at = 0
  while (at <= text.length) {
    const field = fieldAt(text, at, delimiter)
    fields.push(field.value)
    line += field.breaks
    const next = text.charAt(field.end)
    at = field.end + 1
    if (next === delimiter) continue
    if (next === '\r' && text.charAt(at) === '\n') at += 1
    if (fields.length > 1 || field.value !== '') {
      records.push({ fields, line: startLine })
      fields = []
    } else fields.length = 0
    line += 1
    startLine = line
    if (next === '') break
  }
  return records
}

/** A field as it is written: quoted where anything in it could be taken for more than text. */
export function csvField(text: string): string {
  return /^[\w .…-]*$/.test(text) && text.trim() === text ? text : `"${text.replaceAll('"', '""')}"`
}

interface Field {
  readonly value: string
  /** Where what ended it stands. */
  readonly end: number
  /** Lines that ended inside it. */
  readonly breaks: number
}

function fieldAt(text: string, start: number, delimiter: string): Field {
  let value = ''
  let at = start
  let breaks = 0
  if (text.charAt(start) === '"') {
    const closing = closingQuote(text, start + 1)
    value = text.slice(start + 1, closing).replaceAll('""', '"')
    at = closing + 1
    breaks = value.split('\n').length - 1
  }
  let end = at
  while (end < text.length && !isEnd(text.charAt(end), delimiter)) end += 1
  // What stands behind a closing quote is kept: a wrong quote must not cost a key.
  return { value: value + text.slice(at, end), end, breaks }
}

function closingQuote(text: string, from: number): number {
  let quote = text.indexOf('"', from)
  while (quote !== -1 && text.charAt(quote + 1) === '"') quote = text.indexOf('"', quote + 2)
  return quote === -1 ? text.length : quote
}

function isEnd(char: string, delimiter: string): boolean {
  return char === delimiter || char === '\n' || char === '\r'
}
