/** What native/mock-upstream.c does, for machines without a C compiler: the same answers, on raw sockets. */
import { createServer, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { type Answer, readAnswers } from './answers.ts'
import { createFraming } from './http-framing.ts'
import { monotonicMs } from './messages.ts'

const answers = readAnswers(await text(process.stdin))
const ready = new Map(answers.map((each) => [each, Buffer.from(each.pieces[0] ?? '')]))

/** The piece with the time of now where it has room for it. */
function stamped(piece: string): string {
  return piece.replace(/@[\d.]{14}@/, `@${monotonicMs().toFixed(3).padStart(14, '0')}@`)
}

function pace(socket: Socket, { pieces, everyMs }: Answer): void {
  let at = 1
  const timer = setInterval(() => {
    socket.write(stamped(pieces[at] ?? ''))
    at += 1
    if (at === pieces.length) clearInterval(timer)
  }, everyMs)
  socket.once('close', () => clearInterval(timer))
}

function answer(socket: Socket, requestLine: string): void {
  const found = answers.find(({ match }) => requestLine.includes(match))
  if (found === undefined) throw new Error(`No answer for ${requestLine}`)
  socket.write(ready.get(found) ?? '')
  if (found.isCut === true) socket.end()
  else if (found.pieces.length > 1) pace(socket, found)
}

const server = createServer({ noDelay: true }, (socket) => {
  const framing = createFraming()
  socket.on('data', (data) => {
    for (const { firstLine } of framing.push(data)) answer(socket, firstLine)
  })
  socket.on('error', () => socket.destroy())
})
server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => {
  const address = server.address()
  if (typeof address === 'object') process.stdout.write(`http://127.0.0.1:${address?.port}\n`)
})
