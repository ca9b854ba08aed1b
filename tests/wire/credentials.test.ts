import { networkInterfaces } from 'node:os'
import { describe, expect, it } from 'vitest'
import { chatBody, record, startWire, TOKEN, type WireService } from './service.ts'

const prompt = { contents: [{ parts: [{ text: 'Hello there' }] }] }

type Route = readonly [path: string, body: object | undefined]

/** Routes of both dialects that need a token. */
const routes: readonly Route[] = [
  ['/v1/models', undefined],
  ['/v1/models/gemini-3.8-flash', undefined],
  ['/v1/chat/completions', chatBody()],
  ['/v1/embeddings', { model: 'gemini-embedding-2', input: 'x' }],
  ['/v1beta/models', undefined],
  ['/v1beta/models/gemini-3.8-flash:generateContent', prompt],
  ['/gemini/v1beta/models/gemini-3.8-flash:countTokens', prompt],
  ['/v1alpha/models', undefined],
  ['/v1/models/gemini-3.8-flash:generateContent', prompt],
]

/** The four forms of a credential, as headers or as a query. */
const forms: readonly [
  string,
  (token: string) => { headers?: Record<string, string>; query?: string },
][] = [
  ['Authorization: Bearer', (token) => ({ headers: { authorization: `Bearer ${token}` } })],
  ['x-goog-api-key', (token) => ({ headers: { 'x-goog-api-key': token } })],
  ['x-api-key', (token) => ({ headers: { 'x-api-key': token } })],
  ['?key=', (token) => ({ query: `?key=${encodeURIComponent(token)}` })],
]

function callWith(
  wire: WireService,
  [path, body]: Route,
  credential: { headers?: Record<string, string>; query?: string },
) {
  const { headers = {}, query = '' } = credential
  return wire.call(path + query, { anonymous: true, headers, ...(body && { body }) })
}

const isGoogle = (path: string) => /v1beta|v1alpha|:generate/.test(path)

describe('a valid token is taken', () => {
  it.each(forms)('as %s on every route', async (_name, form) => {
    await using wire = await startWire()
    for (const route of routes) {
      expect([route[0], (await callWith(wire, route, form(TOKEN))).status]).toEqual([route[0], 200])
    }
  })

  it('in whatever case the scheme is written', async () => {
    await using wire = await startWire()
    for (const scheme of ['bearer', 'BEARER', 'Bearer  ']) {
      const headers = { authorization: `${scheme} ${TOKEN}` }
      expect((await wire.call('/v1/models', { anonymous: true, headers })).status).toBe(200)
    }
  })

  it('when it comes beside a wrong one, as from a client that always fills another header', async () => {
    await using wire = await startWire()
    const both = { authorization: 'Bearer sk-placeholder', 'x-goog-api-key': TOKEN }
    const swapped = { authorization: `Bearer ${TOKEN}`, 'x-api-key': 'sk-placeholder' }
    for (const headers of [both, swapped]) {
      for (const route of routes) {
        expect([route[0], (await callWith(wire, route, { headers })).status]).toEqual([
          route[0],
          200,
        ])
      }
    }
  })

  it('when it is any of several configured ones', async () => {
    await using wire = await startWire({ tokens: ['wire-token-first', 'wire-token-other'] })
    for (const token of ['wire-token-first', 'wire-token-other']) {
      const headers = { authorization: `Bearer ${token}` }
      expect((await wire.call('/v1/models', { anonymous: true, headers })).status).toBe(200)
    }
  })
})

