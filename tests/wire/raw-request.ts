/** Requests that no HTTP client would send. */
import { connect } from 'node:net'
import { record } from './service.ts'

/**
 * Writes bytes to the service and gives all it answered until it closed the connection; a request
 * in HTTP/1.1 has to say `Connection: close`.
 */
export async function rawRequest(port: number, bytes: string | Buffer): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let answer = ''
  socket.setEncoding('utf8').on('data', (text: string) => {
    answer += text
  })
  // A server that hangs up early may reset the connection; what it said before is what counts.
  socket.on('error', () => undefined)
  socket.write(bytes)
  await new Promise((resolve) => socket.once('close', resolve))
  record.said.push({ where: 'raw answer', text: answer })
  return answer
}
