/** Finds where HTTP messages of programs we know end, without keeping their bodies; native/wire.h does the same. */

const HEAD_END = '\r\n\r\n'
const LINE_END = 0x0a

/** A message that has ended. */
export interface Message {
  firstLine: string
  /** Whether the connection ends with it. */
  isLast: boolean
  /** Without the framing of chunks. */
  bodyBytes: number
}

/** Follows the bytes of one connection. */
export interface Framing {
  /** Takes the next bytes; gives every message that ended in them. */
  push(data: Buffer): Message[]
  /** The message that has begun and not ended; undefined before its head is whole. */
  current(): Message | undefined
  /** The message that ends with the connection; undefined where the connection broke off in one. */
  close(): Message | undefined
}

/** What comes next; in a message until the connection closes, nothing is looked for any more. */
type State = 'head' | 'body' | 'size' | 'chunk' | 'trailer' | 'until-close' | 'end'

/** A reader at the beginning of a connection. Requests without length or chunks end with their head. */
export function createFraming(): Framing {
  let state: State = 'head'
  let head: Buffer = Buffer.alloc(0)
  let line = ''
  let bytesLeft = 0
  let message: Message | undefined

  /** Takes in the head; gives how many bytes of `data` belong to it. */
  const takeHead = (data: Buffer): number => {
    const before = head.length
    head = before === 0 ? data : Buffer.concat([head, data])
    const end = head.indexOf(HEAD_END)
    if (end < 0) return data.length
    const text = head.toString('latin1', 0, end)
    head = Buffer.alloc(0)
    state = bodyState(text)
    message = {
      firstLine: text.slice(0, text.indexOf('\r\n')),
      isLast: state === 'until-close' || /\r\nconnection: *close/i.test(text),
      bodyBytes: 0,
    }
    return end + HEAD_END.length - before
  }

  const bodyState = (text: string): State => {
    if (/\r\ntransfer-encoding: *chunked/i.test(text)) return 'size'
    const length = /\r\ncontent-length: *(\d+)/i.exec(text)?.[1]
    if (length === undefined) return text.startsWith('HTTP/') ? 'until-close' : 'end'
    bytesLeft = Number(length)
    return bytesLeft === 0 ? 'end' : 'body'
  }

  const takeBody = (data: Buffer): number => {
    const taken = state === 'until-close' ? data.length : Math.min(bytesLeft, data.length)
    if (message !== undefined) message.bodyBytes += taken
    if (state === 'until-close') return taken
    bytesLeft -= taken
    if (bytesLeft === 0) state = state === 'chunk' ? 'size' : 'end'
    return taken
  }

  /** Takes the line of a chunk's size, the one that ends a chunk, or one after the last chunk. */
  const takeLine = (data: Buffer): number => {
    const end = data.indexOf(LINE_END)
    line += data.toString('latin1', 0, end < 0 ? data.length : end)
    if (end < 0) return data.length
    const text = line.trim()
    line = ''
    if (state === 'trailer') {
      if (text === '') state = 'end'
    } else if (text !== '') {
      bytesLeft = Number.parseInt(text, 16)
      state = bytesLeft === 0 ? 'trailer' : 'chunk'
    }
    return end + 1
  }

  const take = (data: Buffer): number => {
    if (state === 'head') return takeHead(data)
    return state === 'size' || state === 'trailer' ? takeLine(data) : takeBody(data)
  }

  return {
    push(data) {
      const ended: Message[] = []
      let rest = data
      while (rest.length > 0) {
        rest = rest.subarray(take(rest))
        if (state !== 'end' || message === undefined) continue
        ended.push(message)
        message = undefined
        state = 'head'
      }
      return ended
    },
    current: () => message,
    close: () => (state === 'until-close' ? message : undefined),
  }
}
