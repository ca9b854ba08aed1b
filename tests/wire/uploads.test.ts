import { once } from 'node:events'
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readAnswer, type WireAnswer } from './http-call.ts'
import { startWire, TOKEN, until, type WireService } from './service.ts'

const keys = ['demo-key-1', 'demo-key-2', 'demo-key-3']
let shared: WireService
beforeAll(async () => {
  shared = await startWire({ keys })
})
afterAll(() => shared[Symbol.asyncDispose]())

const start = (path = '/upload/v1beta/files', mimeType = 'text/plain'): Promise<WireAnswer> =>
  shared.call(path, {
    method: 'POST',
    headers: {
      'x-goog-upload-protocol': 'resumable',
      'x-goog-upload-command': 'start',
      'x-goog-upload-header-content-type': mimeType,
    },
    body: { file: { displayName: 'Notes' } },
  })

const addressOf = ({ headers }: WireAnswer) => String(headers['x-goog-upload-url'])

/** As curl and Python send pieces: to the address they were given, without a key. */
const piece = (address: string, command: string, offset: number, body: Buffer | string = '') =>
  shared.call(address.slice(shared.origin.length), {
    method: 'POST',
    anonymous: true,
    headers: { 'x-goog-upload-command': command, 'x-goog-upload-offset': String(offset) },
    body,
  })

describe('a file sent in pieces', () => {
  it.each(['/upload/v1beta/files', '/gemini/upload/v1beta/files', '/v1beta/upload/v1alpha/files'])(
    'goes through us from %s on, all pieces with one key and without a token',
    async (path) => {
      const first = shared.demo.requests.length
      const started = await start(path)
      expect(started.status).toBe(200)
      const address = addressOf(started)
      expect(address.startsWith(`${shared.origin}/upload/v1`)).toBe(true)
      expect(started.headers['x-goog-upload-control-url']).toBe(address)

      const one = await piece(address, 'upload', 0, Buffer.alloc(262_144, 'a'))
      expect([one.status, one.headers['x-goog-upload-status']]).toEqual([200, 'active'])
      const asked = await piece(address, 'query', 0)
      expect(asked.headers['x-goog-upload-size-received']).toBe('262144')
      const last = await piece(address, 'upload, finalize', 262_144, 'the end')
      expect(last.headers['x-goog-upload-status']).toBe('final')
      expect(last.json.file).toMatchObject({
        displayName: 'Notes',
        mimeType: 'text/plain',
        sizeBytes: '262151',
        uri: `https://generativelanguage.googleapis.com/v1beta/${last.json.file.name}`,
      })

      const used = await shared.call('/v1beta/models/gemini-3.8-flash:generateContent', {
        body: { contents: [{ parts: [{ fileData: { fileUri: last.json.file.uri } }] }] },
      })
      expect(used.status).toBe(200)
      const chat = await shared.chat({
        messages: [
          { role: 'user', content: [{ type: 'file', file: { file_id: last.json.file.uri } }] },
        ],
      })
      expect(chat.status).toBe(200)
      expect(new Set(shared.demo.requests.slice(first).map(({ key }) => key)).size).toBe(1)
    },
  )

  it('is spread over the keys, file by file', async () => {
    const first = shared.demo.requests.length
    await start()
    await start()
    await start()
    expect(new Set(shared.demo.requests.slice(first).map(({ key }) => key)).size).toBeGreaterThan(1)
  })

  it('can be cancelled', async () => {
    const address = addressOf(await start())
    const cancelled = await piece(address, 'cancel', 0)
    expect(cancelled.headers['x-goog-upload-status']).toBe('cancelled')
    expect((await piece(address, 'upload, finalize', 0, 'x')).status).toBe(404)
  })

  it('tells the client what Google says of a wrong offset', async () => {
    const address = addressOf(await start())
    const refused = await piece(address, 'upload', 7, 'x')
    expect(refused.status).toBe(400)
    expect(refused.json.error).toMatchObject({ status: 'INVALID_ARGUMENT' })
  })

  it('is not gone on with by an id that was never given out', async () => {
    const guess = `${shared.origin}/upload/v1beta/files?upload_id=guess`
    const stranger = await piece(guess, 'upload, finalize', 0, 'x')
    expect(stranger.status).toBe(401)
    const known = await shared.call('/upload/v1beta/files?upload_id=guess', { method: 'POST' })
    expect(known.status).toBe(404)
    expect(known.json.error.message).toContain('start it again')
  })

  it('opens no other door than that of its upload', async () => {
    const { search } = new URL(addressOf(await start()))
    for (const path of [
      `/v1beta/files${search}`,
      `/upload/v1beta/files/../../v1/models${search}`,
    ]) {
      const answer = await shared.call(path, { method: 'POST', anonymous: true, body: {} })
      expect([400, 401, 404]).toContain(answer.status)
      expect(answer.json.error.code).not.toBe(200)
    }
  })

  it('leaves neither its id nor the key in the log', async () => {
    const address = new URL(addressOf(await start()))
    await piece(address.href, 'upload, finalize', 0, 'x')
    expect(shared.log().join('')).not.toContain(address.searchParams.get('upload_id'))
  })
})

