import { describe, expect, it } from 'vitest'
import type { Part } from '../../../gemini/wire.ts'
import { sampleOptions } from './answer-options.fixture.ts'
import { toChatCompletion } from './response.ts'

const sound = (mimeType: string, bytes: number[] | string): Part => ({
  inlineData: {
    mimeType,
    data: Buffer.from(typeof bytes === 'string' ? Buffer.from(bytes) : bytes).toString('base64'),
  },
})

function messageOf(parts: Part[]) {
  const candidates = [{ content: { parts }, finishReason: 'STOP' as const }]
  const result = toChatCompletion({ candidates }, sampleOptions())
  if (result.kind !== 'finished') throw new Error(result.reason)
  return result.completion.choices[0]?.message
}

const fileOf = (parts: Part[]): Buffer => Buffer.from(messageOf(parts)?.audio?.data ?? '', 'base64')

describe('sound in an answer', () => {
  it('B1: is the message’s audio, and an answer by itself', () => {
    expect(messageOf([sound('audio/L16;codec=pcm;rate=24000', [1, 2])])).toMatchObject({
      content: '',
      audio: { id: 'audio_1', transcript: '', expires_at: 1_795_400_000 },
    })
  })

  it('B5: bare samples in pieces become one WAV file of their rate', () => {
    const mimeType = 'audio/L16;codec=pcm;rate=16000'
    const file = fileOf([sound(mimeType, [1, 2]), { text: 'La' }, sound(mimeType, [3, 4, 5, 6])])
    expect(file.toString('latin1', 0, 4)).toBe('RIFF')
    expect(file.readUInt32LE(4)).toBe(file.length - 8)
    expect(file.toString('latin1', 8, 16)).toBe('WAVEfmt ')
    expect([file.readUInt16LE(22), file.readUInt32LE(24), file.readUInt32LE(28)]).toEqual([
      1, 16_000, 32_000,
    ])
    expect(file.readUInt32LE(40)).toBe(6)
    expect([...file.subarray(44)]).toEqual([1, 2, 3, 4, 5, 6])
  })

  it('B5: a rate beyond all sense is taken for the usual one', () => {
    expect(fileOf([sound('audio/L16;rate=99999999999', [1, 2])]).readUInt32LE(24)).toBe(24_000)
  })

  it.each([
    ['a WAV file', 'audio/wav', 'RIFF....WAVE'],
    ['a WAV file that calls itself samples', 'audio/L16;rate=24000', 'RIFF....WAVE'],
    ['MP3', 'audio/mpeg', 'ID3...'],
  ])('B5: %s stays as it is', (_, mimeType, bytes) => {
    expect(fileOf([sound(mimeType, bytes)]).toString('latin1')).toBe(bytes)
  })
})
