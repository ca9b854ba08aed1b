import { toFile } from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { silence } from '../wire/audio-form.ts'
import { startWire, type WireService } from '../wire/service.ts'
import { openAi } from './openai-client.ts'

let wire: WireService
beforeAll(async () => {
  wire = await startWire()
})
afterAll(() => wire[Symbol.asyncDispose]())

describe('the SDK', () => {
  it('speaks with no more than a text and a voice', async () => {
    const answer = await openAi(wire).audio.speech.create({
      model: 'gpt-4o-mini-tts',
      voice: 'marin',
      input: 'Hello there',
      instructions: 'Cheerful',
    })
    expect(answer.headers.get('content-type')).toBe('audio/wav')
    const bytes = Buffer.from(await answer.arrayBuffer())
    expect(bytes.toString('latin1', 0, 4)).toBe('RIFF')
    expect(bytes.length).toBeGreaterThan(10_000)
  })

  it('reads samples while they come', async () => {
    const answer = await openAi(wire).audio.speech.create({
      model: 'tts-1',
      voice: { id: 'Kore' },
      input: 'Hello there',
      response_format: 'pcm',
    })
    let bytes = 0
    for await (const piece of answer.body ?? []) bytes += (piece as Uint8Array).length
    expect(bytes).toBeGreaterThan(10_000)
  })

  it('transcribes a recording, with times, streamed and into English', async () => {
    const { audio } = openAi(wire)
    const file = await toFile(silence, 'a.wav')
    const { text } = await audio.transcriptions.create({ file, model: 'whisper-1' })
    expect(text).toContain('Hello, this is the demo')
    const verbose = await audio.transcriptions.create({
      file,
      model: 'whisper-1',
      response_format: 'verbose_json',
      timestamp_granularities: ['word', 'segment'],
    })
    expect(verbose.words?.[1]).toEqual({ word: 'this', start: 0.4, end: 0.8 })
    expect(verbose.segments?.[0]?.text).toBe('Hello, this is the demo.')
    const plain = await audio.transcriptions.create({ file, model: 'x', response_format: 'text' })
    expect(plain).toBe(`${text}\n`)
    const events = await audio.transcriptions.create({
      file,
      model: 'gpt-4o-transcribe',
      stream: true,
    })
    const types: string[] = []
    for await (const event of events) types.push(event.type)
    expect(types).toEqual(['transcript.text.delta', 'transcript.text.done'])
    const english = await audio.translations.create({ file, model: 'whisper-1' })
    expect(english.text).toContain('audio/wav')
  })

  it('throws what is wrong with a request, naming the field', async () => {
    const { audio } = openAi(wire)
    const asked = { model: 'tts-1', voice: 'nova', input: 'Hi' } as const
    const mp3 = await audio.speech.create({ ...asked, response_format: 'mp3' })
    expect(mp3.headers.get('content-type')).toBe('audio/wav')
    await expect(audio.speech.create({ ...asked, response_format: 'opus' })).rejects.toMatchObject({
      status: 400,
      param: 'response_format',
    })
    const file = await toFile(Buffer.from('hello'), 'a.txt')
    await expect(audio.transcriptions.create({ file, model: 'whisper-1' })).rejects.toMatchObject({
      status: 400,
      param: 'file',
    })
  })
})
