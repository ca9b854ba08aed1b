import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTokenList } from '../../electron/proxy/token-list.ts'
import { startWire, TOKEN, until, type WireAnswer, type WireService } from './service.ts'

const model = '/v1beta/models/gemini-3.8-flash'
const prompt = { contents: [{ parts: [{ text: 'Hello there' }] }] }
const chat = {
  model: 'gemini-3.8-flash',
  messages: [{ role: 'user', content: 'Hello there' }],
}
const stream = { ...chat, stream: true, stream_options: { include_usage: true } }
const plain = { 'content-type': 'application/json' }
/** Another alias of the same route, which only the router understands. */
const byRouter = (path: string) => (path.startsWith('/v1beta') ? `/gemini${path}` : `/api${path}`)

/** What is made anew for each answer. */
const ofTheMoment = /"(id|responseId|thoughtSignature|thought_signature)":\s*"[^"]*"|"created":\d+/g
/** Without an Origin, CORS has nothing to say to anybody. */
const ofCors = ['vary', 'access-control-expose-headers']

function comparable({ status, headers, text, complete }: WireAnswer) {
  const kept = Object.entries(headers).filter(
    ([name]) => !['date', 'content-length', 'x-request-id', ...ofCors].includes(name),
  )
  const hasId = String(headers['x-request-id']).startsWith('req_')
  return { status, headers: kept, hasId, text: text.replaceAll(ofTheMoment, ''), complete }
}

let wire: WireService
beforeAll(async () => {
  wire = await startWire({ keys: ['demo-key-1'], settings: { allowedOrigins: ['http://x.test'] } })
})
afterAll(() => wire[Symbol.asyncDispose]())

describe('a plain request, which takes the fast path, and one that fastify serves', () => {
  it.each([
    ['a chat', '/v1/chat/completions', { body: chat }],
    ['a streamed chat', '/v1/chat/completions', { body: stream }],
    ['embeddings', '/v1/embeddings', { body: { model: 'gemini-embedding-001', input: 'a' } }],
    ['a native call', `${model}:generateContent`, { body: prompt }],
    ['a native stream', `${model}:streamGenerateContent?alt=sse`, { body: prompt }],
    ['no token', '/v1/chat/completions', { body: chat, anonymous: true }],
    ['no token on a native route', `${model}:generateContent`, { body: prompt, anonymous: true }],
    ['a wrong token', `${model}:generateContent?key=wrong`, { body: prompt, anonymous: true }],
    ['a foreign host', '/v1/chat/completions', { body: chat, headers: { host: 'evil.test' } }],
    ['a body that is no JSON', '/v1/chat/completions', { body: '{"model"' }],
    ['a wrong field', '/v1/chat/completions', { body: { ...chat, temperature: 'hot' } }],
    ['an unknown model', '/v1/chat/completions', { body: { ...chat, model: 'gemini-nope' } }],
    ['Google’s refusal', `${model}:generateContent`, { body: { contents: 'x' } }],
  ])('get the same answer to %s', async (_name, path, options) => {
    const headers = { ...plain, ...('headers' in options ? options.headers : {}) }
    const fast = await wire.call(path, { method: 'POST', ...options, headers })
    const routed = await wire.call(byRouter(path), { method: 'POST', ...options, headers })
    expect(comparable(fast)).toEqual(comparable(routed))
  })

  it('are remembered alike', async () => {
    await wire.call('/v1/chat/completions', { body: chat, headers: plain })
    await wire.call('/api/v1/chat/completions', { body: chat, headers: plain })
    const [fast, routed] = wire.records.slice(-2)
    const { route, dialect, client, modelAsked, status, token, tokens } = fast ?? {}
    expect(routed).toMatchObject({ route, dialect, client, modelAsked, status, token })
    expect(tokens).toEqual(routed?.tokens)
    expect(status).toBe(200)
  })

  it('an allowed page reads the headers that CORS asks for', async () => {
    const headers = { ...plain, origin: 'http://x.test' }
    const answer = await wire.call('/v1/chat/completions', { body: chat, headers })
    expect(answer.status).toBe(200)
    expect(answer.headers['access-control-allow-origin']).toBe('http://x.test')
  })
})

describe('a plain request that goes wrong', () => {
  it('in a way nobody expected is answered, and the service goes on', async () => {
    const broken = {
      ...createTokenList(Date.now),
      accepted: (): never => {
        throw new Error('unexpected')
      },
    }
    await using faulty = await startWire({ parts: { tokens: broken } })
    const answer = await faulty.call('/v1/chat/completions', { body: chat, headers: plain })
    expect(answer.status).toBe(500)
    expect(answer.json.error.type).toBe('api_error')
    expect(faulty.log().join('')).toContain('unexpected')
    expect((await faulty.call('/health')).status).toBe(200)
  })

  it('in the middle of its body is remembered as left by the client', async () => {
    await using left = await startWire()
    const socket = connect(left.port, '127.0.0.1')
    await once(socket, 'connect')
    const head = [
      'POST /v1/chat/completions HTTP/1.1',
      'host: localhost',
      `authorization: Bearer ${TOKEN}`,
      'content-type: application/json',
      'content-length: 100',
    ]
    socket.write(`${head.join('\r\n')}\r\n\r\n{"model":`, () => socket.destroy())
    await until(() => left.records.length === 1)
    expect(left.records[0]).toMatchObject({ status: 499, attempts: [] })
    expect((await left.call('/v1/chat/completions', { body: chat, headers: plain })).status).toBe(
      200,
    )
  })
})
