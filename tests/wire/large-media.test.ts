import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { GenerateContentRequest } from '../../electron/gemini/wire.ts'
import { startWire, type WireService } from './service.ts'

let wire: WireService
let before = 0
beforeAll(async () => {
  const keys = ['demo-key-1', 'demo-key-2', 'demo-key-3', 'demo-invalid']
  wire = await startWire({ keys, settings: { inlineLimitMegabytes: 0.1 } })
})
beforeEach(() => {
  before = wire.demo.requests.length
})
afterAll(() => wire[Symbol.asyncDispose]())

const media = (kilobytes: number, mimeType = 'image/png') => ({
  type: 'image_url',
  image_url: { url: `data:${mimeType};base64,${randomBytes(kilobytes * 750).toString('base64')}` },
})
const ask = (...content: object[]) =>
  wire.chat({ messages: [{ role: 'user', content: [{ type: 'text', text: 'Look' }, ...content] }] })
/** What Google was sent since the test began, without calls that a key was refused for. */
const calls = () => wire.demo.requests.slice(before).filter(({ key }) => key !== 'demo-invalid')
const isUpload = ({ path }: { path: string }) => path.startsWith('/upload/')
const partsOfLast = () => {
  const sent = calls().at(-1)?.body as GenerateContentRequest | undefined
  return (sent?.contents ?? []).flatMap(({ parts = [] }) => parts)
}

it('small media stay in the request', async () => {
  expect((await ask(media(40), media(40))).status).toBe(200)
  expect(calls().some(isUpload)).toBe(false)
})

it('the largest are uploaded with the key that answers, and not again in the next turn', async () => {
  const [small, large] = [media(40), media(90)]
  expect((await ask(small, large)).status).toBe(200)
  const [upload] = calls().filter(isUpload)
  const sent = Buffer.from(large.image_url.url.split(',')[1] ?? '', 'base64')
  expect(upload?.rawBody.equals(sent)).toBe(true)
  expect(upload?.headers['content-type']).toBe('image/png')
  expect(partsOfLast().map((part) => Object.keys(part))).toEqual([
    ['text'],
    ['inlineData'],
    ['fileData'],
  ])
  expect((await ask(small, large, media(1))).status).toBe(200)
  expect(calls().filter(isUpload)).toHaveLength(1)
  expect(new Set(calls().map(({ key }) => key)).size).toBe(1)
})

it('a film is waited for until Google has looked at it', async () => {
  expect((await ask(media(120, 'video/mp4'))).status).toBe(200)
  expect(partsOfLast().at(-1)).toMatchObject({ fileData: { mimeType: 'video/mp4' } })
})

it('what is there already is uploaded again once its key rests or is gone', async () => {
  const large = media(120)
  await ask(large)
  const owner = wire.service.pool
    .list()
    .find(({ id }) => wire.service.pool.get(id)?.secret === calls().at(-1)?.key)
  wire.service.pool.remove(owner?.id ?? '')
  expect((await ask(large)).status).toBe(200)
  expect(calls().filter(isUpload)).toHaveLength(2)
})