describe('a file sent in one go', () => {
  it('as multipart is taken by another key when the first is refused', async () => {
    await using wire = await startWire({ keys: ['demo-invalid', 'demo-key-1'] })
    const body = [
      '--b\r\nContent-Type: application/json\r\n\r\n{"file":{"displayName":"A"}}',
      '--b\r\nContent-Type: image/png\r\n\r\npixels',
      '--b--',
    ].join('\r\n')
    const headers = {
      'content-type': 'multipart/related; boundary=b',
      'x-goog-upload-protocol': 'multipart',
    }
    const answers = await Promise.all(
      [1, 2].map(() => wire.call('/upload/v1beta/files', { method: 'POST', headers, body })),
    )
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    expect(answers[0]?.json.file).toMatchObject({ mimeType: 'image/png', sizeBytes: '6' })
  })

  it('is passed on as it was packed', async () => {
    const packed = gzipSync('x'.repeat(1000))
    const answer = await shared.call('/upload/v1beta/files', {
      method: 'POST',
      headers: {
        'content-type': 'text/plain',
        'content-encoding': 'gzip',
        'x-goog-upload-protocol': 'raw',
      },
      body: packed,
    })
    expect(answer.json.file.sizeBytes).toBe(String(packed.length))
    expect(shared.demo.requests.at(-1)?.headers['content-encoding']).toBe('gzip')
  })
})

describe('a large file', () => {
  /** A Google that says when the first bytes are there, and answers as it is told. */
  async function slowGoogle(answer: (message: IncomingMessage, response: ServerResponse) => void) {
    const arrived = Promise.withResolvers<void>()
    const server = createServer((message, response) => {
      message.once('data', () => arrived.resolve())
      answer(message, response)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    return {
      arrived: arrived.promise,
      baseUrl: `http://127.0.0.1:${port}/v1beta`,
      [Symbol.asyncDispose]: async () => {
        server.closeAllConnections()
        await new Promise((closed) => server.close(closed))
      },
    }
  }

  const send = (wire: WireService, bytes: number) => {
    const sending = httpRequest(`${wire.origin}/upload/v1beta/files`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${TOKEN}`,
        'content-length': String(bytes),
        'x-goog-upload-protocol': 'raw',
      },
    })
    const answer = new Promise<WireAnswer>((resolve, reject) => {
      sending.once('response', (message) => resolve(readAnswer(message)))
      sending.once('error', reject)
    })
    return { sending, answer }
  }

  it('reaches Google while the client is still sending it', async () => {
    await using google = await slowGoogle((message, response) => {
      let size = 0
      message.on('data', (bytes: Buffer) => (size += bytes.length))
      message.on('end', () => {
        response.end(JSON.stringify({ file: { name: 'files/large', sizeBytes: String(size) } }))
      })
    })
    await using wire = await startWire({ settings: { baseUrl: google.baseUrl } })
    const { sending, answer } = send(wire, 20_000_000)
    sending.write(Buffer.alloc(100_000))
    await google.arrived
    sending.end(Buffer.alloc(19_900_000))
    expect((await answer).json.file.sizeBytes).toBe('20000000')
    await until(() => wire.records.length === 1)
    expect(wire.records[0]?.bytesIn).toBe(20_000_000)
  })

  it('that Google refuses half way is refused with its words, once', async () => {
    let calls = 0
    await using google = await slowGoogle((message, response) => {
      calls += 1
      message.once('data', () => {
        response.writeHead(503, { 'content-type': 'application/json' })
        response.end('{"error":{"code":503,"message":"No room","status":"UNAVAILABLE"}}')
      })
    })
    await using wire = await startWire({ keys, settings: { baseUrl: google.baseUrl } })
    const { sending, answer } = send(wire, 20_000_000)
    sending.write(Buffer.alloc(100_000))
    expect((await answer).json.error.message).toBe('No room')
    sending.destroy()
    expect(calls).toBe(1)
  })

  it.each([
    ['of which a part is kept back', 100_000],
    ['that goes through', 20_000_000],
  ])('%s is no failure of ours when its client leaves', async (_name, bytes) => {
    await using wire = await startWire()
    const { sending, answer } = send(wire, bytes)
    await new Promise((written) => sending.write(Buffer.alloc(1000), written))
    sending.destroy()
    await expect(answer).rejects.toThrow(/hang up|reset/)
    await until(() => wire.records.length === 1)
    expect(wire.records[0]?.status).toBe(499)
    expect(wire.log().join('')).not.toContain('request failed')
  })

  it('that its client gives up is given up at Google, and no key is blamed', async () => {
    const gone = Promise.withResolvers<void>()
    await using google = await slowGoogle((message) => message.once('close', () => gone.resolve()))
    await using wire = await startWire({ settings: { baseUrl: google.baseUrl } })
    const { sending, answer } = send(wire, 20_000_000)
    sending.write(Buffer.alloc(100_000))
    await google.arrived
    sending.destroy()
    await expect(answer).rejects.toThrow(/hang up|reset/)
    await gone.promise
    await until(() => wire.records.length === 1)
    expect(wire.records[0]?.status).toBe(499)
    expect(wire.service.pool.list()[0]).toMatchObject({ ready: true, failures: 0 })
  })
})
