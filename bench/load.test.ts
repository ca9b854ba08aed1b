import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { answers, readAnswers, writeAnswers } from './answers.ts'
import { drive, failuresOf } from './load-order.ts'
import { EVENTS_PER_STREAM, models, wholeAnswer } from './messages.ts'
import { hasCompiler } from './native.ts'
import type { Program } from './processes.ts'
import { addressOf, startUpstream } from './upstream.ts'

const FOR_EVER = Number.MAX_SAFE_INTEGER
const shot = (path: string) => ({ path, headers: {}, body: '{"model": "x"}' })
const streamPath = (model: string) => `/v1beta/models/${model}:streamGenerateContent?alt=sse`

test('answers are the same after they have been written and read', () => {
  const isCut = false
  expect(readAnswers(writeAnswers(answers))).toEqual(answers.map((each) => ({ isCut, ...each })))
})

const why = hasCompiler ? undefined : 'there is no C compiler here'

describe.skipIf(why !== undefined)(`the native programs${why ? ` (${why})` : ''}`, () => {
  behaveAs(true)
})
describe('the programs on Node', () => {
  behaveAs(false)
})

function behaveAs(isNative: boolean): void {
  let server: Server | undefined
  let upstream: Program | undefined

  afterEach(async () => {
    server?.closeAllConnections()
    server?.close()
    await upstream?.stop()
  })

  async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void) {
    const made = createServer((request, response) => {
      request.resume()
      request.on('end', () => answer(request, response))
    })
    server = made
    await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve))
    return (made.address() as AddressInfo).port
  }

  test('count every answer with its status, cut off ones as 0', async () => {
    const port = await serve((request, response) => {
      if (request.url === '/cut') response.destroy()
      else if (request.url === '/reset') request.socket.resetAndDestroy()
      else response.writeHead(request.url === '/bad' ? 400 : 200).end('{"a": 1}')
    })
    const shots = ['/good', '/bad', '/cut', '/reset'].map(shot)
    const order = { port, connections: 2, requests: 40, forMs: FOR_EVER, shots }
    const result = await drive(order, isNative)
    expect(result.statuses).toEqual({ 0: 20, 200: 10, 400: 10 })
    expect(failuresOf(result)).toBe(30)
    expect(result.firstFailure).toMatch(/400|cut off/)
    expect(result).toMatchObject({ shortestBody: 8, longestBody: 8, total: { count: 10 } })
  })

  test('send the whole request, however large', async () => {
    const lengths: number[] = []
    const port = await serve((request, response) => {
      lengths.push(Number(request.headers['content-length']))
      response.end('{}')
    })
    const body = 'x'.repeat(5_000_000)
    const shots = [{ path: '/large', headers: {}, body }]
    await drive({ port, connections: 1, requests: 2, forMs: FOR_EVER, shots }, isNative)
    expect(lengths).toEqual([body.length, body.length])
  })

  test('hang up at the first byte of the body where they are told to', async () => {
    let closed = 0
    const port = await serve((_request, response) => {
      response.on('close', () => (closed += 1))
      response.write('the first of many')
    })
    const shots = [{ ...shot('/long'), leaves: true }]
    const order = { port, connections: 1, requests: 3, forMs: FOR_EVER, shots }
    const result = await drive(order, isNative)
    expect(result).toMatchObject({ leftEarly: 3, statuses: {} })
    await expect.poll(() => closed).toBe(3)
  })

  test('stop giving out requests when their time is over', async () => {
    const port = await serve((_request, response) => response.end('{}'))
    const order = { port, connections: 1, requests: FOR_EVER, forMs: 0, shots: [shot('/')] }
    const { total } = await drive(order, isNative)
    expect(total.count).toBeLessThanOrEqual(1)
  })

  test('play Google: whole answers, streams and refusals', async () => {
    upstream = await startUpstream(isNative)
    const address = addressOf(upstream)
    const ask = async (path: string) => {
      const answer = await fetch(address + path, {
        method: 'POST',
        body: '{}',
      })
      return { status: answer.status, text: await answer.text() }
    }
    expect(await ask(`/v1beta/models/${models.burst}:generateContent`)).toEqual({
      status: 200,
      text: wholeAnswer(),
    })
    const { text } = await ask(streamPath(models.burst))
    expect(text.match(/^data: /gm)).toHaveLength(EVENTS_PER_STREAM)
    expect((await ask(`/v1beta/models/${models.refused}:generateContent`)).status).toBe(400)
    await expect(ask(streamPath(models.cut))).rejects.toThrow('terminated')
  })

  test('see when each event of a paced stream was sent, and that it came alone', async () => {
    upstream = await startUpstream(isNative)
    const { port } = upstream
    const shots = [shot(streamPath(models.paced))]
    const result = await drive(
      { port, connections: 3, requests: 3, forMs: FOR_EVER, shots },
      isNative,
    )
    expect(result.event.count).toBe(3 * EVENTS_PER_STREAM)
    expect(result.total.p50).toBeGreaterThan(EVENTS_PER_STREAM * 19 * 1000)
    expect(result.event.p50).toBeLessThan(result.total.p50)
  })
}
