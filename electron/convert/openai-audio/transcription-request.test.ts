import { describe, expect, it } from 'vitest'
import { wavHeader } from '../pcm.ts'
import type { AudioForm } from './audio-form.ts'
import { toTranscription, type TranscriptionPlan } from './transcription-request.ts'

const wav = Buffer.concat([wavHeader(48_000, 24_000), Buffer.alloc(48_000)])
const wavFile = { field: 'file', filename: 'a.wav', mimeType: 'audio/wav', bytes: wav }

interface FormChanges {
  fields?: Record<string, string | string[]>
  files?: AudioForm['files']
}

function form({ fields = {}, files = [wavFile] }: FormChanges = {}): AudioForm {
  const given = Object.entries({ model: 'whisper-1', ...fields })
  return { fields: new Map(given.map(([name, value]) => [name, [value].flat()])), files }
}

const plan = (changes: FormChanges = {}, task: TranscriptionPlan['task'] = 'transcribe') =>
  toTranscription(form(changes), {
    task,
    standIn: task === 'transcribe' ? 'gemini-3.5-transcribe' : 'gemini-3.6-flash',
    known: new Set(),
  })
const partsOf = ({ body }: TranscriptionPlan) => body.contents[0]?.parts ?? []
const transcription = ({ body }: TranscriptionPlan) =>
  body.generationConfig?.audioTranscriptionConfig

describe('A7: a transcription', () => {
  it('by a transcriber is the recording and no prompt', () => {
    const { model, body, format, seconds } = plan()
    expect(model).toBe('gemini-3.5-transcribe')
    expect(partsOf(plan())).toEqual([
      { inlineData: { mimeType: 'audio/wav', data: wav.toString('base64') } },
    ])
    expect(body.generationConfig).toEqual({ audioTranscriptionConfig: {} })
    expect(format).toBe('json')
    expect(seconds).toBe(1)
  })

  it('looks out for the terms of the prompt and the keywords, not for its sentences', () => {
    const prompt =
      'ZyntriQix, Digique Plus; Wolfram\nAnd this is a whole sentence that nobody would look for.'
    const fields = {
      prompt,
      'keywords[]': ['Kestrel', 'Wolfram'],
      language: 'de',
      temperature: '0',
    }
    expect(transcription(plan({ fields }))).toEqual({
      languageCodes: ['de'],
      customVocabulary: ['Kestrel', 'Wolfram', 'ZyntriQix', 'Digique Plus'],
    })
  })

  it.each(['verbose_json', 'srt', 'vtt'])('as %s asks for the time of each word', (format) => {
    const asked = plan({ fields: { response_format: format } })
    expect(asked.needsTimes).toBe(true)
    expect(transcription(asked)).toEqual({ wordTimestamp: true })
  })

  it('by a chat model is asked for in words', () => {
    const fields = { model: 'gemini-2.5-flash-lite', language: 'fr', prompt: 'Bonjour.' }
    const asked = plan({ fields: { ...fields, temperature: '0.4' } })
    const [recording, text] = partsOf(asked)
    expect(recording?.inlineData?.mimeType).toBe('audio/wav')
    expect(text?.text).toMatch(/word for word[\s\S]*fr[\s\S]*Bonjour\./)
    expect(asked.body.generationConfig).toEqual({ temperature: 0.4 })
  })

  it('into English is a matter of a chat model', () => {
    const asked = plan({ fields: { language: '??' } }, 'translate')
    expect(asked.model).toBe('gemini-3.6-flash')
    expect(partsOf(asked)[1]?.text).toContain('English')
    expect(asked.body.generationConfig).toBeUndefined()
  })

  it.each([
    [{}, { segments: true, words: false }],
    [{ 'timestamp_granularities[]': ['word'] }, { segments: false, words: true }],
    [{ timestamp_granularities: ['segment', 'word'] }, { segments: true, words: true }],
  ])('with %j lists what was asked for', (fields, granularities) => {
    expect(plan({ fields: { response_format: 'verbose_json', ...fields } })).toMatchObject({
      granularities,
    })
  })

  it('is streamed in the forms that have no times', () => {
    expect(plan({ fields: { stream: 'true' } }).events).toBe(true)
    expect(plan({ fields: { stream: 'false' } }).events).toBe(false)
    expect(plan({ fields: { stream: 'true', response_format: 'srt' } }).events).toBe(false)
  })
})

