/** Reads Google's server-sent events: text in any cut in, whole `data` payloads out. */
import { parseExactJson } from '../shared/exact-json.ts'
import { isObject } from '../shared/is-object.ts'
import { isAnswer } from './answer-shape.ts'
import type { GenerateContentResponse, GoogleError } from './wire.ts'

export interface SseReader {
  /** Takes decoded text cut anywhere; gives the payloads of the events it completes. */
  push(text: string): string[]
  /**
   * Ends the input. `data` holds the last event if its blank line never came; `residue` holds the
   * lines that are no SSE field at all, such as the raw JSON of an error tail (conformance B6).
   */
  end(): { data: string[]; residue: string }
}

const fieldLine = /^[A-Za-z][\w-]*(?::|$)/

/**
 * Creates a reader of one event stream (conformance B3 rule 1): any line ending, cut anywhere,
 * several `data` lines joined by a newline; comments and other fields are skipped. Each character
 * is looked at once, so an image of many megabytes in one event costs no more than its length.
 */
export function createSseReader(): SseReader {
  return new LineByLineReader()
}

class LineByLineReader implements SseReader {
  #atStart = true
  #afterCarriageReturn = false
  #partialLine = ''
  #dataLines: string[] = []
  #residueLines: string[] = []

  push(text: string): string[] {
    const complete: string[] = []
    if (text === '') return complete
    let from = this.#skipAtFront(text)
    let newline = text.indexOf('\n', from)
    let carriageReturn = text.indexOf('\r', from)
    while (newline !== -1 || carriageReturn !== -1) {
      const isReturn = carriageReturn !== -1 && (newline === -1 || carriageReturn < newline)
      const end = isReturn ? carriageReturn : newline
      this.#takeLine(this.#partialLine + text.slice(from, end), complete)
      this.#partialLine = ''
      from = isReturn && newline === end + 1 ? end + 2 : end + 1
      // Each is sought again only once passed, so that text without one is not searched per line.
      if (newline !== -1 && newline < from) newline = text.indexOf('\n', from)
      if (carriageReturn !== -1 && carriageReturn < from) carriageReturn = text.indexOf('\r', from)
    }
    this.#partialLine += text.slice(from)
    this.#afterCarriageReturn = text.endsWith('\r')
    return complete
  }

  end(): { data: string[]; residue: string } {
    const data: string[] = []
    if (this.#partialLine !== '') this.#takeLine(this.#partialLine, data)
    this.#takeLine('', data)
    const residue = this.#residueLines.join('\n')
    this.#partialLine = ''
    this.#residueLines = []
    return { data, residue }
  }

  /** How many characters to pass over: a byte order mark, or the second half of a cut CRLF. */
  #skipAtFront(text: string): number {
    const skipped = this.#atStart ? '\uFEFF' : this.#afterCarriageReturn ? '\n' : undefined
    this.#atStart = false
    return skipped !== undefined && text.startsWith(skipped) ? 1 : 0
  }

  #takeLine(line: string, complete: string[]): void {
    if (line === '') {
      if (this.#dataLines.length > 0) complete.push(this.#dataLines.join('\n'))
      this.#dataLines = []
    } else if (line.startsWith('data:')) {
      this.#dataLines.push(line.slice(line[5] === ' ' ? 6 : 5))
    } else if (!line.startsWith(':') && !fieldLine.test(line)) {
      this.#residueLines.push(line)
    }
  }
}

/** What one payload of a stream turned out to be; `malformed` carries the text as it came. */
export type StreamEvent =
  | { chunk: GenerateContentResponse }
  /** A whole stream in one array, which is what Google sends where `alt=sse` got lost. */
  | { chunks: GenerateContentResponse[] }
  | { error: GoogleError }
  | { malformed: string }

/**
 * Parses one `data` payload, or a whole JSON body that came in place of a stream. An object with an
 * `error`, bare or inside an array, is an error even under status 200 (conformance B6).
 */
export function parseStreamEvent(data: string): StreamEvent {
  const event = readEvent(data, JSON.parse)
  // Nowhere but in arguments is there a number that could be too long.
  return holdsCalls(event) ? readEvent(data, parseExactJson) : event
}

function holdsCalls(event: StreamEvent): boolean {
  const chunks = 'chunk' in event ? [event.chunk] : 'chunks' in event ? event.chunks : []
  return chunks.some(({ candidates }) =>
    candidates?.some(({ content }) => content?.parts?.some((part) => part.functionCall)),
  )
}

function readEvent(data: string, parse: (text: string) => unknown): StreamEvent {
  let parsed: unknown
  try {
    parsed = parse(data)
  } catch {
    return { malformed: data }
  }
  if (!Array.isArray(parsed)) return eventIn(parsed) ?? { malformed: data }
  const events = parsed.map(eventIn)
  const failed = events.find((event) => event !== undefined && 'error' in event)
  if (failed !== undefined) return failed
  const chunks = events.flatMap((event) =>
    event !== undefined && 'chunk' in event ? event.chunk : [],
  )
  const [chunk, ...more] = chunks
  if (chunk === undefined || chunks.length < events.length) return { malformed: data }
  return more.length === 0 ? { chunk } : { chunks }
}

function eventIn(
  value: unknown,
): { chunk: GenerateContentResponse } | { error: GoogleError } | undefined {
  if (!isObject(value)) return undefined
  if ('error' in value) return { error: toGoogleError(value['error']) }
  return isAnswer(value) ? { chunk: value } : undefined
}

function toGoogleError(error: unknown): GoogleError {
  if (isObject(error)) return error
  return typeof error === 'string' ? { message: error } : {}
}
