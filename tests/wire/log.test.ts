import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { ask, data, startConsole } from './console-client.ts'
import { rawRequest } from './raw-request.ts'
import { chatBody, startWire, TOKEN, until, type WireService } from './service.ts'

/** The lines about requests, parsed; waits until there are that many. */
async function requestLines(wire: WireService, count: number): Promise<any[]> {
  const lines = () => wire.log().filter((line) => line.includes('"msg":"request"'))
  await until(() => lines().length >= count)
  const parsed = lines().map((line) => JSON.parse(line))
  expect(parsed).toHaveLength(count)
  return parsed
}

const prompt = { contents: [{ parts: [{ text: 'Hello there' }] }] }
const stream = chatBody({ stream: true })

describe('the log', () => {
  it('has one JSON line per request, with what a person needs to follow it', async () => {
    await using wire = await startWire({ settings: { logRequests: true } })
    const answers = [
      await wire.call('//hf/v1/models/?key=sk-in-query'),
      await wire.chat(),
      await wire.chat({ stream: true }),
      await wire.call('/gemini/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse', {
        body: prompt,
      }),
      await wire.call('/embeddings', { body: { model: 'gemini-embedding-2', input: 'x' } }),
    ]
    const lines = await requestLines(wire, 5)
    expect(lines.map(({ method, path, status, key }) => [method, path, status, key])).toEqual([
      ['GET', '/v1/models', 200, undefined],
      ['POST', '/v1/chat/completions', 200, '…ey-1'],
      ['POST', '/v1/chat/completions', 200, '…ey-1'],
      ['POST', '/v1beta/models/gemini-3.8-flash:streamGenerateContent', 200, '…ey-1'],
      ['POST', '/v1/embeddings', 200, '…ey-1'],
    ])
    for (const [at, line] of lines.entries()) {
      expect(line.reqId).toBe(answers[at]?.headers['x-request-id'])
      expect(Number.isInteger(line.durationMs)).toBe(true)
      expect(line.durationMs).toBeGreaterThanOrEqual(0)
      expect(Date.parse(line.time)).toBeGreaterThan(0)
      expect(line).not.toHaveProperty('complete')
    }
  })

  it('measures a stream to its end', async () => {
    await using wire = await startWire({ settings: { logRequests: true }, chunkDelayMs: 20 })
    await wire.chat({ stream: true })
    const [line] = await requestLines(wire, 1)
    expect(line.durationMs).toBeGreaterThanOrEqual(60)
  })

  it('B5: names a kind of part that Google has added since, once, and the answer is whole', async () => {
    const parts = [{ hologram: { depth: 3 } }, { text: 'Hello' }, { text: ' there' }]
    await using wire = await startWire({
      script(_request, response) {
        response.writeHead(200, { 'content-type': 'application/json' })
        response.end(JSON.stringify({ candidates: [{ content: { parts }, finishReason: 'STOP' }] }))
        return true
      },
    })
    for (let time = 0; time < 3; time += 1) {
      const { json } = await wire.chat()
      expect(json.choices[0].message.content).toBe('Hello there')
    }
    const lines = wire.log().filter((line) => line.includes('kind that is not known'))
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ level: 40, field: 'hologram' }])
  })

  it('has a line for every refusal', async () => {
    await using wire = await startWire({ settings: { logRequests: true }, keys: ['demo-rpm'] })
    await wire.call('/health', { headers: { host: 'evil.example' } })
    await wire.call('/v1/models', { headers: { origin: 'https://evil.example' } })
    await wire.call('/v1/models', { anonymous: true })
    await wire.call('/nothing')
    await wire.call('/v1/models/%zz?key=sk-in-query')
    await wire.call('/v1/chat/completions', { body: '{' })
    await wire.chat()
    await rawRequest(
      wire.port,
      `POST /v1/embeddings HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nx-api-key: ${TOKEN}\r\nContent-Length: 999999999\r\n\r\n`,
    )
    const lines = await requestLines(wire, 8)
    expect(lines.map(({ path, status }) => `${status} ${path}`)).toEqual([
      '403 /health',
      '403 /v1/models',
      '401 /v1/models',
      '404 /nothing',
      '404 /v1/models/%25zz',
      '400 /v1/chat/completions',
      '429 /v1/chat/completions',
      '413 /v1/embeddings',
    ])
    expect(wire.log().join('')).not.toContain('sk-in-query')
  })

  it('says when a client left in the middle of its answer, and which key worked for it', async () => {
    await using wire = await startWire({ settings: { logRequests: true }, keys: ['demo-endless'] })
    const answer = await wire.open('/v1/chat/completions', { body: stream })
    await once(answer, 'data')
    answer.destroy()
    const [line] = await requestLines(wire, 1)
    expect(line).toMatchObject({ status: 200, complete: false, key: '…less' })
  })

  it('says when a client left before there was any', async () => {
    await using wire = await startWire({ settings: { logRequests: true }, keys: ['demo-slow'] })
    const socket = connect(wire.port, '127.0.0.1')
    const body = JSON.stringify(stream)
    socket.write(
      `POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nx-api-key: ${TOKEN}\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    )
    await until(() => wire.demo.requests.length === 1)
    socket.destroy()
    const [line] = await requestLines(wire, 1)
    expect(line).toMatchObject({ status: 499, complete: false })
  })

  it('leaves out requests, or all that is no trouble, as soon as a person wants that', async () => {
    await using wire = await startWire({ settings: { logRequests: true } })
    wire.set({ logRequests: false })
    await wire.chat()
    wire.set({ logRequests: true, logLevel: 'error' })
    await wire.chat()
    wire.set({ logLevel: 'info' })
    const { headers } = await wire.chat()
    const [line] = await requestLines(wire, 1)
    expect(line.reqId).toBe(headers['x-request-id'])
  })

  it('leaves out what the interface asks, unless that fails', async () => {
    await using wire = await startConsole({ settings: { logRequests: true } })
    await data(wire, 'app.status')
    await ask(wire, 'no.such')
    const [line] = await requestLines(wire, 1)
    expect(line).toMatchObject({ path: '/console/api/no.such', status: 404 })
  })

  it('says nothing of what was asked and answered', async () => {
    await using wire = await startWire({ settings: { logRequests: true } })
    const messages = [{ role: 'user', content: 'my private question' }]
    await wire.chat({ messages })
    await wire.chat({ messages, stream: true })
    await requestLines(wire, 2)
    expect(wire.log().join('')).not.toMatch(/private question|built-in demo/)
  })

  it('holds no secret of an address whose letters came as escapes', async () => {
    await using wire = await startWire({ settings: { logRequests: true } })
    const escaped = TOKEN.replace(/./g, (letter) => `%${letter.charCodeAt(0).toString(16)}`)
    await wire.call(`/v1/${escaped}`)
    await requestLines(wire, 1)
    expect(decodeURIComponent(wire.log().join(''))).not.toContain(TOKEN)
  })
})
