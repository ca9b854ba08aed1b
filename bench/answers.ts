/** What the upstream says to what, as text that it reads when it starts. */
import {
  breakdown,
  EVENTS_PER_STREAM,
  embeddingAnswer,
  modelList,
  models,
  refusal,
  streamEvent,
  wholeAnswer,
} from './messages.ts'

/** An answer to requests whose first line holds `match`; the first that fits wins. */
export interface Answer {
  match: string
  /** What is written, a piece at a time: the first at once, the others so many milliseconds apart. */
  pieces: readonly string[]
  everyMs: number
  /** The connection is closed after the last piece. */
  isCut?: boolean
}

/**
 * Google sends these with every answer (recordings of August 2025), and a whole answer, too, comes in
 * chunks.
 */
const GOOGLES_HEADERS = [
  'Vary: Origin, X-Origin, Referer',
  'Date: Sat, 16 Aug 2025 00:44:36 GMT',
  'Server: scaffolding on HTTPServer2',
  'Server-Timing: gfet4t7; dur=534',
  'Alt-Svc: h3=":443"; ma=2592000,h3-29=":443"; ma=2592000',
  'X-Content-Type-Options: nosniff',
  'X-Frame-Options: SAMEORIGIN',
  'X-Xss-Protection: 0',
  'Transfer-Encoding: chunked',
]
  .map((line) => `${line}\r\n`)
  .join('')

const STREAM_HEAD = `HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Disposition: attachment\r\n${GOOGLES_HEADERS}\r\n`
const END = '0\r\n\r\n'

const inChunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`

function whole(match: string, body: string, status = '200 OK'): Answer {
  const head = `HTTP/1.1 ${status}\r\nContent-Type: application/json; charset=UTF-8\r\n${GOOGLES_HEADERS}\r\n`
  return { match, pieces: [head + inChunk(body) + END], everyMs: 0 }
}

function events(isStamped: boolean): string[] {
  const all = Array.from({ length: EVENTS_PER_STREAM }, (_, at) =>
    inChunk(streamEvent(at, isStamped)),
  )
  return [...all.slice(0, -1), `${all.at(-1)}${END}`]
}

const paced = (model: string, everyMs: number): Answer => ({
  match: `${model}:stream`,
  pieces: [STREAM_HEAD, ...events(true)],
  everyMs,
})

/** Everything the bench asks for. */
export const answers: readonly Answer[] = [
  whole(`${models.refused}:`, refusal(), '400 Bad Request'),
  whole(`${models.broken}:`, breakdown(), '500 Internal Server Error'),
  {
    match: `${models.cut}:stream`,
    pieces: [STREAM_HEAD + events(false).slice(0, 10).join('')],
    everyMs: 0,
    isCut: true,
  },
  paced(models.paced, 20),
  paced(models.slow, 100),
  {
    match: ':streamGenerateContent',
    pieces: [STREAM_HEAD + events(false).join('')],
    everyMs: 0,
  },
  whole('mbedContent', embeddingAnswer()),
  whole('GET', modelList()),
  whole('POST', wholeAnswer()),
]

/** The text of answers; `readAnswers` and `native/mock-upstream.c` take it in. */
export function writeAnswers(list: readonly Answer[]): string {
  return list
    .map(({ match, pieces, everyMs, isCut }) => {
      const bytes = pieces.map((piece) => `${Buffer.byteLength(piece)}\n${piece}`)
      return `${pieces.length} ${everyMs} ${isCut === true ? 1 : 0} ${match}\n${bytes.join('')}`
    })
    .join('')
}

/** The answers of a text of ASCII letters, as `writeAnswers` made it. */
export function readAnswers(text: string): Answer[] {
  const list: Answer[] = []
  let at = 0
  const line = () => {
    const end = text.indexOf('\n', at)
    const found = text.slice(at, end)
    at = end + 1
    return found
  }
  while (at < text.length) {
    const [count = '0', everyMs = '0', isCut, ...match] = line().split(' ')
    const pieces = Array.from({ length: Number(count) }, () => {
      const length = Number(line())
      const piece = text.slice(at, at + length)
      at += length
      return piece
    })
    list.push({ match: match.join(' '), pieces, everyMs: Number(everyMs), isCut: isCut === '1' })
  }
  return list
}
