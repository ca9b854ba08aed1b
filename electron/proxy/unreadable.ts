/** Requests that Node could not read, so that no route and no hook ever sees them. */
import type { Socket } from 'node:net'
import { openAiErrorBody } from './problem.ts'

const unreadable = {
  status: 400,
  reason: 'Bad Request',
  code: 'bad_request',
  message: 'The request is not valid HTTP',
}
const problems: Readonly<Record<string, typeof unreadable | undefined>> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    reason: 'Request Header Fields Too Large',
    code: 'headers_too_large',
    message: 'The headers of the request are larger than 64 KB',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    reason: 'Request Timeout',
    code: 'request_timeout',
    message: 'The request did not arrive in time',
  },
}

/**
 * Says what is wrong with a request, in OpenAI's dialect because its path is not known, and hangs
 * up. `error.code` is Node's or its HTTP parser's. A client that has gone hears nothing.
 */
export function refuseUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const { status, reason, code, message } = problems[error.code ?? ''] ?? unreadable
  const body = openAiErrorBody({ status, type: 'invalid_request_error', code, message })
  const head = [
    `HTTP/1.1 ${status} ${reason}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}
