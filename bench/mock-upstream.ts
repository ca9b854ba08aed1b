/** Google as fast as Node can play it: canned answers on raw sockets, no HTTP parser. */
import { createServer, type Socket } from 'node:net'
import {
  EVENTS_PER_STREAM,
  embeddingAnswer,
  models,
  monotonicMs,
  refusal,
  streamEvent,
  wholeAnswer,
} from './messages.ts'
import { createFraming } from './http-framing.ts'

function whole(body: string, status = '200 OK'): Buffer {
  const head = `HTTP/1.1 ${status}\r\nContent-Type: application/json; charset=UTF-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`
  return Buffer.from(head + body)
}

const chunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`
const STREAM_HEAD =
  'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n'
const STREAM_END = '0\r\n\r\n'

const answers = {
  chat: whole(wholeAnswer()),
  refused: whole(refusal(), '400 Bad Request'),
  embedding: whole(embeddingAnswer()),
  models: whole(
    JSON.stringify({
      models: Object.values(models).map((id) => ({
        name: `models/${id}`,
        supportedGenerationMethods: ['generateContent'],
      })),
    }),
  ),
  burst: Buffer.from(
    STREAM_HEAD +
      Array.from({ length: EVENTS_PER_STREAM }, (_, at) => chunk(streamEvent(at))).join('') +
      STREAM_END,
  ),
}

function pace(socket: Socket, everyMs: number): void {
  socket.write(STREAM_HEAD)
  let sent = 0
  const timer = setInterval(() => {
    socket.write(chunk(streamEvent(sent, monotonicMs())))
    sent += 1
    if (sent < EVENTS_PER_STREAM) return
    clearInterval(timer)
    socket.write(STREAM_END)
  }, everyMs)
  socket.once('close', () => clearInterval(timer))
}

function answer(socket: Socket, requestLine: string): void {
  if (requestLine.includes(`${models.refused}:`)) socket.write(answers.refused)
  else if (requestLine.includes(`${models.paced}:stream`)) pace(socket, 20)
  else if (requestLine.includes(`${models.slow}:stream`)) pace(socket, 100)
  else if (requestLine.includes(':streamGenerateContent')) socket.write(answers.burst)
  else if (requestLine.includes('mbedContent')) socket.write(answers.embedding)
  else if (requestLine.startsWith('GET')) socket.write(answers.models)
  else socket.write(answers.chat)
}

const server = createServer({ noDelay: true }, (socket) => {
  const framing = createFraming()
  socket.on('data', (data) => {
    for (const requestLine of framing.push(data)) answer(socket, requestLine)
  })
  socket.on('error', () => socket.destroy())
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (typeof address === 'object') process.stdout.write(`http://127.0.0.1:${address?.port}\n`)
})
