import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createOutbound, type Outbound } from '../../../gemini/outbound.ts'
import { createRedactor } from '../../../shared/redact.ts'
import { settingsSchema } from '../../../shared/settings.ts'
import { parseMultipart, type MultipartForm } from '../../multipart.ts'
import { createImageHosts, type HostSettings, type UploadLimits } from '../image-hosts.ts'

const image = {
  name: 'ab"c/1.png',
  mimeType: 'image/png',
  bytes: Buffer.from('\x89PNG\r\n\0\r\n--x', 'latin1'),
}
const secrets = {
  smmsSecretToken: 'smms-token-1',
  picgoApiKey: 'picgo-key-1',
  cloudflareImgbedAuthCode: 'imgbed-code-1',
}

interface Seen {
  path: string
  headers: IncomingMessage['headers']
  form: MultipartForm
}
type Answer = { status?: number; body: unknown } | 'hang' | 'reset'

let server: Server
let origin: string
let outbound: Outbound
let seen: Seen[] = []
/** What the host answers, one after the other; the last one stays. */
let answers: Answer[] = []

beforeAll(async () => {
  server = createServer((request, response) => void answer(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  // Nobody listens there: what is on this machine must not go through a proxy.
  outbound = createOutbound(() => ['http://127.0.0.1:9'])
})
afterAll(async () => {
  await outbound.close()
  server.closeAllConnections()
  server.close()
})
beforeEach(() => {
  seen = []
})

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const pieces: Buffer[] = []
  for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece)
  const form = await parseMultipart(request.headers['content-type'], Buffer.concat(pieces))
  seen.push({ path: request.url ?? '', headers: request.headers, form })
  const next = answers.length > 1 ? answers.shift() : answers[0]
  if (next === 'hang' || next === undefined) return
  if (next === 'reset') return void request.socket.destroy()
  response.writeHead(next.status ?? 200)
  response.end(typeof next.body === 'string' ? next.body : JSON.stringify(next.body))
}

const noPauses: UploadLimits = { timeoutMs: 5000, pausesMs: [0, 0] }

interface UploadChanges {
  limits?: UploadLimits
  signal?: AbortSignal
  /** What a person has set. */
  known?: Partial<typeof secrets>
}

function upload(
  changes: Partial<HostSettings>,
  { limits = noPauses, signal = new AbortController().signal, known = secrets }: UploadChanges = {},
) {
  const hosts = createImageHosts({
    settings: () => ({
      ...settingsSchema.parse({}),
      smmsUrl: `${origin}/api/v1/file/upload`,
      picgoUrl: `${origin}/api/1/upload`,
      cloudflareImgbedUrl: `${origin}/upload?uploadChannel=cfr2`,
      ...changes,
    }),
    secretOf: (name) => known[name],
    outbound,
    redactor: learned(),
    limits,
  })
  return hosts.upload(image, signal)
}

function learned() {
  const redactor = createRedactor()
  for (const secret of Object.values(secrets)) redactor.learn(secret)
  return redactor
}

describe('an image goes to', () => {
  it('nobody while it is kept here or nowhere', () => {
    expect(upload({ uploadProvider: 'local' })).toBeUndefined()
    expect(upload({ uploadProvider: 'none' })).toBeUndefined()
  })

  it('S.EE', async () => {
    answers = [{ body: { success: true, code: 200, data: { url: 'https://i.see.you/a.png' } } }]
    expect(await upload({ uploadProvider: 'smms' })).toEqual({
      kind: 'uploaded',
      url: 'https://i.see.you/a.png',
    })
    const [{ path, headers, form } = {}] = seen
    expect(path).toBe('/api/v1/file/upload')
    expect(headers?.authorization).toBe('smms-token-1')
    expect(form?.files).toEqual([
      { field: 'smfile', filename: 'ab_c_1.png', mimeType: 'image/png', bytes: image.bytes },
    ])
  })

  it('a Chevereto site', async () => {
    answers = [{ body: { status_code: 200, image: { url: 'https://img.picgo.net/a.png' } } }]
    expect(await upload({ uploadProvider: 'picgo' })).toMatchObject({ kind: 'uploaded' })
    expect(seen[0]?.headers['x-api-key']).toBe('picgo-key-1')
    expect(seen[0]?.form.files[0]?.field).toBe('source')
    expect(seen[0]?.form.fields.get('format')).toEqual(['json'])
  })

  it('the PicGo app, which asks for no key', async () => {
    answers = [{ body: { success: true, result: ['https://bucket/a.png'] } }]
    const settings = { uploadProvider: 'picgo', picgoUrl: `${origin}/upload` } as const
    expect(await upload(settings, { known: {} })).toMatchObject({ url: 'https://bucket/a.png' })
    expect(seen[0]?.path).toBe('/upload')
    expect(seen[0]?.form.files[0]?.field).toBe('files')
  })

  it('CloudFlare-ImgBed, whose relative address becomes a whole one', async () => {
    answers = [{ body: [{ src: '/file/ai/a.png' }] }]
    const settings = { uploadProvider: 'cloudflare_imgbed', cloudflareImgbedFolder: 'ai' } as const
    expect(await upload(settings)).toEqual({ kind: 'uploaded', url: `${origin}/file/ai/a.png` })
    expect(seen[0]?.path).toBe('/upload?uploadChannel=cfr2&uploadFolder=ai')
    expect(seen[0]?.headers['authcode']).toBe('imgbed-code-1')
    expect(seen[0]?.form.files[0]?.field).toBe('file')
  })
})