describe('without a valid token', () => {
  it.each(routes)('%s says in its own dialect what to send', async (...route) => {
    await using wire = await startWire()
    const answer = await callWith(wire, route, {})
    expect(answer.status).toBe(401)
    expect(answer.headers['content-type']).toContain('application/json')
    expect(answer.headers['x-request-id']).toMatch(/^req_/)
    const { error } = answer.json
    expect(error.message).toMatch(/Authorization: Bearer, x-goog-api-key, x-api-key or \?key=/)
    if (isGoogle(route[0])) expect(error).toMatchObject({ code: 401, status: 'UNAUTHENTICATED' })
    else expect(error).toMatchObject({ code: 'invalid_api_key', type: 'invalid_request_error' })
    expect(wire.demo.requests).toHaveLength(0)
  })

  it.each(forms)('a wrong one as %s is refused on every route', async (_name, form) => {
    await using wire = await startWire()
    for (const route of routes) {
      const answer = await callWith(wire, route, form('sk-not-it'))
      expect([route[0], answer.status]).toEqual([route[0], 401])
      expect(answer.json.error.message).toContain('not valid')
      expect(answer.text).not.toContain('sk-not-it')
    }
    expect(wire.demo.requests).toHaveLength(0)
  })

  it.each([
    ['its beginning', TOKEN.slice(0, -1)],
    ['it with more behind', `${TOKEN}x`],
    ['another case', TOKEN.toUpperCase()],
    ['two at once', `${TOKEN}, ${TOKEN}`],
  ])('%s is refused', async (_name, token) => {
    await using wire = await startWire()
    const headers = { 'x-goog-api-key': token }
    expect((await wire.call('/v1/models', { anonymous: true, headers })).status).toBe(401)
  })

  it.each(['Basic', 'Token', 'Bearer', ''])('the scheme “%s” is refused', async (scheme) => {
    await using wire = await startWire()
    const value = scheme === 'Bearer' ? 'Bearer' : `${scheme} ${TOKEN}`.trim()
    const headers = { authorization: value }
    expect((await wire.call('/v1/models', { anonymous: true, headers })).status).toBe(401)
  })

  it('a Google key of the pool is no token', async () => {
    await using wire = await startWire()
    const headers = { 'x-goog-api-key': 'demo-key-1' }
    const answer = await wire.call('/v1beta/models', { anonymous: true, headers })
    expect(answer.status).toBe(401)
  })

  it('no method slips through', async () => {
    await using wire = await startWire()
    for (const method of ['HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      const answer = await wire.call('/v1beta/models/x', { method, anonymous: true })
      expect([method, answer.status]).toEqual([method, 401])
    }
    expect(wire.demo.requests).toHaveLength(0)
  })
})

describe('a configured token that is empty', () => {
  it.each([[['']], [['', '  ']]])('never matches anything (%j)', async (tokens) => {
    await using wire = await startWire({ tokens })
    // Nothing to search the record for.
    for (const token of tokens) record.secrets.delete(token)
    const empty = ['', ' ', 'Bearer', 'Bearer ', 'Bearer   ']
    for (const authorization of empty) {
      const headers = { authorization, 'x-goog-api-key': '', 'x-api-key': '  ' }
      const answer = await wire.call('/v1/models?key=', { anonymous: true, headers })
      expect(answer.status).toBe(401)
    }
    expect((await wire.call('/v1/models', { anonymous: true })).status).toBe(401)
  })

  it('like none at all, says what to set', async () => {
    await using wire = await startWire({ tokens: [] })
    const answer = await wire.call('/v1/models', { anonymous: true })
    expect(answer.status).toBe(401)
    expect(answer.json.error).toMatchObject({ code: 'no_token_configured' })
    expect(answer.json.error.message).toContain('ALLOWED_TOKENS')
  })
})

describe('tokens switched off', () => {
  it('let clients of this machine in with none, any or the right one', async () => {
    await using wire = await startWire({ settings: { requireToken: false } })
    for (const headers of [{}, { authorization: 'Bearer whatever' }, { 'x-api-key': TOKEN }]) {
      for (const route of routes) {
        expect([route[0], (await callWith(wire, route, { headers })).status]).toEqual([
          route[0],
          200,
        ])
      }
    }
  })

  it('count from the next request on, and so does switching them on again', async () => {
    await using wire = await startWire()
    const status = async () => (await wire.call('/v1/models', { anonymous: true })).status
    expect(await status()).toBe(401)
    wire.set({ requireToken: false })
    expect(await status()).toBe(200)
    wire.set({ requireToken: true })
    expect(await status()).toBe(401)
  })
})

const lanAddress = Object.values(networkInterfaces())
  .flatMap((list) => list ?? [])
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address

describe.skipIf(lanAddress === undefined)('a client of the network', () => {
  it('needs a token although tokens are switched off for this machine', async () => {
    await using wire = await startWire({ settings: { host: '0.0.0.0', requireToken: false } })
    const status = async (host: string, headers = {}) =>
      (await fetch(`http://${host}:${wire.port}/v1/models`, { headers })).status
    expect(await status('127.0.0.1')).toBe(200)
    expect(await status(`${lanAddress}`)).toBe(401)
    // Whatever it claims to be.
    expect(await status(`${lanAddress}`, { 'x-forwarded-for': '127.0.0.1' })).toBe(401)
    expect(await status(`${lanAddress}`, { authorization: `Bearer ${TOKEN}` })).toBe(200)
  })
})

describe('/health', () => {
  it('is open and tells nothing secret', async () => {
    await using wire = await startWire({ keys: ['demo-key-1', 'demo-key-2'] })
    const answer = await wire.call('/health', { anonymous: true })
    expect(answer.json).toEqual({
      status: 'healthy',
      app: 'gemini-balance',
      version: '0.0.0-test',
      keys: { ready: 2, total: 2 },
    })
    expect((await wire.call('/health', { method: 'HEAD', anonymous: true })).status).toBe(200)
  })
})

describe('towards Google', () => {
  it.each(forms)('a token sent as %s is left behind and one key is sent', async (_name, form) => {
    await using wire = await startWire()
    for (const route of routes) await callWith(wire, route, form(TOKEN))
    expect(wire.demo.requests.length).toBeGreaterThan(routes.length - 3)
    for (const { headers, path } of wire.demo.requests) {
      expect(headers['x-goog-api-key']).toBe('demo-key-1')
      expect(headers).not.toHaveProperty('authorization')
      expect(headers).not.toHaveProperty('x-api-key')
      expect(path).not.toMatch(/[?&]key=/)
      expect(JSON.stringify(headers) + path).not.toContain(TOKEN)
    }
  })

  it('nothing else that could name a person goes along', async () => {
    await using wire = await startWire()
    const headers = {
      cookie: 'session=1',
      'x-api-key': 'sk-else',
      'proxy-authorization': 'Basic eDp5',
      'x-goog-user-project': 'project',
      'x-goog-iam-authorization-token': 'x',
      'x-forwarded-for': '10.0.0.1',
      'x-real-ip': '10.0.0.1',
      referer: 'http://localhost/secret',
      origin: 'http://localhost:3000',
      'sec-fetch-site': 'same-site',
      'user-agent': 'curl/8',
      'x-stainless-os': 'Linux',
      'openai-organization': 'org',
    }
    const query =
      '?key=other&access_token=a&oauth_token=o&$httpHeaders=x&KEY=k&%6bey=e&$fields=name'
    await wire.call(`/v1beta/models/gemini-3.8-flash${query}`, { headers })
    await wire.chat({}, { headers })
    for (const request of wire.demo.requests) {
      const sent = Object.keys(request.headers)
      expect(sent).toContain('x-goog-api-key')
      for (const name of Object.keys(headers)) expect(sent).not.toContain(name)
    }
    expect(wire.demo.requests[0]?.path).toBe('/v1beta/models/gemini-3.8-flash?$fields=name')
  })
})
