import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Part } from '../../gemini/wire.ts'
import { mediaToUpload, withFiles } from './large-media.ts'

const picture = (data: string): Part => ({ inlineData: { mimeType: 'image/png', data } })
const request = (...parts: Part[]) => ({ contents: [{ role: 'user', parts }] })

it('sends as little apart as it can, the largest first', () => {
  const asked = request({ text: 'Look' }, picture('a'.repeat(30)), picture('b'.repeat(50)))
  expect(mediaToUpload(asked, 80)).toEqual([])
  expect(mediaToUpload(asked, 79).map(({ data }) => data[0])).toEqual(['b'])
  expect(mediaToUpload(asked, 10).map(({ data }) => data[0])).toEqual(['b', 'a'])
})

it('sends once what is there twice', () => {
  const asked = request(picture('a'.repeat(30)), picture('b'.repeat(40)), picture('a'.repeat(30)))
  expect(mediaToUpload(asked, 40).map(({ data }) => data[0])).toEqual(['a'])
})

it('always fits afterwards, and says the same', () => {
  const part = fc.oneof(
    fc.record({ text: fc.string() }),
    fc.stringMatching(/^[a-z]{0,40}$/).map(picture),
  )
  fc.assert(
    fc.property(fc.array(part), fc.nat(200), (parts, limit) => {
      const asked = request(...parts)
      const media = mediaToUpload(asked, limit)
      const sent = withFiles(asked, new Map(media.map(({ data }) => [data, `files/${data}`])))
      const stays = sent.contents.flatMap(({ parts: kept = [] }) => kept)
      const inline = stays.reduce((sum, { inlineData }) => sum + (inlineData?.data?.length ?? 0), 0)
      expect(inline).toBeLessThanOrEqual(limit)
      const restored = stays.map((kept: Part) =>
        kept.fileData === undefined ? kept : picture(kept.fileData.fileUri?.slice(6) ?? ''),
      )
      expect(restored).toEqual(parts)
    }),
  )
})
