import { describe, expect, it } from 'vitest'
import type { GenerateContentResponse } from '../gemini/wire.ts'
import { pcmOf, wavOf } from './openai-audio/speech-answer.ts'
import { toPcm, wavHeader, wavSeconds } from './pcm.ts'

const samples = Buffer.from([1, 0, 2, 0, 3, 0, 4, 0])
const l16 = 'audio/L16;codec=pcm;rate=24000'

function answer(...parts: [mimeType: string, bytes: Buffer][]): GenerateContentResponse {
  const sounds = parts.map(([mimeType, bytes]) => ({
    inlineData: { mimeType, data: bytes.toString('base64') },
  }))
  return { candidates: [{ content: { parts: [{ text: 'Here:' }, ...sounds] } }] }
}

/** A WAV file with another chunk of odd length in front of the data, as some encoders write it. */
function strangeWav(): Buffer {
  const header = wavHeader(samples.length, 16_000)
  const list = Buffer.from('LIST\x03\x00\x00\x00abc\x00', 'latin1')
  return Buffer.concat([header.subarray(0, 36), list, header.subarray(36), samples])
}

describe('A7: sound', () => {
  it('without a header gets one of 44 bytes that says its rate and length', () => {
    const wav = wavOf(answer([l16, samples]))
    expect(wav?.subarray(44)).toEqual(samples)
    expect(wav?.toString('latin1', 0, 4)).toBe('RIFF')
    expect(wav?.readUInt32LE(4)).toBe(wav === undefined ? 0 : wav.length - 8)
    expect(wav?.readUInt32LE(24)).toBe(24_000)
    expect(wav?.readUInt16LE(34)).toBe(16)
    expect(wav?.readUInt32LE(40)).toBe(samples.length)
  })

  it('that has a header keeps it and gets no second one', () => {
    const wav = strangeWav()
    expect(wavOf(answer(['audio/wav', wav]))).toEqual(wav)
    expect(wavOf(answer([l16, wav]))).toEqual(wav)
  })

  it('in pieces, with and without headers, is one', () => {
    const pieces = answer([l16, samples], ['audio/wav', strangeWav()])
    expect(pcmOf(pieces)).toEqual({
      samples: Buffer.concat([samples, samples]),
      sampleRateHz: 24_000,
    })
    expect(wavOf(pieces)).toHaveLength(44 + 2 * samples.length)
  })

  it('that is not there is none', () => {
    expect(wavOf({})).toBeUndefined()
    expect(pcmOf(answer())).toBeUndefined()
    expect(wavOf(answer(['audio/wav', wavHeader(0, 24_000).subarray(0, 20)]))).toBeDefined()
  })

  it.each([
    ['audio/L16;codec=pcm;rate=16000', 16_000],
    ['audio/L16', 24_000],
    ['audio/pcm;rate=x', 24_000],
  ])('%s has %d samples a second', (mimeType, rate) => {
    expect(toPcm(samples, mimeType).sampleRateHz).toBe(rate)
  })

  it('in a WAV file says how long it is, even where the header does not know', () => {
    expect(wavSeconds(strangeWav())).toBe(4 / 16_000)
    expect(wavSeconds(Buffer.concat([wavHeader(undefined, 8000), samples]))).toBe(4 / 8000)
    expect(wavSeconds(samples)).toBeUndefined()
    expect(wavSeconds(strangeWav().subarray(0, 40))).toBeUndefined()
  })
})
