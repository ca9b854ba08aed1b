import { once } from 'node:events'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import type { DemoRequest } from '../../electron/demo/server.ts'
import {
  eventsOf,
  startWire,
  textOf,
  TOKEN,
  until,
  type WireOptions,
  type WireService,
} from './service.ts'

const generations = '/v1/images/generations'

/** A service whose images have a folder of their own, which goes with it. */
async function startImages(options: WireOptions = {}) {
  const dataDir = await mkdtemp(join(tmpdir(), 'images-'))
  const wire = await startWire({ dataDir, ...options })
  return {
    wire,
    dataDir,
    draw: (body: object, path = generations) =>
      wire.call(path, { method: 'POST', body: { prompt: 'a cat', ...body } }),
    /** The file a link leads to, asked for without any token. */
    follow: (url: string) => wire.call(new URL(url).pathname, { anonymous: true }),
    async [Symbol.asyncDispose]() {
      await wire[Symbol.asyncDispose]()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** What Google was sent, by the number of the call. */
const sentTo = ({ wire }: { wire: WireService }, call: number): any =>
  wire.demo.requests[call - 1]?.body

/** Width and height of a PNG. */
const sizeOf = (png: Buffer) => [png.readUInt32BE(16), png.readUInt32BE(20)]

/** Google answers the numbered calls, counted from 1, with this. */
const answering =
  (status: number, body: object, ...calls: number[]) =>
  ({ id }: DemoRequest, response: ServerResponse) => {
    if (calls.length > 0 && !calls.includes(id)) return false
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    return true
  }
const refusal = {
  candidates: [{ finishReason: 'IMAGE_SAFETY', finishMessage: 'That would not be safe' }],
}

describe('images from words', () => {
  it('are looked at without being requests of their own', async () => {
    await using service = await startImages()
    const { json } = await service.draw({})
    expect((await service.follow(json.data[0].url)).status).toBe(200)
    await service.wire.chat()
    await until(() => service.wire.records.length >= 2)
    const routes = service.wire.records.map(({ route }) => route)
    expect(routes).toEqual([generations, '/v1/chat/completions'])
  })

  it('come as links that open without a token, two of them in 16:9 as the tags say', async () => {
    await using service = await startImages()
    const { status, json } = await service.draw({ prompt: '{n:2} {ratio:16:9} 汉服美女', n: 1 })
    expect(status).toBe(200)
    expect(json.data).toHaveLength(2)
    for (const { url, revised_prompt: prompt } of json.data) {
      expect(prompt).toBe('汉服美女')
      expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/images\/[0-9a-f]{32}\.png$/)
      const file = await service.follow(url)
      expect(file.headers['content-type']).toBe('image/png')
      expect(file.headers).toMatchObject({
        'cache-control': 'private, max-age=31536000, immutable',
        'x-content-type-options': 'nosniff',
      })
      expect(sizeOf(file.body)).toEqual([256, 144])
    }
    expect(sentTo(service, 1).contents[0].parts).toEqual([{ text: '汉服美女' }])
  })

  it('come as data where that is asked for, and nothing is kept', async () => {
    await using service = await startImages()
    const { json } = await service.draw({ size: '1024x1792', response_format: 'b64_json' })
    expect(sizeOf(Buffer.from(json.data[0].b64_json, 'base64'))).toEqual([144, 256])
    expect(json.usage.total_tokens).toBe(json.usage.input_tokens + json.usage.output_tokens)
    expect(json.output_format).toBe('png')
    expect(await readdir(service.dataDir)).toEqual([])
  })

  it('come as data URLs where images are kept nowhere', async () => {
    await using service = await startImages({ settings: { uploadProvider: 'none' } })
    const { json } = await service.draw({})
    expect(json.data[0].url).toMatch(/^data:image\/png;base64,/)
    expect(await readdir(service.dataDir)).toEqual([])
  })

  it('come as data, and say why, when the disk cannot be written to', async () => {
    await using wire = await startWire()
    const { json } = await wire.call(generations, { method: 'POST', body: { prompt: 'a cat' } })
    expect(json.data[0].url).toMatch(/^data:image\/png;base64,/)
    expect(json.data[0].warning).toMatch(/^The image could not be written to disk \(E/)
  })

  it('are put on the host of the person, or kept here and say why', async () => {
    let asked = 0
    const host = createServer((request, response) => {
      request.resume().on('end', () => {
        asked += 1
        response.writeHead(asked === 1 ? 200 : 403, { 'content-type': 'application/json' })
        const taken = { image: { url: 'https://img.example/1.png' } }
        const refused = { error: { message: 'Bad key picgo-key-1' } }
        response.end(JSON.stringify(asked === 1 ? taken : refused))
      })
    })
    await once(host.listen(0, '127.0.0.1'), 'listening')
    const { port } = host.address() as AddressInfo
    await using service = await startImages({
      settings: {
        uploadProvider: 'picgo',
        picgoUrl: `http://127.0.0.1:${port}/api/1/upload`,
      },
      parts: { secrets: { picgoApiKey: 'picgo-key-1' } },
    })
    expect((await service.draw({})).json.data[0].url).toBe('https://img.example/1.png')
    const [{ url, warning }] = (await service.draw({})).json.data
    expect((await service.follow(url)).headers['content-type']).toBe('image/png')
    expect(warning).toBeTypeOf('string')
    expect(warning).not.toContain('picgo-key-1')
    host.close()
  })

  it('are drawn by predict where that is what Google lists for a model', async () => {
    const model = { name: 'models/imagen-5', supportedGenerationMethods: ['predict'] }
    const predictions = [{ bytesBase64Encoded: 'iVBORw0KGgo=', mimeType: 'image/png' }]
    await using service = await startImages({
      script({ method }, response) {
        response.writeHead(200, { 'content-type': 'application/json' })
        response.end(JSON.stringify(method === 'GET' ? { models: [model] } : { predictions }))
        return true
      },
    })
    const { json } = await service.draw({ model: 'imagen-5', response_format: 'b64_json' })
    expect(json.data[0].b64_json).toBe('iVBORw0KGgo=')
    expect(service.wire.demo.requests.at(-1)?.path).toBe('/v1beta/models/imagen-5:predict')
  })

  it('that could be drawn are answered, although another could not', async () => {
    await using service = await startImages({ script: answering(200, refusal, 1) })
    const { status, json } = await service.draw({ n: 3 })
    expect([status, json.data.length]).toEqual([200, 2])
  })

  it('that Google would not draw are an error in its words, never an empty list', async () => {
    await using service = await startImages({ script: answering(200, refusal) })
    const { status, json } = await service.draw({ n: 2 })
    expect(status).toBe(400)
    expect(json.error).toMatchObject({
      code: 'content_policy_violation',
      message: expect.stringContaining('That would not be safe'),
    })
    // It is no fault of the key, and another would not draw it either.
    expect(service.wire.demo.requests).toHaveLength(2)
    for (const key of service.wire.service.pool.list()) {
      expect(key).toMatchObject({ state: 'ready', failures: 0, totals: { failures: 0 } })
      expect(key.lastError).toBeUndefined()
    }
  })

  it('are drawn with the paid key as long as it is ready, else with another', async () => {
    const limited = { error: { code: 429, status: 'RESOURCE_EXHAUSTED', message: 'Quota' } }
    await using service = await startImages({
      keys: ['demo-key-1'],
      paidKeys: ['demo-key-2'],
      script: answering(429, limited, 1),
    })
    expect((await service.draw({})).status).toBe(200)
    expect(service.wire.demo.requests.map(({ key }) => key)).toEqual(['demo-key-2', 'demo-key-1'])
  })

  it('are in the request log with their tokens', async () => {
    await using service = await startImages()
    await service.draw({ model: 'dall-e-3' })
    expect(service.wire.records).toMatchObject([
      { route: generations, modelAsked: 'dall-e-3', model: 'gemini-nano-banana-2.1', status: 200 },
    ])
    expect(service.wire.records[0]?.tokens?.input).toBeGreaterThan(0)
  })

  it.each([
    [{ prompt: '{n:9} a cat' }, 'prompt'],
    [{ prompt: '' }, 'prompt'],
    [{ size: 'huge' }, 'size'],
    [{ n: 0 }, 'n'],
    [{ quality: 'best' }, 'quality'],
  ])('of %j are refused by name before any key is taken', async (body, param) => {
    await using service = await startImages()
    const { status, json } = await service.draw(body)
    expect([status, json.error.param]).toEqual([400, param])
    expect(service.wire.demo.requests).toHaveLength(0)
  })
})

describe('a link to an image', () => {
  it.each([
    `/images/${'0'.repeat(32)}.png`,
    '/images/..%2f..%2fsettings.json',
    '/images/%2e%2e%2fsettings.json',
    '/images/settings.json',
    '/images/',
    '/images',
  ])('%s leads nowhere', async (path) => {
    await using service = await startImages()
    const { json } = await service.draw({})
    await writeFile(join(service.dataDir, 'settings.json'), '{"secret":true}')
    for (const anonymous of [true, false]) {
      const answer = await service.wire.call(path, { anonymous })
      expect(anonymous ? [401, 404] : [404]).toContain(answer.status)
      expect(answer.text).not.toContain('secret')
      expect(answer.text).not.toContain(json.data[0].url.slice(-36))
    }
  })

  it('does not lead to the note beside the image', async () => {
    await using service = await startImages()
    const { json } = await service.draw({})
    expect((await service.follow(`${json.data[0].url}.json`)).status).toBe(404)
  })
})

it('the oldest image goes when there is no more room, the newest stays', async () => {
  const big = Buffer.alloc(6 * 1024 * 1024, 1).toString('base64')
  const parts = [{ inlineData: { mimeType: 'image/png', data: big } }]
  await using service = await startImages({
    settings: { imageRetentionMegabytes: 10 },
    script: answering(200, { candidates: [{ content: { parts }, finishReason: 'STOP' }] }),
  })
  const first = (await service.draw({})).json.data[0].url
  const second = (await service.draw({})).json.data[0].url
  await service.wire.service.images.settled()
  expect((await service.follow(first)).status).toBe(404)
  expect((await service.follow(second)).status).toBe(200)
})

describe('edits', () => {
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
    'base64',
  )

  async function edit(service: Awaited<ReturnType<typeof startImages>>, files: [string, Buffer][]) {
    const form = new FormData()
    form.set('prompt', 'a hat')
    form.set('n', '2')
    for (const [field, bytes] of files)
      form.append(field, new Blob([Uint8Array.from(bytes)]), 'a.bin')
    const answer = await fetch(`${service.wire.origin}/v1/images/edits`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}` },
      body: form,
    })
    return { status: answer.status, json: (await answer.json()) as any }
  }

  it('send several images and the mask with the words', async () => {
    await using service = await startImages()
    const files: [string, Buffer][] = [
      ['image[]', png],
      ['image[]', png],
      ['mask', png],
    ]
    const { status, json } = await edit(service, files)
    expect([status, json.data.length]).toEqual([200, 2])
    const { parts } = sentTo(service, 1).contents[0]
    expect(parts[0].text).toMatch(/^a hat\n\nThe last image is a mask/)
    expect(parts.slice(1).map((part: any) => part.inlineData.mimeType)).toEqual(
      Array.from({ length: 3 }, () => 'image/png'),
    )
  })

  it.each<[string, [string, Buffer][]]>([
    ['no image', []],
    ['an image that is none', [['image', Buffer.from('hello')]]],
  ])('with %s are refused by name', async (_, files) => {
    await using service = await startImages()
    const { status, json } = await edit(service, files)
    expect([status, json.error.param]).toEqual([400, 'image'])
  })
})

describe('an image model in a chat', () => {
  const model = 'gemini-nano-banana-2.1-chat'
  const linked = /!\[image\]\((http:\/\/127\.0\.0\.1:\d+\/images\/[0-9a-f]{32}\.png)\)/

  it('answers with links, whole and streamed', async () => {
    await using service = await startImages()
    const whole = (await service.wire.chat({ model })).json.choices[0].message.content
    const streamed = textOf(eventsOf((await service.wire.chat({ model, stream: true })).text))
    for (const content of [whole, streamed]) {
      const [, url = ''] = linked.exec(content) ?? []
      expect((await service.follow(url)).headers['content-type']).toBe('image/png')
    }
  })

  it('answers with a list of links where the person wants that', async () => {
    await using service = await startImages({ settings: { imageFormat: 'image-list' } })
    const { message } = (await service.wire.chat({ model })).json.choices[0]
    expect(message.images[0].image_url.url).toMatch(/\/images\/[0-9a-f]{32}\.png$/)
    expect(message.content).not.toContain('![')
  })

  it('gets its image back, with its signature, when the conversation goes on', async () => {
    const parts = [
      { inlineData: { mimeType: 'image/png', data: 'iVBORw0KGgo=' }, thoughtSignature: 'c2ln' },
    ]
    await using service = await startImages({
      script: answering(200, { candidates: [{ content: { parts }, finishReason: 'STOP' }] }),
    })
    const { message } = (await service.wire.chat({ model })).json.choices[0]
    await service.wire.chat({
      model,
      messages: [{ role: 'user', content: 'a cat' }, message, { role: 'user', content: 'larger' }],
    })
    const { contents } = sentTo(service, 2)
    expect(contents[1].parts).toContainEqual(parts[0])
  })

  it('sends a link of ours as the image it means, to any model', async () => {
    await using service = await startImages()
    const { url } = (await service.draw({})).json.data[0]
    const content = [
      { type: 'image_url', image_url: { url } },
      { type: 'text', text: 'What?' },
    ]
    const answer = await service.wire.chat({ messages: [{ role: 'user', content }] })
    expect(answer.status).toBe(200)
    const { parts } = sentTo(service, 2).contents[0]
    expect(parts[0].inlineData.mimeType).toBe('image/png')
  })
})
