import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toPcm } from '../../electron/convert/pcm.ts'
import { eventsOf, startWire, until, type WireService } from './service.ts'

const text = 'Hello there'
let wire: WireService
beforeAll(async () => {
  wire = await startWire({ keys: ['demo-key-1'] })
})
afterAll(() => wire[Symbol.asyncDispose]())

const say = (body: object = {}, from: WireService = wire) =>
  from.call('/v1/audio/speech', { body: { model: 'tts-1', voice: 'alloy', input: text, ...body } })

describe('A7: speech', () => {
  it('is a WAV file of 24 kHz where no format is asked for', async () => {
    const { status, headers, body } = await say()
    expect(status).toBe(200)
    expect(headers['content-type']).toBe('audio/wav')
    expect(Number(headers['content-length'])).toBe(body.length)
    expect(headers['x-gemini-balance-key']).toBe('...ey-1')
    expect(body.toString('latin1', 0, 4)).toBe('RIFF')
    expect(body.readUInt32LE(4)).toBe(body.length - 8)
    expect(body.readUInt32LE(24)).toBe(24_000)
  })

  it.each(['gemini-3.8-flash-tts', 'gemini-3.1-flash-tts-preview'])(
    'of %s is the same in samples, in events and in a file',
    async (model) => {
      const file = await say({ model })
      const samples = await say({ model, response_format: 'pcm' })
      expect(samples.headers['content-type']).toBe('audio/pcm')
      expect(samples.complete).toBe(true)
      expect(toPcm(file.body, '').samples.equals(samples.body)).toBe(true)

      const stream = await say({ model, response_format: 'pcm', stream_format: 'sse' })
      expect(stream.headers['content-type']).toContain('text/event-stream')
      const events = eventsOf(stream.text)
      expect(events.length).toBeGreaterThan(2)
      expect(events.at(-1)).toMatchObject({ type: 'speech.audio.done' })
      expect(events.at(-1).usage.output_tokens).toBeGreaterThan(0)
      const deltas = events.slice(0, -1).map(({ type, audio }) => {
        expect(type).toBe('speech.audio.delta')
        return Buffer.from(audio, 'base64')
      })
      expect(Buffer.concat(deltas).equals(samples.body)).toBe(true)
    },
  )

  it('in events of WAV has one header in front', async () => {
    const [first, second] = eventsOf((await say({ stream_format: 'sse' })).text)
    expect(Buffer.from(first.audio, 'base64').toString('latin1', 0, 4)).toBe('RIFF')
    expect(Buffer.from(second.audio, 'base64').toString('latin1', 0, 4)).not.toBe('RIFF')
  })

  it('tells Google voice and manner, and is in the request log with its model and cost', async () => {
    wire.set({ recordBodies: true })
    const before = wire.records.length
    await say({ voice: 'nova', instructions: 'warm', model: 'gpt-4o-mini-tts' })
    await until(() => wire.records.length > before)
    wire.set({ recordBodies: false })
    const request = wire.demo.requests.at(-1)
    expect(request?.path).toBe('/v1beta/models/gemini-3.8-flash-tts:generateContent')
    expect(request?.body).toMatchObject({
      contents: [{ parts: [{ text, speechMetadata: { style: 'warm' } }] }],
      generationConfig: {
        speechConfig: { voiceConfig: { prebuiltVoiceConfig: { voiceName: 'Leda' } } },
      },
    })
    expect(wire.records.at(-1)).toMatchObject({
      modelAsked: 'gpt-4o-mini-tts',
      model: 'gemini-3.8-flash-tts',
      status: 200,
    })
    expect(wire.records.at(-1)?.tokens?.output).toBeGreaterThan(0)
    expect(wire.records.at(-1)?.bodies).toMatchObject({
      request: expect.stringContaining('nova'),
      response: '(no text)',
    })
  })

  it('uses the model of the settings from the next request on', async () => {
    wire.set({ speechModel: 'gemini-3.8-flash-lite-tts' })
    await say()
    expect(wire.demo.requests.at(-1)?.path).toContain('gemini-3.8-flash-lite-tts')
    wire.set({ speechModel: 'gemini-3.8-flash-tts' })
  })

  it('in a format nobody makes is refused in OpenAI’s words', async () => {
    const before = wire.demo.requests.length
    const { status, json } = await say({ response_format: 'flac' })
    expect(status).toBe(400)
    expect(json.error).toMatchObject({
      type: 'invalid_request_error',
      param: 'response_format',
      code: 'unsupported_value',
    })
    expect(wire.demo.requests).toHaveLength(before)
  })

  it('that Google holds back is a 400 that says why, after one call', async () => {
    const before = wire.demo.requests.length
    for (const more of [{}, { stream_format: 'sse' }]) {
      const { status, json } = await say({
        input: 'x [[silent]] [[finish PROHIBITED_CONTENT]]',
        ...more,
      })
      expect(status).toBe(400)
      expect(json.error).toMatchObject({ code: 'content_policy_violation' })
      expect(json.error.message).toContain('PROHIBITED_CONTENT')
    }
    expect(wire.demo.requests).toHaveLength(before + 2)
  })

  it('without any sound is Google’s failure, not an empty file', async () => {
    for (const more of [{}, { response_format: 'pcm' }]) {
      const { status, json } = await say({ input: 'x [[silent]]', ...more })
      expect(status).toBe(502)
      expect(json.error.code).toBe('empty_response')
    }
  })
})

describe('speech with several keys', () => {
  it.each([{}, { response_format: 'pcm' }, { stream_format: 'sse' }])(
    'comes from the next one when a key is refused: %j',
    async (more) => {
      await using two = await startWire({ keys: ['demo-rpm', 'demo-key-2'] })
      const { status, headers } = await say(more, two)
      expect(status).toBe(200)
      expect(headers['x-gemini-balance-key']).toBe('...ey-2')
      expect(two.demo.requests.map(({ key }) => key)).toEqual(['demo-rpm', 'demo-key-2'])
    },
  )

  it('that breaks off is never shown as finished', async () => {
    await using cut = await startWire({ keys: ['demo-cut'] })
    const events = eventsOf((await say({ stream_format: 'sse' }, cut)).text)
    expect(events.at(-1).error).toBeDefined()
    expect(events.some(({ type }) => type === 'speech.audio.done')).toBe(false)
    expect((await say({ response_format: 'pcm' }, cut)).complete).toBe(false)
  })
})
