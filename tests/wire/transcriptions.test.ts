import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { audioForm, silence } from './audio-form.ts'
import { eventsOf, startWire, until, type WireService } from './service.ts'

let wire: WireService
beforeAll(async () => {
  wire = await startWire()
})
afterAll(() => wire[Symbol.asyncDispose]())

const write = (fields: Record<string, string> = {}, path = 'transcriptions') =>
  wire.call(`/v1/audio/${path}`, audioForm({ model: 'whisper-1', ...fields }))

const sentence = `Hello, this is the demo. I heard ${silence.length} bytes of audio/wav.`

describe('A7: a transcription', () => {
  it('is the text with what it cost, by the model of the settings', async () => {
    const before = wire.records.length
    const { status, headers, json } = await write({ language: 'en' })
    await until(() => wire.records.length > before)
    expect(status).toBe(200)
    expect(headers['x-gemini-balance-key']).toBe('...ey-1')
    expect(json.text).toBe(sentence)
    expect(json.usage.input_token_details.audio_tokens).toBeGreaterThan(0)
    const request = wire.demo.requests.at(-1)
    expect(request?.path).toBe('/v1beta/models/gemini-3.5-transcribe:generateContent')
    expect(request?.body).toMatchObject({
      generationConfig: { audioTranscriptionConfig: { languageCodes: ['en'] } },
    })
    expect(wire.records.at(-1)).toMatchObject({
      modelAsked: 'whisper-1',
      model: 'gemini-3.5-transcribe',
    })
  })

  it('comes as text, subtitles and with times', async () => {
    const text = await write({ response_format: 'text' })
    expect(text.headers['content-type']).toBe('text/plain; charset=utf-8')
    expect(text.text).toBe(`${sentence}\n`)
    expect((await write({ response_format: 'srt' })).text).toContain(
      '1\n00:00:00,000 --> 00:00:02,000\nHello, this is the demo.\n',
    )
    expect((await write({ response_format: 'vtt' })).text).toMatch(/^WEBVTT\n\n1\n/)
    const { json } = await write({ response_format: 'verbose_json' })
    expect(json).toMatchObject({ language: 'english', duration: 1 })
    expect(json.segments).toHaveLength(2)
  })

  it('is streamed in OpenAI’s events', async () => {
    const events = eventsOf((await write({ stream: 'true' })).text)
    expect(events).toMatchObject([
      { type: 'transcript.text.delta', delta: sentence },
      { type: 'transcript.text.done', text: sentence },
    ])
  })

  it('by a chat model, and a translation, hears the recording too', async () => {
    for (const [fields, path] of [[{ model: 'gemini-3.8-flash' }], [{}, 'translations']] as const) {
      const { status, json } = await write(fields, path)
      expect(status).toBe(200)
      expect(json.text).toContain('You attached: audio/wav')
    }
    expect(wire.demo.requests.at(-1)?.path).toContain('gemini-3.6-flash')
  })

  it('is served under every way to write the path', async () => {
    for (const path of ['/audio/transcriptions', '/hf/v1/audio/transcriptions/']) {
      expect((await wire.call(path, audioForm({ model: 'whisper-1' }))).status).toBe(200)
    }
  })
})

describe('an answer of Google’s that is', () => {
  /** A transcription in front of a Google that always answers the same. */
  async function given(answer: object, fields: Record<string, string> = {}) {
    await using scripted = await startWire({
      script(_request, response) {
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
        return true
      },
    })
    const form = audioForm({ model: 'whisper-1', ...fields })
    return await scripted.call('/v1/audio/transcriptions', form)
  }

  it('silence is an empty transcript in every form', async () => {
    const silent = { candidates: [{ content: {}, finishReason: 'STOP' }] }
    expect((await given(silent)).json.text).toBe('')
    const verbose = await given(silent, { response_format: 'verbose_json' })
    expect(verbose.json).toMatchObject({ text: '', segments: [] })
    expect((await given(silent, { response_format: 'vtt' })).text).toBe('WEBVTT\n\n')
  })

  it('without the times that were asked for is none', async () => {
    const untimed = { candidates: [{ content: { parts: [{ text: 'Hi' }] }, finishReason: 'STOP' }] }
    const { status, json } = await given(untimed, { response_format: 'srt' })
    expect(status).toBe(502)
    expect(json.error.code).toBe('incomplete_response')
  })

  it('held back, or none at all, is told as that', async () => {
    const blocked = await given({ promptFeedback: { blockReason: 'PROHIBITED_CONTENT' } })
    expect(blocked.status).toBe(400)
    expect(blocked.json.error.code).toBe('content_policy_violation')
    const empty = await given({ candidates: [{ content: {} }] })
    expect(empty.json.error.code).toBe('empty_response')
  })
})

describe('a transcription that cannot be', () => {
  it.each([
    ['no form', { body: { model: 'whisper-1' } }, undefined, 'multipart/form-data'],
    ['no file', audioForm({ model: 'whisper-1' }, null), 'file', 'missing'],
    [
      'a text',
      audioForm({ model: 'a' }, { name: 'a.txt', bytes: Buffer.from('hi') }),
      'file',
      'mp3',
    ],
    ['no model', audioForm({}), 'model', 'name of a model'],
  ])('because of %s is refused before any key is asked', async (_, call, param, words) => {
    const before = wire.demo.requests.length
    const { status, json } = await wire.call('/v1/audio/transcriptions', call)
    expect(status).toBe(400)
    expect(json.error).toMatchObject({ type: 'invalid_request_error', param: param ?? null })
    expect(json.error.message).toContain(words)
    expect(wire.demo.requests).toHaveLength(before)
  })

  it('because no key works fails like every other route', async () => {
    await using two = await startWire({ keys: ['demo-invalid', 'demo-suspended'] })
    const { status, json } = await two.call('/v1/audio/transcriptions', audioForm({ model: 'x' }))
    expect(status).toBe(503)
    expect(json.error.code).toBe('no_available_keys')
  })

  it('without a token is 401', async () => {
    const call = { ...audioForm({ model: 'x' }), anonymous: true }
    expect((await wire.call('/v1/audio/transcriptions', call)).status).toBe(401)
  })
})
