import { once } from 'node:events'
import { createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { describe, expect, it } from 'vitest'
import { freePort } from '../process/spawn-service.ts'
import { data, startConsole } from './console-client.ts'
import { rawRequest } from './raw-request.ts'
import { chatBody, startWire, TOKEN } from './service.ts'

/** One of each kind of route, known and unknown. */
const routes = [
  '/health',
  '//health/',
  '/',
  '/nothing/here',
  '/v1/models',
  '/v1/models/%zz',
  '/v1beta/models',
  '/v1beta/nothing',
  '/v1beta/%ff?key=x',
]

describe('a page that came from here', () => {
  it('may load and call by every name that is ours, and no page of another place by any', async () => {
    await using wire = await startWire({ settings: { allowedHosts: ['nas.local'] } })
    const status = async (origin: string) =>
      (await wire.call('/v1/models', { headers: { host: 'nas.local:8000', origin } })).status
    expect(await status('http://nas.local:8000')).toBe(200)
    // Another port is another program.
    expect(await status('http://nas.local:9000')).toBe(403)
    expect(await status('http://evil.example:8000')).toBe(403)
  })
})

describe('a Host that is not ours (DNS rebinding)', () => {
  it.each([
    'evil.example',
    'evil.example:8000',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'localhost@evil.example',
    '127.1',
    '192.168.1.5:8000',
    '0.0.0.0',
    'localhost:8000:8000',
    'localhost, evil.example',
  ])('“%s” is refused on every route, token or not', async (host) => {
    await using wire = await startWire()
    for (const path of routes) {
      for (const anonymous of [false, true]) {
        const answer = await wire.call(path, { headers: { host }, anonymous })
        expect([path, answer.status]).toEqual([path, 403])
        expect(answer.json.error.message).toContain('ALLOWED_HOSTS')
        expect(answer.headers['x-request-id']).toMatch(/^req_/)
      }
    }
    expect(wire.demo.requests).toHaveLength(0)
  })

  it('is refused for every method, also a preflight', async () => {
    await using wire = await startWire()
    for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      const answer = await wire.call('/v1/chat/completions', {
        method,
        headers: {
          host: 'evil.example',
          origin: 'http://localhost:3000',
          'access-control-request-method': 'POST',
        },
      })
      expect([method, answer.status]).toEqual([method, 403])
      expect(answer.headers).not.toHaveProperty('access-control-allow-origin')
    }
  })

  it('is named in the dialect of the route', async () => {
    await using wire = await startWire()
    const headers = { host: 'evil.example' }
    const openAi = await wire.call('/v1/models', { headers })
    expect(openAi.json.error).toMatchObject({ code: 'host_not_allowed' })
    const google = await wire.call('/v1beta/models', { headers })
    expect(google.json.error).toMatchObject({ code: 403, status: 'PERMISSION_DENIED' })
  })

  it('that is missing or empty is refused', async () => {
    await using wire = await startWire()
    for (const path of routes) {
      for (const host of ['', 'Host:\r\n', 'Host: \r\nX-Forwarded-Host: localhost\r\n']) {
        const head = `GET ${path} HTTP/1.0\r\n${host}Authorization: Bearer ${TOKEN}\r\n\r\n`
        expect(await rawRequest(wire.port, head)).toMatch(/^HTTP\/1\.1 403 /)
      }
    }
    expect(
      await rawRequest(wire.port, 'GET /health HTTP/1.1\r\nConnection: close\r\n\r\n'),
    ).toMatch(/^HTTP\/1\.1 400 /)
  })

  it('is refused in the request line too, whatever the header says', async () => {
    await using wire = await startWire()
    for (const path of routes) {
      for (const host of ['127.0.0.1', 'evil.example']) {
        const answer = await wire.call(`http://evil.example${path}`, { headers: { host } })
        expect([path, answer.status]).toEqual([path, 403])
      }
      const hidden = await wire.call(`http://127.0.0.1@evil.example${path}`)
      expect([path, hidden.status]).toEqual([path, 403])
    }
    const ours = await wire.call(`${wire.origin}/health`, { headers: { host: 'evil.example' } })
    expect(ours.status).toBe(403)
  })
})