describe('the kind of recording', () => {
  const kindOf = (filename: string, mimeType: string, start: string) =>
    partsOf(
      plan({ files: [{ field: 'file', filename, mimeType, bytes: Buffer.from(start, 'latin1') }] }),
    )[0]?.inlineData?.mimeType

  it.each([
    ['x', '', 'RIFF....WAVEfmt ', 'audio/wav'],
    ['x.wav', 'audio/wav', 'ID3\x04', 'audio/mpeg'],
    ['x', '', '\xff\xfb\x90', 'audio/mpeg'],
    ['x', '', '\xff\xf1\x50', 'audio/aac'],
    ['x', '', 'fLaC', 'audio/flac'],
    ['x', '', 'OggS', 'audio/ogg'],
    ['x', 'application/octet-stream', '\0\0\0\x20ftypM4A ', 'audio/mp4'],
    ['blob', 'video/webm;codecs=opus', '\x1aE\xdf\xa3', 'audio/webm'],
    ['x', 'audio/x-m4a', '?', 'audio/mp4'],
    ['x', 'audio/mp3; charset=binary', '?', 'audio/mpeg'],
    ['x', 'audio/amr', '?', 'audio/amr'],
    ['a.b.MPGA', 'application/octet-stream', '?', 'audio/mpeg'],
    ['x.opus', '', '?', 'audio/ogg'],
  ])('of %s labelled %j beginning %j is %s', (filename, label, start, mimeType) => {
    expect(kindOf(filename, label, start)).toBe(mimeType)
  })
})

describe('a form that cannot be served is refused with the field’s name', () => {
  const file = (changes: object) => ({ files: [{ ...wavFile, ...changes }] })
  it.each<[string, FormChanges, string]>([
    ['model', { fields: { model: '' } }, 'name of a model'],
    ['file', { files: [] }, 'missing'],
    ['file', { fields: { file: 'RIFF' }, files: [] }, 'sent as text'],
    ['file', { files: [wavFile, wavFile] }, 'one recording'],
    ['file', file({ bytes: Buffer.alloc(0) }), 'empty'],
    ['file', file({ bytes: Buffer.from('%PDF'), mimeType: '', filename: 'a.pdf' }), 'flac, mp3'],
    ['file', file({ bytes: Buffer.from('hi'), mimeType: 'text/plain', filename: 'a' }), 'wav'],
    [
      'response_format',
      { fields: { response_format: 'xml' } },
      'json, text, srt, verbose_json, vtt',
    ],
    ['response_format', { fields: { response_format: 'diarized_json' } }, 'json, text'],
    [
      'response_format',
      { fields: { model: 'gemini-3.8-flash', response_format: 'srt' } },
      'gemini-3.8-flash does not tell',
    ],
    ['language', { fields: { language: 'English please' } }, 'code'],
    ['temperature', { fields: { temperature: 'warm' } }, 'between 0 and 1'],
    ['temperature', { fields: { temperature: '1.5' } }, 'between 0 and 1'],
    ['timestamp_granularities', { fields: { timestamp_granularities: 'word' } }, 'verbose_json'],
    ['timestamp_granularities', { fields: { 'timestamp_granularities[]': 'letter' } }, 'segment'],
  ])('%s %#', (param, changes, words) => {
    expect(() => plan(changes)).toThrow(
      expect.objectContaining({ param, status: 400, message: expect.stringContaining(words) }),
    )
  })

  it('with 413 for a recording of more than 50 MB', () => {
    const bytes = Buffer.alloc(50 * 1024 * 1024 + 1)
    expect(() => plan(file({ bytes }))).toThrow(
      expect.objectContaining({ param: 'file', status: 413, code: 'request_too_large' }),
    )
  })

  it('where a transcriber is asked to translate', () => {
    const fields = { model: 'gemini-3.5-transcribe' }
    expect(() => plan({ fields }, 'translate')).toThrow(expect.objectContaining({ param: 'model' }))
  })
})
