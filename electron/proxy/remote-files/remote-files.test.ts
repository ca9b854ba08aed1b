import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { InvalidRequest } from '../../convert/invalid-request.ts'
import { isPublicAddress } from './public-address.ts'
import { createRemoteFiles, type RemoteFilesOptions } from './remote-files.ts'

const png = Buffer.from('iVBORw0KGgo=', 'base64')
const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

/** A server on loopback that stands for one on the internet. */
async function serve(listener: RequestListener) {
  const seen: string[] = []
  const server = createServer((request, response) => {
    seen.push(`${request.headers.host} ${request.url}`)
    listener(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  ends.push(
    () => server.close(),
    () => server.closeAllConnections(),
  )
  return { port: (server.address() as AddressInfo).port, seen }
}

/** Only 127.0.0.1 counts as public, and only under names: a literal is what an attacker would try. */
function filesOf(names: Record<string, string[]> = {}, options: RemoteFilesOptions = {}) {
  const files = createRemoteFiles({
    resolve: (hostname, done) => {
      const found = names[hostname] ?? ['127.0.0.1']
      done(
        null,
        found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      )
    },
    isAllowed: (address) => address === '127.0.0.1' || isPublicAddress(address),
    ...options,
  })
  ends.push(() => files.close())
  return files
}

const fetchOne = (url: string, files = filesOf(), signal = new AbortController().signal) =>
  files.fetchAll([{ url, param: 'messages[0].content[0].image_url' }], signal)

/** What the client is told. */
async function refusal(url: string, files = filesOf()): Promise<string> {
  const error: unknown = await fetchOne(url, files).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(InvalidRequest)
  expect(error).toMatchObject({ status: 400, param: 'messages[0].content[0].image_url' })
  return (error as InvalidRequest).message
}

const pngServer = () =>
  serve((_, response) => response.setHeader('content-type', 'image/png').end(png))

describe('a linked file', () => {
  it('comes with its type, in base64', async () => {
    const { port } = await pngServer()
    const url = `http://pictures.test:${port}/cat`
    expect((await fetchOne(url)).get(url)).toEqual({
      mimeType: 'image/png',
      data: png.toString('base64'),
    })
  })

  it.each([
    ['by its bytes when the server does not know', 'application/octet-stream', 'cat', 'image/png'],
    ['by the server’s word, without parameters', 'Image/PNG; charset=x', 'cat', 'image/png'],
    ['in the standard spelling', 'image/jpg', 'cat', 'image/jpeg'],
    ['as text when it is JSON', 'application/json', 'data', 'text/plain'],
  ])('is typed %s', async (_how, type, name, mimeType) => {
    const { port } = await serve((_, response) => response.setHeader('content-type', type).end(png))
    const url = `http://pictures.test:${port}/${name}`
    expect((await fetchOne(url)).get(url)?.mimeType).toBe(mimeType)
  })

  it('is found behind redirects, relative ones too', async () => {
    const { port, seen } = await serve((request, response) => {
      if (request.url === '/a') response.writeHead(302, { location: '/b' }).end()
      else if (request.url === '/b') {
        response.writeHead(308, { location: `http://other.test:${port}/c` }).end()
      } else response.setHeader('content-type', 'image/png').end(png)
    })
    const url = `http://pictures.test:${port}/a`
    expect((await fetchOne(url)).get(url)?.mimeType).toBe('image/png')
    expect(seen.map((line) => line.split(' ')[1])).toEqual(['/a', '/b', '/c'])
  })

  it('is fetched once however often it is linked', async () => {
    const { port, seen } = await pngServer()
    const links = ['a', 'b'].map((param) => ({ url: `http://p.test:${port}/x`, param }))
    await filesOf().fetchAll(links, new AbortController().signal)
    expect(seen).toHaveLength(1)
  })
})

describe('a file that cannot be had is a 400 that says why', () => {
  it.each<[string, RequestListener, RegExp]>([
    ['missing', (_, response) => response.writeHead(404).end('no'), /HTTP 404/],
    ['empty', (_, response) => response.end(), /empty/],
    [
      'a program',
      (_, response) => response.setHeader('content-type', 'application/zip').end('PK'),
      /application\/zip/,
    ],
    ['of no type', (_, response) => response.end('??'), /unknown type/],
    ['in a circle', (_, response) => response.writeHead(302, { location: '/' }).end(), /redirects/],
    [
      'cut off',
      (_, response) =>
        response.writeHead(200, { 'content-length': 9 }).end('a', () => response.destroy()),
      /could not be fetched/,
    ],
    [
      'longer than allowed, as announced',
      (_, response) => response.writeHead(200, { 'content-length': 2000 }).write('a'),
      /MB each/,
    ],
    [
      'longer than allowed, and silent about it',
      (_, response) =>
        response.writeHead(200, { 'content-type': 'image/png' }).end(Buffer.alloc(2000)),
      /MB each/,
    ],
    ['never there', () => undefined, /in time/],
    [
      'dripping in',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'image/png' }).write('a')
      },
      /in time/,
    ],
  ])('(%s)', async (_what, listener, message) => {
    const { port } = await serve(listener)
    const files = filesOf({}, { maxFileBytes: 1000, timeoutMs: 150 })
    expect(await refusal(`http://p.test:${port}/`, files)).toMatch(message)
  })

  it('(too much together)', async () => {
    const { port } = await serve((_, response) => response.end(Buffer.alloc(800)))
    const links = ['a', 'b'].map((name) => ({
      url: `http://p.test:${port}/${name}.png`,
      param: name,
    }))
    const files = filesOf({}, { maxTotalBytes: 1000 })
    await expect(files.fetchAll(links, new AbortController().signal)).rejects.toThrow(/together/)
  })

  it('(a hundred and one links)', async () => {
    const links = Array.from({ length: 101 }, (_, n) => ({
      url: `http://p.test/${n}`,
      param: `${n}`,
    }))
    await expect(filesOf().fetchAll(links, new AbortController().signal)).rejects.toThrow(
      /at most 100/,
    )
  })

  it('(compressed though nobody asked for it is not unpacked)', async () => {
    const { port } = await serve((_, response) =>
      response.setHeader('content-encoding', 'gzip').end(gzipSync(Buffer.alloc(5_000_000))),
    )
    expect(await refusal(`http://p.test:${port}/x`, filesOf())).toMatch(/unknown type/)
  })
})

