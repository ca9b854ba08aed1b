import type { GoogleGenAI } from '@google/genai'
import { GoogleAIFileManager } from '@google/generative-ai/server'
import { describe, expect, it } from 'vitest'
import { startWire, TOKEN } from '../wire/service.ts'
import { sharedWire } from './conversation.ts'
import { googleGenAi, model } from './google-client.ts'

const shared = sharedWire({ keys: ['demo-key-1', 'demo-key-2', 'demo-key-3'] })

const uploaded = async (ai: GoogleGenAI, size: number, mimeType = 'text/plain') =>
  ai.files.upload({ file: new Blob(['x'.repeat(size)]), config: { mimeType, displayName: 'X' } })

const saying = (ai: GoogleGenAI, fileUri: string | undefined = '', mimeType = 'text/plain') =>
  ai.models.generateContent({
    model,
    contents: [{ role: 'user', parts: [{ text: 'Read it' }, { fileData: { fileUri, mimeType } }] }],
  })

describe('files of @google/genai', () => {
  it.each(['', '/gemini', '/v1beta'])(
    'are uploaded in pieces, read, listed and deleted under %s',
    async (prefix) => {
      const wire = shared()
      const ai = googleGenAi(wire, { baseUrl: wire.origin + prefix })
      // Two pieces: the SDK cuts at 8 MB.
      const file = await uploaded(ai, 8 * 1024 * 1024 + 5)
      expect(file.sizeBytes).toBe(String(8 * 1024 * 1024 + 5))
      expect((await ai.files.get({ name: file.name ?? '' })).state).toBe('ACTIVE')
      expect((await saying(ai, file.uri)).text).toContain('Read it')
      await ai.files.delete({ name: file.name ?? '' })
      await expect(saying(ai, file.uri)).rejects.toThrow(/permission/)
    },
  )

  it('are listed over all keys, page by page', async () => {
    await using wire = await startWire({ keys: ['demo-key-1', 'demo-key-2', 'demo-key-3'] })
    const ai = googleGenAi(wire)
    const listed = async (pageSize: number) => {
      const names = []
      for await (const { name } of await ai.files.list({ config: { pageSize } })) names.push(name)
      return names
    }
    expect(await listed(2)).toEqual([])
    const made = []
    for (let size = 1; size <= 7; size += 1) made.push((await uploaded(ai, size)).name)
    expect(new Set(wire.demo.requests.map(({ key }) => key)).size).toBe(3)
    for (const pageSize of [1, 2, 10]) {
      const names = await listed(pageSize)
      expect(names).toHaveLength(7)
      expect(new Set(names)).toEqual(new Set(made))
    }
    for (const name of made.slice(0, -1)) await ai.files.delete({ name: name ?? '' })
    expect(await listed(2)).toEqual(made.slice(-1))
  })

  it('that are videos are waited for and then used', async () => {
    const ai = googleGenAi(shared())
    const file = await uploaded(ai, 100, 'video/mp4')
    expect(file.state).toBe('PROCESSING')
    await ai.files.get({ name: file.name ?? '' })
    expect((await ai.files.get({ name: file.name ?? '' })).state).toBe('ACTIVE')
    expect((await saying(ai, file.uri, 'video/mp4')).text).toContain('Read it')
  })

  it('work one by one with many keys, and not two of different keys at once', async () => {
    const ai = googleGenAi(shared())
    const files = [await uploaded(ai, 1), await uploaded(ai, 2), await uploaded(ai, 3)]
    for (const { uri } of files) expect((await saying(ai, uri)).text).toContain('Read it')
    const parts = files.map(({ uri }) => ({
      fileData: { fileUri: uri ?? '', mimeType: 'text/plain' },
    }))
    await expect(
      ai.models.generateContent({ model, contents: [{ role: 'user', parts }] }),
    ).rejects.toThrow(/different API keys/)
  })
})

describe('caches of @google/genai', () => {
  it('are made, used, prolonged and deleted with the key that made them', async () => {
    const ai = googleGenAi(shared())
    const cache = await ai.caches.create({
      model,
      config: { contents: 'A long story. '.repeat(400), ttl: '60s', displayName: 'Story' },
    })
    const name = cache.name ?? ''
    for (let turn = 0; turn < 4; turn += 1) {
      const answer = await ai.models.generateContent({
        model,
        contents: 'Sum it up',
        config: { cachedContent: name },
      })
      expect(answer.usageMetadata?.cachedContentTokenCount).toBeGreaterThan(1024)
    }
    const longer = await ai.caches.update({ name, config: { ttl: '600s' } })
    expect(Date.parse(longer.expireTime ?? '')).toBeGreaterThan(Date.parse(cache.expireTime ?? ''))
    await ai.caches.delete({ name })
    await expect(ai.caches.get({ name })).rejects.toThrow(/not found/)
  })
})

it('files of the legacy @google/generative-ai are uploaded as multipart', async () => {
  const files = new GoogleAIFileManager(TOKEN, { baseUrl: shared().origin })
  const { file } = await files.uploadFile(Buffer.from('Hello'), {
    mimeType: 'text/plain',
    displayName: 'Greeting',
  })
  expect(file).toMatchObject({ sizeBytes: '5', displayName: 'Greeting' })
  expect(await files.getFile(file.name)).toMatchObject({ name: file.name })
})