describe('a Host that is ours', () => {
  it.each(['localhost', 'LOCALHOST:1', '127.0.0.1', '127.0.0.1:8000', '127.8.9.1', '[::1]:8000'])(
    '%s is served',
    async (host) => {
      await using wire = await startWire()
      expect((await wire.call('/health', { headers: { host } })).status).toBe(200)
      expect((await wire.call('/v1/models', { headers: { host } })).status).toBe(200)
    },
  )

  it('may stand in the request line, as clients behind a proxy setting write it', async () => {
    await using wire = await startWire()
    expect((await wire.call(`${wire.origin}/v1/models?x=1`)).status).toBe(200)
    expect((await wire.call(`${wire.origin}/health`, { anonymous: true })).status).toBe(200)
    expect((await wire.call(`${wire.origin}/v1/models`, { anonymous: true })).status).toBe(401)
  })

  it('is also what ALLOWED_HOSTS says, from the next request on', async () => {
    await using wire = await startWire()
    const status = async (host: string) =>
      (await wire.call('/health', { headers: { host } })).status
    expect(await status('nas.local:8000')).toBe(403)
    wire.set({ allowedHosts: ['NAS.local'] })
    expect(await status('nas.local:8000')).toBe(200)
    expect(await status('sub.nas.local')).toBe(403)
    expect(await status('nas.local.evil.example')).toBe(403)
    wire.set({ allowedHosts: [] })
    expect(await status('nas.local:8000')).toBe(403)
  })
})

const foreign = [
  'https://evil.example',
  'http://192.168.1.5:3000',
  'https://localhost.evil.example',
  'http://127.0.0.1.evil.example',
  'nonsense',
]
const friendly = [
  'http://localhost:3000',
  'http://127.0.0.1:8000',
  'http://[::1]:5173',
  'app://obsidian.md',
  'tauri://localhost',
  'vscode-webview://0a1b',
  'chrome-extension://abcdef',
  'file://',
  'null',
]

describe('a web page of somewhere else', () => {
  it.each(foreign)('%s is refused whatever it asks for', async (origin) => {
    await using wire = await startWire()
    const headers = { origin }
    const preflight = { ...headers, 'access-control-request-method': 'POST' }
    const answers = [
      await wire.call('/health', { headers }),
      await wire.call('/v1/models', { headers }),
      await wire.call('/nothing', { headers }),
      await wire.call('/v1/chat/completions', { headers, body: chatBody() }),
      await wire.call('/v1beta/models/x:generateContent', { headers, body: {} }),
      await wire.call('/v1/chat/completions', { method: 'OPTIONS', headers: preflight }),
      await wire.call('/v1/chat/completions', { method: 'OPTIONS', headers }),
    ]
    for (const answer of answers) {
      expect(answer.status).toBe(403)
      expect(answer.headers).not.toHaveProperty('access-control-allow-origin')
      expect(answer.json.error.message).toContain('ALLOWED_ORIGINS')
    }
    expect(wire.demo.requests).toHaveLength(0)
  })

  it('is refused when tokens are off, and so is one that hides its name', async () => {
    await using wire = await startWire({ settings: { requireToken: false } })
    for (const origin of [...foreign, 'null']) {
      const answer = await wire.call('/v1/models', { headers: { origin }, anonymous: true })
      expect([origin, answer.status]).toEqual([origin, 403])
    }
  })

  it('is let in by ALLOWED_ORIGINS, from the next request on and only by its exact name', async () => {
    await using wire = await startWire()
    const call = (origin: string) => wire.call('/v1/models', { headers: { origin } })
    const origin = 'https://chat.example.org'
    expect((await call(origin)).status).toBe(403)
    wire.set({ allowedOrigins: [origin] })
    const answer = await call(origin)
    expect(answer.status).toBe(200)
    expect(answer.headers['access-control-allow-origin']).toBe(origin)
    for (const other of [`${origin}:8443`, 'http://chat.example.org', `${origin}.evil.example`]) {
      expect([other, (await call(other)).status]).toEqual([other, 403])
    }
    wire.set({ allowedOrigins: [] })
    expect((await call(origin)).status).toBe(403)
  })
})

