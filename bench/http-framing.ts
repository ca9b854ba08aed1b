/** Finds where HTTP messages of programs we know end, without parsing or keeping their bodies. */

const HEAD_END = '\r\n\r\n'
const CHUNKED_END = Buffer.from('0\r\n\r\n')

/** Follows the bytes of one connection. */
export interface Framing {
  /** Takes the next bytes; gives the first line of every message that ended in them. */
  push(data: Buffer): string[]
}

/** A reader at the beginning of a connection. Messages without length or chunks end with their head. */
export function createFraming(): Framing {
  let head: Buffer = Buffer.alloc(0)
  let firstLine: string | undefined
  let bytesLeft = 0
  let isChunked = false
  let tail: Buffer = Buffer.alloc(0)

  /** Takes in the head; gives the bytes after it, or undefined while it is incomplete. */
  const readHead = (data: Buffer): Buffer | undefined => {
    head = head.length === 0 ? data : Buffer.concat([head, data])
    const end = head.indexOf(HEAD_END)
    if (end < 0) return undefined
    const text = head.toString('latin1', 0, end)
    const rest = head.subarray(end + HEAD_END.length)
    firstLine = text.slice(0, text.indexOf('\r\n'))
    bytesLeft = Number(/\r\ncontent-length: *(\d+)/i.exec(text)?.[1] ?? 0)
    isChunked = /\r\ntransfer-encoding: *chunked/i.test(text)
    tail = Buffer.alloc(0)
    head = Buffer.alloc(0)
    return rest
  }

  /** Takes body bytes; gives what belongs to the next message, undefined while this one goes on. */
  const readBody = (data: Buffer): Buffer | undefined => {
    if (isChunked) {
      tail = Buffer.concat([tail, data]).subarray(-CHUNKED_END.length)
      return tail.equals(CHUNKED_END) ? Buffer.alloc(0) : undefined
    }
    const taken = Math.min(bytesLeft, data.length)
    bytesLeft -= taken
    return bytesLeft === 0 ? data.subarray(taken) : undefined
  }

  return {
    push(data) {
      const ended: string[] = []
      let rest: Buffer | undefined = data
      while (rest !== undefined) {
        if (firstLine === undefined) {
          if (rest.length === 0) break
          rest = readHead(rest)
          if (rest === undefined) break
        }
        rest = readBody(rest)
        if (rest !== undefined && firstLine !== undefined) {
          ended.push(firstLine)
          firstLine = undefined
        }
      }
      return ended
    },
  }
}
