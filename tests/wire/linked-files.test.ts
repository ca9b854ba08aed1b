import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { chatBody, startWire, TOKEN, until, type WireOptions, type WireService } from './service.ts'

const png = Buffer.from('iVBORw0KGgo=', 'base64')
const ends: (() => unknown)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

/** A file server on loopback that stands for one on the internet, and the names that lead to it. */
async function fileServer(listener?: RequestListener) {
  const server = createServer(
    listener ?? ((_, response) => response.setHeader('content-type', 'image/png').end(png)),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  ends.push(
    () => server.close(),
    () => server.closeAllConnections(),
  )
  return `http://pictures.test:${(server.address() as AddressInfo).port}`
}

const onLoopback: WireOptions = {
  parts: {
    remoteFiles: {
      resolve: (_, done) => done(null, [{ address: '127.0.0.1', family: 4 }]),
      isAllowed: (address) => address === '127.0.0.1',
    },
  },
}
const image = (url: string) => ({ type: 'image_url', image_url: { url } })
const asking = (url: string, more: object = {}) => ({
  messages: [{ role: 'user', content: [{ type: 'text', text: 'What is it?' }, image(url)] }],
  ...more,
})
const sentParts = (wire: WireService): unknown =>
  wire.demo.requests.map(({ body }) => body as any).at(-1)?.contents[0].parts

describe('a linked image', () => {
  it('reaches Google as data when only we can fetch it', async () => {
    const origin = await fileServer()
    await using wire = await startWire(onLoopback)
    expect((await wire.chat(asking(`${origin}/cat`))).status).toBe(200)
    expect(sentParts(wire)).toEqual([
      { text: 'What is it?' },
      { inlineData: { mimeType: 'image/png', data: png.toString('base64') } },
    ])
  })

  it.each([false, true])('is streamed about just as well (stream: %s)', async (stream) => {
    const origin = await fileServer()
    await using wire = await startWire(onLoopback)
    const answer = await wire.chat(asking(`${origin}/cat`, { stream }))
    expect(answer.text).toContain('stop')
  })

  it('is left to Google where Google can fetch it', async () => {
    await using wire = await startWire()
    const url = 'https://example.org/cat.png'
    expect((await wire.chat(asking(url))).status).toBe(200)
    expect(sentParts(wire)).toContainEqual({ fileData: { fileUri: url, mimeType: 'image/png' } })
  })

  it.each([
    ['http://10.0.0.7/cat.png', /not a public address/],
    ['http://localhost:8000/cat.png', /not a public address/],
    ['http://2130706433/cat.png', /not a public address/],
    ['ftp://example.org/cat.png', /http\(s\) URL/],
  ])('at %s is a 400 that names it, and no key is used', async (url, message) => {
    await using wire = await startWire()
    const answer = await wire.chat(asking(url))
    expect(answer.status).toBe(400)
    expect(answer.json.error).toMatchObject({ param: 'messages[0].content[1].image_url' })
    expect(answer.json.error.message).toMatch(message)
    expect(wire.demo.requests).toHaveLength(0)
  })

  it('that turns out to be a page is a 400', async () => {
    const origin = await fileServer((_, response) =>
      response.setHeader('content-type', 'text/html').end('<p>Not found'),
    )
    await using wire = await startWire(onLoopback)
    const answer = await wire.chat(asking(`${origin}/cat`))
    expect(answer.status).toBe(400)
    expect(answer.json.error.message).toContain('text/html')
  })

  it('holds no key while it comes, and is given up when the client goes away', async () => {
    let isAsked = false
    let isClosed = false
    const origin = await fileServer((request) => {
      isAsked = true
      request.socket.once('close', () => {
        isClosed = true
      })
    })
    await using wire = await startWire(onLoopback)
    const controller = new AbortController()
    const answer = fetch(`${wire.origin}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}` },
      body: JSON.stringify(chatBody(asking(`${origin}/cat`))),
      signal: controller.signal,
    })
    const outcome = answer.then(
      () => 'answered',
      () => 'given up',
    )
    await until(() => isAsked)
    expect(wire.service.pool.list()[0]).toMatchObject({ inFlight: 0 })
    controller.abort()
    expect(await outcome).toBe('given up')
    await until(() => isClosed)
    expect(wire.demo.requests).toHaveLength(0)
  })
})