describe('a page of this machine or a desktop app', () => {
  it.each(friendly)('%s is answered by name', async (origin) => {
    await using wire = await startWire()
    const headers = { origin }
    const answers = [
      await wire.call('/v1/models', { headers }),
      await wire.chat({ stream: true }, { headers }),
      await wire.call('/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse', {
        headers,
        body: { contents: [{ parts: [{ text: 'Hi' }] }] },
      }),
    ]
    for (const answer of answers) {
      expect(answer.status).toBe(200)
      expect(answer.headers['access-control-allow-origin']).toBe(origin)
      expect(answer.headers).not.toHaveProperty('access-control-allow-credentials')
      expect(answer.headers['vary']).toMatch(/\bOrigin\b/)
      const exposed = answer.headers['access-control-expose-headers']
      for (const name of [
        'x-request-id',
        'x-gemini-balance-key',
        'retry-after',
        'x-should-retry',
      ]) {
        expect(exposed).toContain(name)
      }
    }
  })

  it('can read why it was refused', async () => {
    await using wire = await startWire()
    const headers = { origin: 'http://localhost:3000' }
    const answers = [
      await wire.call('/v1/models', { headers, anonymous: true }),
      await wire.call('/v1beta/models', { headers, anonymous: true }),
      await wire.call('/nothing', { headers }),
      await wire.call('/v1/chat/completions', { headers, body: 'x' }),
      await wire.call('/v1/chat/completions', { headers, body: chatBody({ model: 'gemini-0' }) }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 404, 400, 404])
    for (const answer of answers) {
      expect(answer.headers['access-control-allow-origin']).toBe('http://localhost:3000')
      expect(answer.headers['vary']).toMatch(/\bOrigin\b/)
    }
  })

  it('may ask beforehand without a token for every header its SDK sends', async () => {
    await using wire = await startWire()
    const wanted =
      'authorization,content-type,x-goog-api-key,x-goog-api-client,x-api-key,x-stainless-os,x-stainless-retry-count'
    for (const path of [
      '/v1/chat/completions',
      '/v1beta/models/x:generateContent',
      '/v1/models/x',
    ]) {
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
        const answer = await wire.call(path, {
          method: 'OPTIONS',
          anonymous: true,
          headers: {
            origin: 'http://localhost:3000',
            'access-control-request-method': method,
            'access-control-request-headers': wanted,
          },
        })
        expect(answer.status).toBe(204)
        expect(answer.body).toHaveLength(0)
        expect(answer.headers['access-control-allow-origin']).toBe('http://localhost:3000')
        expect(answer.headers['access-control-allow-methods']).toContain(method)
        expect(answer.headers['access-control-allow-headers']).toBe(wanted)
        expect(answer.headers).not.toHaveProperty('access-control-allow-credentials')
      }
    }
    expect(wire.demo.requests).toHaveLength(0)
  })
})

it('a program that is no browser gets no permission it did not ask for', async () => {
  await using wire = await startWire()
  const answer = await wire.call('/v1/models')
  expect(answer.headers).not.toHaveProperty('access-control-allow-origin')
  // A cache must not hand this answer to a browser.
  expect(answer.headers['vary']).toMatch(/\bOrigin\b/)
})

describe('localhost', () => {
  const hasIpv6 = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .some(({ address }) => address === '::1')

  it.skipIf(!hasIpv6)(
    `is served on IPv6 too, with the service on 127.0.0.1${hasIpv6 ? '' : ' (skipped: this machine has no ::1)'}`,
    async () => {
      await using wire = await startWire()
      const answer = await fetch(`http://[::1]:${wire.port}/health`)
      expect(await answer.json()).toMatchObject({ app: 'gemini-balance' })
    },
  )

  it.skipIf(!hasIpv6)(
    `that leads to another program on IPv6 is told, and the service runs${hasIpv6 ? '' : ' (skipped: this machine has no ::1)'}`,
    async () => {
      // Free on IPv4 first: of those that are free on IPv6, other tests may have one.
      const port = await freePort()
      const other = createServer().listen({ host: '::1', port })
      await once(other, 'listening')
      await using wire = await startConsole({ settings: { port } })
      expect(wire.port).toBe(port)
      const { attention } = await data(wire, 'app.status')
      expect(attention).toMatchObject([
        { code: 'problem', message: expect.stringContaining(`port ${port} of the address ::1`) },
      ])
      other.close()
    },
  )
})