describe('an upload that fails says why, after as many attempts as make sense', () => {
  const smms = { uploadProvider: 'smms' } as const
  const picgo = { uploadProvider: 'picgo' } as const
  const imgbed = { uploadProvider: 'cloudflare_imgbed' } as const

  it.each<[string, Partial<HostSettings>, Answer, string, string, number]>([
    [
      'wrong token',
      smms,
      { body: { success: false, code: 'unauthorized', message: 'Unauthorized.' } },
      'token-refused',
      'S.EE does not accept the token',
      1,
    ],
    [
      'wrong token',
      smms,
      { status: 401, body: { success: false } },
      'token-refused',
      'HTTP 401',
      1,
    ],
    [
      'wrong key',
      picgo,
      { status: 400, body: { error: { message: 'Invalid API v1 key.' } } },
      'token-refused',
      'Invalid API v1 key.',
      1,
    ],
    [
      'wrong key',
      picgo,
      { body: { success: false, message: 'server key is not correct' } },
      'token-refused',
      'not correct',
      1,
    ],
    [
      'wrong code',
      imgbed,
      { status: 401, body: 'Unauthorized' },
      'token-refused',
      'CloudFlare-ImgBed',
      1,
    ],
    [
      '413',
      imgbed,
      { status: 413, body: '<html><h1>Payload Too\nLarge</h1>' },
      'too-large',
      'Payload Too Large',
      1,
    ],
    [
      'size in words',
      smms,
      { body: { success: false, message: 'File is too large.' } },
      'too-large',
      'too large',
      1,
    ],
    ['no JSON', smms, { body: '<html>Welcome</html>' }, 'malformed-answer', 'no address', 1],
    [
      'JSON without an address',
      picgo,
      { body: { image: {} } },
      'malformed-answer',
      'no address',
      1,
    ],
    [
      'an address that is none',
      smms,
      { body: { data: { url: 'javascript:alert(1)' } } },
      'malformed-answer',
      'no address',
      1,
    ],
    [
      'a refusal',
      smms,
      { status: 422, body: { message: 'No such domain' } },
      'refused',
      'No such domain',
      1,
    ],
    ['a redirect', smms, { status: 301, body: '' }, 'refused', 'redirects', 1],
    ['too many', smms, { status: 429, body: { message: 'Slow down' } }, 'refused', 'Slow down', 3],
    ['trouble', smms, { status: 503, body: 'busy' }, 'unreachable', 'HTTP 503', 3],
    ['a broken connection', smms, 'reset', 'unreachable', 'could not be reached', 3],
  ])('%s', async (_, settings, given, reason, words, attempts) => {
    answers = [given]
    const outcome = await upload(settings)
    expect(outcome).toMatchObject({
      kind: 'failed',
      failure: { reason, message: expect.stringContaining(words) },
    })
    expect(seen).toHaveLength(attempts)
  })

  it('and works when the host comes back in between', async () => {
    answers = ['reset', { status: 502, body: '' }, { body: { data: { url: 'https://i/a.png' } } }]
    expect(await upload(smms)).toEqual({ kind: 'uploaded', url: 'https://i/a.png' })
    expect(seen).toHaveLength(3)
  })

  it('when the host does not answer in time', async () => {
    answers = ['hang']
    const limits = { timeoutMs: 30, pausesMs: [0, 0] }
    expect(await upload(smms, { limits })).toMatchObject({ failure: { reason: 'timeout' } })
  })

  it('before anything is sent where something is not set', async () => {
    expect(await upload(smms, { known: {} })).toMatchObject({
      failure: { reason: 'not-configured', message: expect.stringContaining('SMMS_SECRET_TOKEN') },
    })
    expect(await upload({ ...imgbed, cloudflareImgbedUrl: '' })).toMatchObject({
      failure: { reason: 'not-configured' },
    })
    expect(seen).toHaveLength(0)
  })

  it('without the token, even where the host repeats it', async () => {
    answers = [{ status: 403, body: { message: 'Bad token smms-token-1' } }]
    expect(JSON.stringify(await upload(smms))).not.toContain('smms-token-1')
  })

  it('by rejecting with the reason of whoever has stopped waiting', async () => {
    answers = ['hang']
    const controller = new AbortController()
    const pending = upload(smms, { signal: controller.signal })
    controller.abort(new Error('gone'))
    await expect(pending).rejects.toThrow('gone')
  })
})
