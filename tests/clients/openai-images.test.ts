import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { generateImage } from 'ai'
import OpenAI, { toFile } from 'openai'
import { startWire, TOKEN, type WireService } from '../wire/service.ts'

const prompt = '{n:2} {ratio:16:9} 汉服美女'
let wire: WireService
let dataDir: string
let client: OpenAI

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'openai-images-'))
  wire = await startWire({ dataDir })
  client = new OpenAI({ apiKey: TOKEN, baseURL: `${wire.origin}/v1`, maxRetries: 0 })
})
afterAll(async () => {
  await wire[Symbol.asyncDispose]()
  await rm(dataDir, { recursive: true, force: true })
})

/** Width and height of the PNG an answer leads to or holds. */
async function sizeOf({ url, b64_json: data }: OpenAI.Image): Promise<[number, number]> {
  const bytes =
    data === undefined
      ? Buffer.from(await (await fetch(url ?? '')).arrayBuffer())
      : Buffer.from(data, 'base64')
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)]
}

describe('images through the SDK of OpenAI', () => {
  it.each([
    ['tags alone', {}],
    ['a tag and n', { n: 1 }],
    ['a tag and a size of the same ratio', { size: '1792x1024' as const }],
  ])('%s give two pictures in 16:9, as links and as data', async (_, fields) => {
    for (const response_format of ['url', 'b64_json'] as const) {
      const { data = [] } = await client.images.generate({
        model: 'dall-e-3',
        prompt,
        response_format,
        ...fields,
      })
      expect(await Promise.all(data.map(sizeOf))).toEqual([
        [256, 144],
        [256, 144],
      ])
    }
  })

  it('a picture is changed', async () => {
    const { data: [drawn] = [] } = await client.images.generate({
      model: 'gpt-image-1',
      prompt: 'a cat',
    })
    const image = await toFile(Buffer.from(drawn?.b64_json ?? '', 'base64'), 'cat.png')
    const { data = [] } = await client.images.edit({
      model: 'gpt-image-1',
      image: [image],
      prompt: 'with a hat',
      size: '1024x1536',
    })
    expect(data[0]?.b64_json).toMatch(/^iVBOR/)
    const { body } = wire.demo.requests.at(-1) ?? {}
    expect(body).toMatchObject({ generationConfig: { imageConfig: { aspectRatio: '2:3' } } })
  })

  it('a wrong tag is an error that says what is allowed', async () => {
    await expect(client.images.generate({ prompt: '{n:7} a cat' })).rejects.toMatchObject({
      status: 400,
      param: 'prompt',
      message: expect.stringContaining('{n:1}, {n:2}, {n:3}, {n:4}'),
    })
  })
})

describe('images through the AI SDK', () => {
  it('are as many and of the shape that is asked for', async () => {
    const provider = createOpenAICompatible({
      name: 'gemini-balance',
      apiKey: TOKEN,
      baseURL: `${wire.origin}/v1`,
    })
    const { images } = await generateImage({
      model: provider.imageModel('gemini-nano-banana-2.1'),
      prompt: 'a cat',
      n: 2,
      size: '1024x1792',
      maxRetries: 0,
    })
    const sizes = images.map(({ base64 }) => sizeOf({ b64_json: base64 }))
    expect(await Promise.all(sizes)).toEqual([
      [144, 256],
      [144, 256],
    ])
  })
})
