import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { waitsForDrain, writeChunk } from './write-chunk.ts'

let serve: (response: ServerResponse) => unknown
const server = createServer((_request, response) => void serve(response))
const portOf = () => (server.address() as AddressInfo).port

beforeEach(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})

afterEach(async () => {
  server.close()
  server.closeAllConnections()
  await once(server, 'close')
})

/** The body of an answer as Node's own client reads it. */
async function bodyOf(): Promise<string> {
  const asked = request({ port: portOf(), host: '127.0.0.1' }).end()
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  return text(answer)
}

/** Everything that comes back for bytes sent at once, until the server closes. */
async function rawAnswer(sent: string): Promise<string> {
  const socket = connect(portOf(), '127.0.0.1')
  socket.write(sent)
  return text(socket)
}

describe('an answer that is written in pieces', () => {
  it('arrives as it was written, whatever is in it', async () => {
    const piece = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }))
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 8 }), async (pieces) => {
        serve = (response) => {
          for (const one of pieces) writeChunk(response, one)
          response.end('the end')
        }
        expect(await bodyOf()).toBe(Buffer.from(`${pieces.join('')}the end`).toString())
      }),
      { numRuns: 40 },
    )
  })

  it('is one write to the socket for every piece behind the first', async () => {
    let socket: Socket | undefined
    const writes: unknown[] = []
    serve = (response) => {
      writeChunk(response, 'first')
      socket = response.socket ?? undefined
      const { write } = socket as Socket
      Object.assign(socket as Socket, {
        write: (data: unknown, ...rest: unknown[]) => {
          writes.push(data)
          return Reflect.apply(write, socket, [data, ...rest])
        },
      })
      writeChunk(response, 'second')
      writeChunk(response, 'dritte ä')
      delete (socket as Partial<Socket>).write
      response.end()
    }
    expect(await bodyOf()).toBe('firstseconddritte ä')
    expect(writes).toEqual(['6\r\nsecond\r\n', '9\r\ndritte ä\r\n'])
  })

  it('has no frames for a client of HTTP/1.0', async () => {
    serve = (response) => {
      writeChunk(response, 'one ')
      writeChunk(response, 'two')
      response.end()
    }
    const answer = await rawAnswer('GET / HTTP/1.0\r\n\r\n')
    expect(answer.endsWith('\r\n\r\none two')).toBe(true)
  })

  it('waits for the answer before it where a client asks twice without waiting', async () => {
    const waiting: ServerResponse[] = []
    serve = (response) => {
      if (waiting.push(response) < 2) return
      const [first, second] = waiting as [ServerResponse, ServerResponse]
      writeChunk(second, 'second ')
      writeChunk(second, 'second again')
      writeChunk(first, 'first ')
      writeChunk(first, 'first again')
      first.end()
      second.end()
    }
    const head = 'GET / HTTP/1.1\r\nHost: x\r\n'
    const answer = await rawAnswer(`${head}\r\n${head}Connection: close\r\n\r\n`)
    const said = [...answer.matchAll(/(?:first|second)(?: again)?/g)].map(([word]) => word)
    expect(said).toEqual(['first', 'first again', 'second', 'second again'])
  })

  it('passes by whoever listens to what is written only where nobody does', async () => {
    const heard: string[] = []
    serve = (response) => {
      const { write } = response
      response.write = (data: unknown, ...rest: unknown[]) => {
        heard.push(String(data))
        return Reflect.apply(write, response, [data, ...rest])
      }
      writeChunk(response, 'one')
      writeChunk(response, 'two')
      response.end()
    }
    expect(await bodyOf()).toBe('onetwo')
    expect(heard).toEqual(['one', 'two'])
  })

  it('says what to wait for while its reader is slow, and that has room again afterwards', async () => {
    const piece = 'x'.repeat(64 * 1024)
    let pieces = 0
    serve = async (response) => {
      let slow: ReturnType<typeof waitsForDrain>
      for (; slow === undefined; pieces += 1) {
        writeChunk(response, piece)
        slow = waitsForDrain(response)
      }
      await once(slow, 'drain')
      expect(waitsForDrain(response)).toBeUndefined()
      response.end()
    }
    const asked = request({ port: portOf(), host: '127.0.0.1' }).end()
    const [answer] = (await once(asked, 'response')) as [IncomingMessage]
    expect(await text(answer)).toHaveLength(pieces * piece.length)
  })
})
