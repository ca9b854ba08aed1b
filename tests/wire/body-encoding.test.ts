import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { chatBody, startWire } from './service.ts'

const nativeRoute = '/v1beta/models/gemini-3.8-flash:generateContent'
const json = Buffer.from(JSON.stringify(chatBody()))

describe('a compressed body', () => {
  it.each([
    ['gzip', gzipSync(json)],
    ['GZIP', gzipSync(json)],
    ['deflate', deflateSync(json)],
    ['br', brotliCompressSync(json)],
    ['zstd', zstdCompressSync(json)],
    ['identity', json],
  ])('in %s is read like any other', async (encoding, body) => {
    await using wire = await startWire()
    const headers = { 'content-encoding': encoding }
    const answer = await wire.call('/v1/chat/completions', { headers, body })
    expect([answer.status, answer.text]).toEqual([200, expect.stringContaining('"stop"')])
  })

  it('reaches Google unpacked on a native route', async () => {
    await using wire = await startWire()
    const plain = Buffer.from('{ "contents": [{"parts": [{"text": "Hi"}]}] }')
    const headers = { 'content-encoding': 'gzip' }
    const answer = await wire.call(nativeRoute, { headers, body: gzipSync(plain) })
    expect(answer.status).toBe(200)
    expect(wire.demo.requests.at(-1)?.rawBody).toEqual(plain)
    expect(wire.demo.requests.at(-1)?.headers['content-encoding']).toBeUndefined()
  })

  it.each(['gzip', 'br', 'zstd'])(
    'that is no %s at all is a 400 that says so',
    async (encoding) => {
      await using wire = await startWire()
      const headers = { 'content-encoding': encoding }
      const answer = await wire.call('/v1/chat/completions', {
        headers,
        body: 'hello, hello, hello',
      })
      expect(answer.status).toBe(400)
      expect(answer.json.error.message).toContain(`not valid ${encoding}`)
    },
  )

  it('that is cut short is a 400', async () => {
    await using wire = await startWire()
    const headers = { 'content-encoding': 'gzip' }
    const body = gzipSync(json).subarray(0, 40)
    expect((await wire.call('/v1/chat/completions', { headers, body })).status).toBe(400)
  })

  it('in an unknown encoding is a 415 that names the known ones', async () => {
    await using wire = await startWire()
    const headers = { 'content-encoding': 'compress' }
    const answer = await wire.call('/v1/chat/completions', { headers, body: json })
    expect(answer.status).toBe(415)
    expect(answer.json.error).toMatchObject({ code: 'unsupported_content_encoding' })
    expect(answer.json.error.message).toContain('gzip')
  })

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ])('that unpacks to more than the limit is refused (%s)', async (encoding, compress) => {
    await using wire = await startWire()
    const bomb = compress(Buffer.alloc(121 * 1024 * 1024, 0x20))
    expect(bomb.length).toBeLessThan(200_000)
    const headers = { 'content-encoding': encoding }
    const answer = await wire.call('/v1/chat/completions', { headers, body: bomb })
    expect(answer.status).toBe(413)
    expect((await wire.chat()).status).toBe(200)
  })
})

describe('a malformed content type', () => {
  it.each(['json', 'application', '/', 'application/json/x y', ';charset=utf-8', 'undefined'])(
    '(%s) does not hide a JSON body',
    async (type) => {
      await using wire = await startWire()
      const headers = { 'content-type': type }
      const answer = await wire.call('/v1/chat/completions', { headers, body: json })
      expect(answer.status).toBe(200)
      const body = '{"contents":[{"parts":[{"text":"Hi"}]}]}'
      expect((await wire.call(nativeRoute, { headers, body })).status).toBe(200)
      expect(wire.demo.requests.at(-1)?.headers['content-type']).toBe('application/json')
    },
  )
})
