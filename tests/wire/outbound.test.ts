import { once } from 'node:events'
import { createServer, request as httpRequest } from 'node:http'
import {
  type AddressInfo,
  connect,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { record, startWire, type WireService } from './service.ts'

/** A proxy for tests: whatever host it is asked for, it leads to the port set last. */
interface TestProxy extends AsyncDisposable {
  port: number
  /** `host:port` of every connection or request it was asked for. */
  targets: string[]
  /** `proxy-authorization` of HTTP, `user:password` of SOCKS. */
  credentials: string[]
  leadTo(wire: WireService): void
}

async function listening(
  server: Server,
  sockets: Set<Socket>,
  parts: Omit<TestProxy, 'port' | typeof Symbol.asyncDispose>,
): Promise<TestProxy> {
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    ...parts,
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.close()
      for (const socket of sockets) socket.destroy()
      await once(server, 'close')
    },
  }
}

function joinSockets(client: Socket, port: number, whenOpen: () => void): void {
  const upstream = connect(port, '127.0.0.1', whenOpen)
  upstream.on('error', () => client.destroy()).on('close', () => client.destroy())
  client.on('close', () => upstream.destroy())
  client.pipe(upstream).pipe(client)
}

async function startHttpProxy(): Promise<TestProxy> {
  const targets: string[] = []
  const credentials: string[] = []
  let port = 0
  const note = (target: string, authorization: string | undefined) => {
    targets.push(target)
    if (authorization !== undefined) credentials.push(authorization)
  }
  const server = createServer((message, response) => {
    const { host, pathname, search } = new URL(message.url ?? '')
    const { method } = message
    const { 'proxy-authorization': authorization, ...headers } = message.headers
    note(host, authorization)
    const forward = httpRequest({ port, method, headers, path: pathname + search }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    forward.on('error', () => response.destroy())
    message.pipe(forward)
  })
  server.on('connect', (message, socket: Socket) => {
    note(message.url ?? '', message.headers['proxy-authorization'])
    joinSockets(socket, port, () => socket.write('HTTP/1.1 200 Connection established\r\n\r\n'))
  })
  const leadTo = (wire: WireService) => (port = portOf(wire))
  return listening(server, new Set(), { targets, credentials, leadTo })
}

/** SOCKS 5 (RFC 1928) with no authentication or a password (RFC 1929). */
async function startSocksProxy(): Promise<TestProxy> {
  const targets: string[] = []
  const credentials: string[] = []
  let port = 0
  const server = createTcpServer((socket) => {
    void (async () => {
      const [, methodCount = 0] = await read(socket, 2)
      const usesPassword = (await read(socket, methodCount)).includes(2)
      socket.write(Buffer.from([5, usesPassword ? 2 : 0]))
      if (usesPassword) {
        const user = await read(socket, (await read(socket, 2))[1] ?? 0)
        const password = await read(socket, (await read(socket, 1))[0] ?? 0)
        credentials.push(`${user.toString()}:${password.toString()}`)
        socket.write(Buffer.from([1, 0]))
      }
      const [, , , kind = 0] = await read(socket, 4)
      const length = kind === 3 ? ((await read(socket, 1))[0] ?? 0) : kind === 4 ? 16 : 4
      const address = await read(socket, length)
      const host = kind === 3 ? address.toString() : [...address].join('.')
      targets.push(`${host}:${(await read(socket, 2)).readUInt16BE()}`)
      joinSockets(socket, port, () => socket.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0])))
    })().catch(() => socket.destroy())
  })
  const leadTo = (wire: WireService) => (port = portOf(wire))
  return listening(server, new Set(), { targets, credentials, leadTo })
}

async function read(socket: Socket, length: number): Promise<Buffer> {
  if (length === 0) return Buffer.alloc(0)
  for (;;) {
    const bytes = socket.read(length) as Buffer | null
    if (bytes !== null) return bytes
    await once(socket, 'readable')
  }
}

const portOf = (wire: WireService) => Number(new URL(wire.demo.baseUrl).port)

/** A name that no resolver knows: only a proxy can lead there. */
const elsewhere = { baseUrl: 'http://gemini.test/v1beta' }
const nativeStream = '/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse'
const prompt = { contents: [{ parts: [{ text: 'Hello there' }] }] }

async function expectService(wire: WireService): Promise<void> {
  expect((await wire.chat()).status).toBe(200)
  expect((await wire.chat({ stream: true })).text).toContain('[DONE]')
  expect((await wire.call(nativeStream, { body: prompt })).status).toBe(200)
  expect((await wire.call('/v1/models')).status).toBe(200)
}

