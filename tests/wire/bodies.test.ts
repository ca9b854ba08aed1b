import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { rawRequest } from './raw-request.ts'
import { chatBody, startWire, TOKEN, until, type WireService } from './service.ts'

const chatRoute = '/v1/chat/completions'
const embeddingsRoute = '/v1/embeddings'
const nativeRoute = '/v1beta/models/gemini-3.8-flash:generateContent'
const prompt = { contents: [{ parts: [{ text: 'Hello there' }] }] }

/** Posts bytes with exactly these header lines; gives status line and body. */
async function post(wire: WireService, route: string, headers: string[], body: string | Buffer) {
  const head = [
    `POST ${route} HTTP/1.1`,
    'Host: localhost',
    `Authorization: Bearer ${TOKEN}`,
    'Connection: close',
    ...headers,
  ]
  const bytes = Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), Buffer.from(body)])
  const answer = await rawRequest(wire.port, bytes)
  return { status: Number(answer.slice(9, 12)), text: answer }
}

describe('a body that is no JSON object', () => {
  const json = JSON.stringify(chatBody())
  it.each<[string, string | Buffer, RegExp]>([
    ['nothing at all', Buffer.alloc(0), /empty/],
    ['white space', '  \n', /not valid JSON/],
    ['half an object', json.slice(0, -5), /not valid JSON/],
    ['JavaScript', "{model: 'x'}", /not valid JSON/],
    ['a form', 'model=x&input=y', /not valid JSON/],
    ['an array', `[${json}]`, /JSON object/],
    ['null', 'null', /JSON object/],
    ['a number', '42', /JSON object/],
    ['a string', '"hello"', /JSON object/],
    ['broken UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), /not valid UTF-8/],
    ['UTF-16', Buffer.from(`\uFEFF${json}`, 'utf16le'), /not valid UTF-8/],
    ['UTF-16 without a mark', Buffer.from(json, 'utf16le'), /not valid JSON/],
    ['compressed bytes', Buffer.from('1f8b0800000000000003', 'hex'), /not valid UTF-8/],
    ['a hundred thousand brackets', '['.repeat(100_000), /not valid JSON/],
    ['deep arrays', '['.repeat(100_000) + ']'.repeat(100_000), /JSON object/],
  ])('(%s) is a 400 that says so', async (_name, body, message) => {
    await using wire = await startWire()
    for (const route of [chatRoute, embeddingsRoute]) {
      const answer = await wire.call(route, { body })
      expect(answer.status).toBe(400)
      expect(answer.json.error.type).toBe('invalid_request_error')
      expect(answer.json.error.message).toMatch(message)
    }
    expect(wire.demo.requests).toHaveLength(0)
    expect(wire.service.pool.list()[0]).toMatchObject({ ready: true, failures: 0 })
  })

  it('is Google’s to judge on a native route, byte for byte', async () => {
    await using wire = await startWire()
    for (const body of ['{"contents":', '[1]', Buffer.from([0xff, 0xfe, 0x7b])]) {
      const answer = await wire.call(nativeRoute, { body })
      expect(answer.status).toBe(400)
      expect(answer.json.error.status).toBe('INVALID_ARGUMENT')
      expect(wire.demo.requests.at(-1)?.rawBody).toEqual(Buffer.from(body as string))
    }
  })
})

describe('a good body is taken', () => {
  const body = JSON.stringify(chatBody())
  const length = `Content-Length: ${Buffer.byteLength(body)}`
  it.each([
    ['without a content type', []],
    ['as application/json; charset=utf-8', ['Content-Type: application/json; charset=utf-8']],
    ['as Application/JSON', ['Content-Type: Application/JSON']],
    ['as text/plain', ['Content-Type: text/plain;charset=UTF-8']],
    ['as a form', ['Content-Type: application/x-www-form-urlencoded']],
    ['as octets', ['Content-Type: application/octet-stream']],
    ['after an expected 100', ['Content-Type: application/json', 'Expect: 100-continue']],
  ])('%s', async (_name, headers) => {
    await using wire = await startWire()
    expect((await post(wire, chatRoute, [...headers, length], body)).text).toContain(
      '"finish_reason":"stop"',
    )
    const native = JSON.stringify(prompt)
    const nativeHeaders = [...headers, `Content-Length: ${Buffer.byteLength(native)}`]
    expect((await post(wire, nativeRoute, nativeHeaders, native)).text).toContain('"STOP"')
    expect(wire.demo.requests.at(-1)?.rawBody.toString()).toBe(native)
  })

  it('in chunks', async () => {
    await using wire = await startWire()
    const half = Math.floor(body.length / 2)
    const chunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`
    const chunked = `${chunk(body.slice(0, half))}${chunk(body.slice(half))}0\r\n\r\n`
    const answer = await post(wire, chatRoute, ['Transfer-Encoding: chunked'], chunked)
    expect(answer.status).toBe(200)
  })

  it('with a byte order mark', async () => {
    await using wire = await startWire()
    expect((await wire.call(chatRoute, { body: `\uFEFF${body}` })).status).toBe(200)
  })

  it('with an image of 20 MB, unchanged', async () => {
    await using wire = await startWire()
    const data = Buffer.alloc(15 * 1024 * 1024, 0x89).toString('base64')
    expect(data.length).toBeGreaterThanOrEqual(20 * 1024 * 1024)
    const url = `data:image/png;base64,${data}`
    const content = [
      { type: 'text', text: 'What is this?' },
      { type: 'image_url', image_url: { url } },
    ]
    const answer = await wire.chat({ messages: [{ role: 'user', content }] })
    expect(answer.status).toBe(200)
    const sent = wire.demo.requests[0]?.body as any
    expect(sent.contents[0].parts[1].inlineData.mimeType).toBe('image/png')
    expect(sent.contents[0].parts[1].inlineData.data === data).toBe(true)
  })
})

describe('a field of the wrong type is named', () => {
  const message = (content: unknown) => ({ messages: [{ role: 'user', content }] })
  it.each<[string, object]>([
    ['model', { model: 5 }],
    ['model', { model: undefined }],
    ['model', { model: '../../files' }],
    ['messages', { messages: undefined }],
    ['messages', { messages: 'Hello' }],
    ['messages', { messages: [] }],
    ['messages[0]', { messages: [null] }],
    ['messages[0].role', { messages: [{ role: 'robot', content: 'x' }] }],
    ['messages[0].content', message(5)],
    ['messages[0].content', message({ text: 'x' })],
    ['messages[0].content[0].text', message([{ type: 'text', text: 5 }])],
    ['messages[0].content[0].text', message([{ type: 'text' }])],
    ['messages[0].content[1].type', message(['x', { type: 'hologram' }])],
    ['messages[0].content[0].type', message([{ text: 'x' }])],
    [
      'messages[0].content[0].image_url',
      message([{ type: 'image_url', image_url: { url: 'data:,' } }]),
    ],
    ['temperature', { temperature: 'hot' }],
    ['max_tokens', { max_tokens: '100' }],
    ['stream', { stream: 'yes' }],
    ['stop', { stop: 5 }],
    ['tools', { tools: {} }],
    ['tools[0]', { tools: [null] }],
  ])('%s', async (field, changes) => {
    await using wire = await startWire()
    const answer = await wire.chat(changes)
    expect(answer.status).toBe(400)
    expect(answer.json.error.param).toBe(field)
    expect(answer.json.error.message).toContain(field)
    expect(wire.demo.requests).toHaveLength(0)
  })

  it('and an unknown kind of part is told with the known ones', async () => {
    await using wire = await startWire()
    const answer = await wire.chat(message([{ type: 'hologram' }]))
    expect(answer.json.error.message).toMatch(/hologram.*image_url/)
  })

  it('while fields nobody knows are no trouble', async () => {
    await using wire = await startWire()
    const answer = await wire.chat({ user: 'me', store: true, metadata: { a: 1 }, made_up: [[[]]] })
    expect(answer.status).toBe(200)
  })
})

describe('hostile keys', () => {
  it('change nothing but what they are', async () => {
    await using wire = await startWire()
    const body =
      '{"__proto__":{"stream":true,"polluted":1},"constructor":{"prototype":{"polluted":1}},' +
      '"model":"gemini-3.8-flash","messages":[{"role":"user","content":"Hello",' +
      '"__proto__":{"role":"system","polluted":1}}],"google":{"__proto__":{"polluted":1}},' +
      '"tools":[{"type":"function","function":{"name":"__proto__","parameters":{"type":"object",' +
      '"properties":{"__proto__":{"type":"string"},"constructor":{"type":"string"}}}}}]}'
    const answer = await wire.call(chatRoute, { body })
    expect(answer.status).toBe(200)
    expect(answer.headers['content-type']).toContain('application/json')
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    const sent = wire.demo.requests[0]?.body as any
    expect(sent.contents[0].role).toBe('user')
    expect(
      Object.keys(sent.tools[0].functionDeclarations[0].parametersJsonSchema.properties),
    ).toEqual(['__proto__', 'constructor'])
  })
})

describe('a request that is too big', () => {
  it.each([chatRoute, embeddingsRoute, nativeRoute])(
    'is refused by its length before it is sent (%s)',
    async (route) => {
      await using wire = await startWire()
      const tooMuch = `Content-Length: ${120 * 1024 * 1024 + 1}`
      const answer = await post(wire, route, ['Content-Type: application/json', tooMuch], '{')
      expect(answer.status).toBe(413)
      expect(answer.text).toContain('larger than 120 MB')
      expect(answer.text).toContain(route === nativeRoute ? '"code":413' : 'request_too_large')
      expect(wire.demo.requests).toHaveLength(0)
    },
  )

  it('in its headers is a 431 in words and leaves the service healthy', async () => {
    await using wire = await startWire()
    const answer = await post(wire, chatRoute, [`X-Huge: ${'x'.repeat(70_000)}`], '')
    expect(answer.status).toBe(431)
    expect(answer.text).toContain('"code":"headers_too_large"')
    expect((await wire.chat()).status).toBe(200)
  })
})

it('takes the cookies a browser has gathered on this address', async () => {
  await using wire = await startWire()
  const answer = await wire.chat({}, { headers: { cookie: `theirs=${'x'.repeat(40_000)}` } })
  expect(answer.status).toBe(200)
})

it('says in words that what it got is no HTTP', async () => {
  await using wire = await startWire()
  const answer = await rawRequest(wire.port, 'hello there\r\n\r\n')
  expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/)
  expect(answer).toContain('"code":"bad_request"')
})

describe('a client that leaves in the middle of its own request', () => {
  it.each([chatRoute, nativeRoute, embeddingsRoute])(
    'to %s sends nothing to Google and harms nobody',
    async (route) => {
      await using wire = await startWire({ settings: { logRequests: true } })
      const socket = connect(wire.port, '127.0.0.1')
      const head = `POST ${route} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${TOKEN}\r\n`
      socket.write(`${head}Content-Length: 1000\r\n\r\n{"model":"gem`)
      await until(() => socket.bytesWritten > 100 && !socket.connecting)
      socket.destroy()
      await until(() => wire.log().some((line) => line.includes(route)))
      expect(wire.demo.requests).toHaveLength(0)
      expect(wire.service.pool.list()[0]).toMatchObject({ ready: true, failures: 0 })
      expect((await wire.chat()).status).toBe(200)
    },
  )
})

describe('a request that is no HTTP', () => {
  it.each([
    ['garbage', 'hello\r\n\r\n'],
    ['TLS', Buffer.from('16030100a5010000a10303', 'hex')],
    [
      'two lengths',
      'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx',
    ],
    [
      'a length beside chunks',
      'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
  ])('(%s) is a 400', async (_name, bytes) => {
    await using wire = await startWire()
    expect(await rawRequest(wire.port, bytes)).toMatch(/^HTTP\/1\.1 400 /)
    expect((await wire.call('/health')).status).toBe(200)
  })
})