describe('nobody gets at the private network', () => {
  const guarded = (names: Record<string, string[]> = {}) =>
    filesOf(names, { isAllowed: isPublicAddress })

  it.each([
    'http://127.0.0.1',
    'http://127.1',
    'http://2130706433',
    'http://0x7f000001',
    'http://0177.0.0.1',
    'http://0',
    'http://[::1]',
    'http://[::ffff:127.0.0.1]',
    'http://[::ffff:7f00:1]',
    'http://[64:ff9b::7f00:1]',
    'http://[fe80::1]',
    'http://10.0.0.1',
    'http://169.254.169.254',
    'http://192.168.0.1.',
    'http://①②⑦.0.0.1',
    'https://127.0.0.1',
    'http://user@127.0.0.1',
    'http://100.64.0.1',
  ])('under %s', async (origin) => {
    const { port, seen } = await pngServer()
    const url = new URL(origin)
    url.port = String(port)
    expect(await refusal(url.href, guarded())).toMatch(/not a public address/)
    expect(seen).toEqual([])
  })

  it.each([
    ['a private address', ['10.1.2.3']],
    ['loopback', ['127.0.0.1']],
    ['IPv6 loopback', ['::1']],
    ['a mapped address', ['::ffff:127.0.0.1']],
    ['a public and a private address', ['93.184.216.34', '127.0.0.1']],
  ])('under a name that has %s', async (_what, addresses) => {
    const { port, seen } = await pngServer()
    const files = guarded({ 'evil.test': addresses })
    expect(await refusal(`http://evil.test:${port}/`, files)).toMatch(/not a public address/)
    expect(seen).toEqual([])
  })

  it.each([
    'http://10.0.0.1/',
    'http://[::1]:80/',
    'http://inside.test/',
    '//127.2.0.1/',
    'http://2130706434/',
  ])('by a redirect to %s', async (location) => {
    const { port, seen } = await serve((_, response) => response.writeHead(302, { location }).end())
    const files = filesOf({ 'inside.test': ['10.0.0.1'] })
    expect(await refusal(`http://evil.test:${port}/`, files)).toMatch(/not a public address/)
    expect(seen).toHaveLength(1)
  })

  it.each([
    'file:///etc/passwd',
    'ftp://example.org/x',
    'gopher://example.org/',
    'data:text/plain,x',
  ])('by a redirect to %s', async (location) => {
    const { port } = await serve((_, response) => response.writeHead(302, { location }).end())
    expect(await refusal(`http://evil.test:${port}/`)).toMatch(/only http and https/)
  })

  it('by a name that is public when checked and private when used', async () => {
    const { port, seen } = await pngServer()
    let lookUps = 0
    const files = createRemoteFiles({
      // Whoever asks a second time gets the other answer.
      resolve: (_, done) => {
        lookUps += 1
        done(null, [{ address: lookUps === 1 ? '93.184.216.34' : '127.0.0.1', family: 4 }])
      },
      timeoutMs: 150,
    })
    ends.push(() => files.close())
    expect(await refusal(`http://evil.test:${port}/`, files)).toMatch(/fetched|in time/)
    expect(lookUps).toBe(1)
    expect(seen).toEqual([])
  })
})

describe('a client that goes away', () => {
  it('ends its downloads', async () => {
    const controller = new AbortController()
    let closed: Promise<unknown> = Promise.resolve()
    const { port } = await serve((request) => {
      closed = new Promise((resolve) => request.socket.once('close', resolve))
      controller.abort(new Error('gone'))
    })
    await expect(fetchOne(`http://p.test:${port}/`, filesOf(), controller.signal)).rejects.toThrow(
      'gone',
    )
    await closed
  })
})
