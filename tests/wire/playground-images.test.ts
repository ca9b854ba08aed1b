import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Contract } from '../../electron/shared/contract.ts'
import { startWire, until, type WireOptions } from './service.ts'

/** A service and the interface's way to its images. */
async function startGallery(options: WireOptions = {}) {
  const dataDir = await mkdtemp(join(tmpdir(), 'gallery-'))
  const wire = await startWire({ dataDir, ...options })
  const call = async (name: keyof Contract, input: object): Promise<any> =>
    wire.service.console.call(name, input)
  return {
    wire,
    call,
    draw: (input: object) => call('images.generate', { id: 'job', prompt: 'a cat', ...input }),
    async [Symbol.asyncDispose]() {
      await wire[Symbol.asyncDispose]()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

describe('images drawn in the interface', () => {
  it('are as many as the tag says, kept, listed newest first, and deleted', async () => {
    await using gallery = await startGallery()
    const drawn = await gallery.draw({ prompt: '{n:2} {ratio:16:9} 汉服美女' })
    expect(drawn).toMatchObject({ ok: true, data: { failures: [], isStopped: false } })
    expect(drawn.data.images).toHaveLength(2)
    expect(drawn.data.images[0]).toMatchObject({
      prompt: '{n:2} {ratio:16:9} 汉服美女',
      model: 'gemini-nano-banana-2.1',
      mimeType: 'image/png',
    })
    const [{ name }] = drawn.data.images
    const file = await gallery.wire.call(`/images/${name}`, { anonymous: true })
    expect([file.body.readUInt32BE(16), file.body.readUInt32BE(20)]).toEqual([256, 144])
    expect((await gallery.call('images.list', { limit: 1 })).data).toMatchObject({ total: 2 })
    expect(await gallery.call('images.delete', { names: [name] })).toMatchObject({
      data: { deleted: 1 },
    })
    expect((await gallery.wire.call(`/images/${name}`)).status).toBe(404)
  })

  it.each([
    [{ size: '4K' }, { imageSize: '4K' }],
    [{ ratio: '21:9' }, { aspectRatio: '21:9' }],
    [
      { ratio: '21:9', size: '2K' },
      { aspectRatio: '21:9', imageSize: '2K' },
    ],
    [
      { prompt: '{ratio:3:4} a cat', ratio: '16:9', size: '1K' },
      { aspectRatio: '3:4', imageSize: '1K' },
    ],
    [{}, undefined],
  ])('are of the shape and size that %j asks for', async (wish, imageConfig) => {
    await using gallery = await startGallery()
    await gallery.draw(wish)
    const sent = gallery.wire.demo.requests.at(-1)?.body as any
    expect(sent.generationConfig.imageConfig).toEqual(imageConfig)
  })

  it('are told one by one while they come', async () => {
    await using gallery = await startGallery()
    const told: unknown[] = []
    const stop = await gallery.wire.service.console.subscribe(({ name, data }) => {
      if (name === 'images.progress') told.push(data)
    })
    await gallery.draw({ count: 2 })
    await until(() => told.length > 0 && (told.at(-1) as any).done === 2)
    expect(told.at(-1)).toEqual({ id: 'job', done: 2, total: 2 })
    stop()
  })

  it('may follow one that is kept, and one that was dropped', async () => {
    await using gallery = await startGallery()
    const [{ name }] = (await gallery.draw({})).data.images
    const dataUrl = 'data:image/png;base64,iVBORw0KGgo='
    const drawn = await gallery.draw({ references: [{ name }, { dataUrl }], ratio: '9:16' })
    expect(drawn.data.images).toHaveLength(1)
    const { contents, generationConfig } = (gallery.wire.demo.requests.at(-1) as any).body
    expect(contents[0].parts.slice(1)).toHaveLength(2)
    expect(generationConfig.imageConfig).toEqual({ aspectRatio: '9:16' })
  })

  it('are in the request log as the playground’s', async () => {
    await using gallery = await startGallery()
    await gallery.draw({})
    await until(() => gallery.wire.records.length === 1)
    expect(gallery.wire.records).toMatchObject([{ client: 'Playground', status: 200 }])
  })

  it('can be stopped, and what is there by then is kept', async () => {
    await using gallery = await startGallery({ script: ({ id }) => id > 1 })
    const drawing = gallery.draw({ count: 3 })
    await until(() => gallery.wire.service.images.count() === 1)
    await gallery.call('images.stop', { id: 'job' })
    const drawn = await drawing
    expect(drawn.data).toMatchObject({ images: [{ prompt: 'a cat' }], isStopped: true })
  })

  it('that Google would not draw are told in its words', async () => {
    const refusal = { candidates: [{ finishReason: 'IMAGE_SAFETY', finishMessage: 'Not safe' }] }
    await using gallery = await startGallery({
      script(_request, response) {
        response.writeHead(200, { 'content-type': 'application/json' })
        response.end(JSON.stringify(refusal))
        return true
      },
    })
    expect(await gallery.draw({})).toMatchObject({
      ok: false,
      error: { code: 'upstream', message: expect.stringContaining('Not safe') },
    })
  })

  it.each([
    ['a wrong tag', { prompt: '{n:8} a cat' }, 'invalid_input'],
    ['a reference that is gone', { references: [{ name: `${'0'.repeat(32)}.png` }] }, 'not_found'],
    ['a reference out of the folder', { references: [{ name: '../settings.json' }] }, 'not_found'],
  ])('with %s are refused before any key is taken', async (_, input, code) => {
    await using gallery = await startGallery()
    expect(await gallery.draw(input)).toMatchObject({ ok: false, error: { code } })
    expect(gallery.wire.demo.requests).toHaveLength(0)
  })

  it('cannot be saved by a dialog where there is none', async () => {
    await using gallery = await startGallery()
    const [{ name }] = (await gallery.draw({})).data.images
    expect(await gallery.call('images.save', { name })).toMatchObject({
      error: { code: 'not_here' },
    })
  })
})
