/**
 * One piece of an answer of unknown length as one write to the socket. Node makes four of it, two of
 * them for its frame (RFC 9112 §7.1); paced events spent a tenth of their processor time on that.
 */
import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

// Imported as a module it would bring all of Node's fetch along.
const { write: nodesWrite } = process.getBuiltinModule('node:http').OutgoingMessage.prototype

/** Answers of which the head is out, so that their socket can take what follows. */
const begun = new WeakSet<ServerResponse>()

/** Writes text; an empty one, which would end the answer, is left out. */
export function writeChunk(response: ServerResponse, text: string): void {
  if (text === '') return
  const length = Buffer.byteLength(text)
  const socket = socketOf(response)
  if (socket === undefined) {
    response.write(Buffer.from(text))
    begun.add(response)
  } else {
    // Without a character beyond ASCII there is nothing to encode.
    const encoding = length === text.length ? 'latin1' : 'utf8'
    socket.write(`${length.toString(16)}\r\n${text}\r\n`, encoding)
  }
}

/** Whether a client is slower than what is written to it; what it reads next wakes who waits. */
export function waitsForDrain(response: ServerResponse): Socket | ServerResponse | undefined {
  if (response.writableNeedDrain) return response
  return response.socket?.writableNeedDrain === true ? response.socket : undefined
}

/**
 * Undefined where only Node can write: before the head is out, to clients of HTTP/1.0, while an
 * earlier answer of the connection is not complete, and where somebody listens to what is written.
 */
function socketOf(response: ServerResponse): Socket | undefined {
  const isPlain = response.write === nodesWrite
  const isFramed = response.chunkedEncoding && begun.has(response)
  return isPlain && isFramed ? (response.socket ?? undefined) : undefined
}