afterEach(() => vi.unstubAllEnvs())

describe('an HTTP proxy', () => {
  it('carries every call, and names are resolved there', async () => {
    await using proxy = await startHttpProxy()
    await using wire = await startWire({
      settings: { ...elsewhere, proxies: [`http://127.0.0.1:${proxy.port}`] },
    })
    proxy.leadTo(wire)
    await expectService(wire)
    expect(wire.demo.requests).toHaveLength(4)
    expect(proxy.targets.length).toBeGreaterThan(0)
    for (const target of proxy.targets) expect(target).toMatch(/^gemini\.test(:80)?$/)
    for (const { headers, path } of wire.demo.requests) {
      expect(path).toMatch(/^\/v1beta\//)
      expect(headers.host).toMatch(/^gemini\.test(:80)?$/)
      expect(headers).not.toHaveProperty('proxy-authorization')
    }
  })

  it('gets its password, and nobody else does', async () => {
    await using proxy = await startHttpProxy()
    record.secrets.add('pr0xy-pass')
    await using wire = await startWire({
      settings: { ...elsewhere, proxies: [`http://me:pr0xy-pass@127.0.0.1:${proxy.port}`] },
    })
    proxy.leadTo(wire)
    expect((await wire.chat()).status).toBe(200)
    expect(proxy.credentials[0]).toBe(`Basic ${Buffer.from('me:pr0xy-pass').toString('base64')}`)
    expect(JSON.stringify(wire.demo.requests[0]?.headers)).not.toContain('Basic')
  })

  it('that is down is a 502 that blames no key and tells no password', async () => {
    record.secrets.add('pr0xy-pass')
    await using wire = await startWire({
      settings: { ...elsewhere, proxies: ['http://me:pr0xy-pass@127.0.0.1:9'] },
    })
    const answer = await wire.chat()
    expect(answer.status).toBe(502)
    expect(answer.json.error.code).toBe('upstream_unreachable')
    expect(wire.service.pool.list()[0]).toMatchObject({ ready: true, failures: 0 })
  })
})

describe('a SOCKS5 proxy', () => {
  it.each(['socks5', 'socks5h', 'socks'])('(%s) carries every call', async (scheme) => {
    await using proxy = await startSocksProxy()
    await using wire = await startWire({
      settings: { ...elsewhere, proxies: [`${scheme}://127.0.0.1:${proxy.port}`] },
    })
    proxy.leadTo(wire)
    await expectService(wire)
    expect(proxy.targets.length).toBeGreaterThan(0)
    for (const target of proxy.targets) expect(target).toBe('gemini.test:80')
  })

  it('gets its password', async () => {
    await using proxy = await startSocksProxy()
    record.secrets.add('pr0xy-pass')
    await using wire = await startWire({
      settings: { ...elsewhere, proxies: [`socks5://me:pr0xy-pass@127.0.0.1:${proxy.port}`] },
    })
    proxy.leadTo(wire)
    expect((await wire.chat()).status).toBe(200)
    expect(proxy.credentials[0]).toBe('me:pr0xy-pass')
  })

  it('that is down is a 502', async () => {
    await using wire = await startWire({
      settings: { ...elsewhere, proxies: ['socks5://127.0.0.1:9'] },
    })
    const answer = await wire.chat()
    expect(answer.status).toBe(502)
    expect(wire.service.pool.list()[0]).toMatchObject({ ready: true, failures: 0 })
  })
})

describe('the proxy setting', () => {
  /** The environment of a machine behind a proxy. */
  function behind(proxy: TestProxy): void {
    for (const name of ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy']) {
      vi.stubEnv(name, `http://127.0.0.1:${proxy.port}`)
    }
    for (const name of ['NO_PROXY', 'no_proxy']) vi.stubEnv(name, '')
  }

  it('system takes the way the environment names', async () => {
    await using proxy = await startHttpProxy()
    behind(proxy)
    await using wire = await startWire({ settings: { ...elsewhere, proxies: ['system'] } })
    proxy.leadTo(wire)
    await expectService(wire)
    expect(proxy.targets.length).toBeGreaterThan(0)
  })

  it('system goes straight to this machine itself', async () => {
    await using proxy = await startHttpProxy()
    behind(proxy)
    await using wire = await startWire({ settings: { proxies: ['system'] } })
    await expectService(wire)
    expect(proxy.targets).toEqual([])
  })

  it('none goes straight, whatever the environment says', async () => {
    await using proxy = await startHttpProxy()
    behind(proxy)
    await using wire = await startWire({ settings: { ...elsewhere, proxies: ['none'] } })
    proxy.leadTo(wire)
    const answer = await wire.chat()
    expect(answer.status).toBe(502)
    expect(proxy.targets).toEqual([])
    wire.set({ baseUrl: wire.demo.baseUrl })
    await expectService(wire)
    expect(proxy.targets).toEqual([])
  })

  it('counts from the next request on', async () => {
    await using http = await startHttpProxy()
    await using socks = await startSocksProxy()
    await using wire = await startWire({
      settings: { ...elsewhere, proxies: [`http://127.0.0.1:${http.port}`] },
    })
    http.leadTo(wire)
    socks.leadTo(wire)
    expect((await wire.chat()).status).toBe(200)
    expect([http.targets.length > 0, socks.targets.length > 0]).toEqual([true, false])
    wire.set({ proxies: [`socks5://127.0.0.1:${socks.port}`] })
    const before = http.targets.length
    expect((await wire.chat()).status).toBe(200)
    expect(http.targets).toHaveLength(before)
    expect(socks.targets.length).toBeGreaterThan(0)
  })

  it('with several proxies keeps each key on one of them', async () => {
    await using one = await startHttpProxy()
    await using other = await startHttpProxy()
    const keys = Array.from({ length: 8 }, (_, at) => `demo-key-${at}`)
    await using wire = await startWire({
      keys,
      settings: {
        ...elsewhere,
        proxies: [one, other].map(({ port }) => `http://127.0.0.1:${port}`),
      },
    })
    for (const proxy of [one, other]) proxy.leadTo(wire)
    const waysOfKey = new Map<string, Set<string>>()
    for (let time = 0; time < keys.length * 3; time += 1) {
      const before = one.targets.length
      // Each a conversation of its own, since one conversation stays with its key.
      await wire.chat({ messages: [{ role: 'user', content: `Conversation ${time}` }] })
      const key = wire.demo.requests.at(-1)?.key ?? ''
      const way = one.targets.length > before ? 'one' : 'other'
      waysOfKey.set(key, (waysOfKey.get(key) ?? new Set()).add(way))
    }
    expect([...waysOfKey.keys()].toSorted()).toEqual(keys)
    expect([...waysOfKey.values()].map(({ size }) => size)).toEqual(keys.map(() => 1))
    expect(one.targets.length).toBeGreaterThan(0)
    expect(other.targets.length).toBeGreaterThan(0)
  })
})

describe('BASE_URL', () => {
  it.each([
    ['', ''],
    ['/', ''],
    ['/v1beta', ''],
    ['/v1beta/', ''],
    ['/v1', ''],
    ['/v1alpha', ''],
    ['/proxy/gemini', '/proxy/gemini'],
    ['/proxy/gemini/v1beta', '/proxy/gemini'],
    ['/proxy/v1beta/gemini', '/proxy/v1beta/gemini'],
  ])(
    'ending in “%s” is used everywhere, and the version is the call’s own',
    async (suffix, prefix) => {
      await using wire = await startWire({
        script: (_request, response) => {
          response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
          return true
        },
      })
      wire.set({ baseUrl: wire.demo.baseUrl.replace('/v1beta', suffix) })
      const native = '/v1alpha/models/gemini-3.8-flash:countTokens?x=1'
      await wire.call(native, { body: prompt })
      await wire.call('/v1beta/files')
      await wire.call('/v1/models/gemini-3.8-flash:countTokens', { body: prompt })
      await wire.chat({ model: 'gemini-x', max_tokens: 100 })
      await wire.call('/v1/models')
      await wire.call('/v1/embeddings', { body: { model: 'gemini-e', input: 'x' } })
      expect([...new Set(wire.demo.requests.map(({ path }) => path))]).toEqual([
        `${prefix}${native}`,
        `${prefix}/v1beta/files`,
        `${prefix}/v1/models/gemini-3.8-flash:countTokens`,
        `${prefix}/v1beta/models/gemini-x:generateContent`,
        `${prefix}/v1beta/models?pageSize=1000`,
        `${prefix}/v1beta/models/gemini-e:batchEmbedContents`,
      ])
    },
  )

  it('leads elsewhere from the next request on', async () => {
    await using one = await startWire()
    await using other = await startWire()
    await one.chat()
    one.set({ baseUrl: other.demo.baseUrl })
    await one.chat()
    expect([one.demo.requests.length, other.demo.requests.length]).toEqual([1, 1])
  })
})
