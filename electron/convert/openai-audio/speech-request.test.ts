import { describe, expect, it } from 'vitest'
import { modelFamily } from '../../gemini/families.ts'
import { InvalidRequest } from '../invalid-request.ts'
import { type SpeechPlan, toSpeech } from './speech-request.ts'
import { geminiVoices, voiceOfOpenAi } from './voices.ts'

const options = { speechModel: 'gemini-3.8-flash-tts', known: new Set<string>() }
const plan = (changes: object): SpeechPlan =>
  toSpeech({ model: 'tts-1', input: 'Hello', voice: 'alloy', ...changes }, options)
const partOf = ({ body }: SpeechPlan) => body.contents[0]?.parts?.[0]
const voiceOf = ({ body }: SpeechPlan) => body.generationConfig?.speechConfig?.voiceConfig

describe('A7: the model', () => {
  it.each([
    ['tts-1', 'gemini-3.8-flash-tts'],
    ['tts-1-hd', 'gemini-3.8-flash-tts'],
    ['gpt-4o-mini-tts', 'gemini-3.8-flash-tts'],
    ['hexgrad/Kokoro-82M', 'gemini-3.8-flash-tts'],
    ['gemini-3.8-flash-lite-tts', 'gemini-3.8-flash-lite-tts'],
    ['models/gemini-3.1-flash-tts-preview', 'gemini-3.1-flash-tts-preview'],
  ])('%s is %s', (asked, model) => {
    expect(plan({ model: asked }).model).toBe(model)
  })

  it('of a name that the keys list is itself', () => {
    const known = new Set(['sonic-voice'])
    expect(toSpeech({ model: 'sonic-voice', input: 'x' }, { ...options, known }).model).toBe(
      'sonic-voice',
    )
  })

  it('gets no thinking config and the sound modality', () => {
    expect(plan({}).body.generationConfig).toEqual({
      responseModalities: ['AUDIO'],
      speechConfig: { voiceConfig: { prebuiltVoiceConfig: { voiceName: 'Kore' } } },
    })
  })
})

describe('A7: the voice', () => {
  it('of every name of OpenAI’s is one of Google’s, no two of them the same', () => {
    const openAis = 'alloy ash ballad coral echo fable onyx nova sage shimmer verse marin cedar'
    const given = openAis.split(' ').map((voice) => {
      const config = voiceOf(plan({ voice }))
      return config?.prebuiltVoiceConfig?.voiceName
    })
    expect(given.every((name) => geminiVoices.some((known) => known === name))).toBe(true)
    expect(new Set(given).size).toBe(13)
    expect(voiceOfOpenAi.size).toBe(13)
  })

  it.each(geminiVoices)('%s is itself, in any case', (voice) => {
    const expected = { prebuiltVoiceConfig: { voiceName: voice } }
    expect(voiceOf(plan({ voice }))).toEqual(expected)
    expect(voiceOf(plan({ voice: voice.toUpperCase() }))).toEqual(expected)
  })

  it('in an object, of one’s own or left out', () => {
    expect(voiceOf(plan({ voice: { id: 'Puck' } }))).toEqual({
      prebuiltVoiceConfig: { voiceName: 'Puck' },
    })
    expect(voiceOf(plan({ voice: 'voice_a1-b2' }))).toEqual({ voice: 'voice_a1-b2' })
    expect(voiceOf(plan({ voice: ' Campfire Storyteller ' }))).toEqual({
      voice: 'Campfire Storyteller',
    })
    expect(voiceOf(plan({ voice: undefined }))).toEqual({
      prebuiltVoiceConfig: { voiceName: 'Kore' },
    })
  })
})

describe('A7: the manner of speaking', () => {
  it('stands beside the text for models that read it there', () => {
    expect(partOf(plan({ instructions: 'cheerful' }))).toEqual({
      text: 'Hello',
      speechMetadata: { style: 'cheerful' },
    })
    expect(partOf(plan({ instructions: 'cheerful', speed: 0.5 }))).toMatchObject({
      speechMetadata: { style: 'cheerful; speak very slowly' },
    })
  })

  it('stands in front of the text for older ones', () => {
    const older = { model: 'gemini-3.1-flash-tts-preview' }
    expect(modelFamily(older.model).readsSpeechMetadata).toBe(false)
    expect(partOf(plan({ ...older, instructions: 'Say cheerfully.' }))).toEqual({
      text: 'Say cheerfully: Hello',
    })
    expect(partOf(plan(older))).toEqual({ text: 'Hello' })
  })

  it.each([
    [0.25, 'speak very slowly'],
    [0.9, 'speak slowly'],
    [1, undefined],
    [1.25, 'speak fast'],
    [4, 'speak very fast'],
  ])('at speed %d is %s', (speed, style) => {
    expect(partOf(plan({ speed }))?.speechMetadata?.style).toBe(style)
  })
})

describe('A7: the format', () => {
  it.each([
    [{}, 'wav', false],
    [{ response_format: null }, 'wav', false],
    [{ response_format: 'wav' }, 'wav', false],
    [{ response_format: 'mp3' }, 'wav', false],
    [{ response_format: 'pcm' }, 'pcm', false],
    [{ response_format: 'pcm', stream_format: 'audio' }, 'pcm', false],
    [{ stream_format: 'sse' }, 'wav', true],
  ])('%j', (changes, format, events) => {
    expect(plan(changes)).toMatchObject({ format, events })
  })
})

describe('what cannot be spoken is refused with the field’s name and what is allowed', () => {
  it.each([
    ['model', { model: undefined }, 'name of a model'],
    ['model', { model: 'gemini-3.8/../x' }, 'Invalid'],
    ['input', { input: undefined }, 'not empty'],
    ['input', { input: ' \n' }, 'not empty'],
    ['input', { input: ['Hello'] }, 'text'],
    ['input', { input: 'x'.repeat(32_001) }, '32001 characters; at most 32000'],
    ['instructions', { instructions: 7 }, 'text'],
    ['instructions', { instructions: 'x'.repeat(4097) }, 'at most 4096'],
    ['voice', { voice: 'robot', model: 'gemini-3.1-flash-tts-preview' }, 'alloy, ash'],
    ['voice', { voice: 'robot', model: 'gemini-2.5-pro-preview-tts' }, 'Zubenelgenubi'],
    ['voice', { voice: 3 }, 'one of'],
    ['voice', { voice: ' ' }, 'one of'],
    ['speed', { speed: 0 }, 'between 0.25 and 4'],
    ['speed', { speed: '1' }, 'between 0.25 and 4'],
    [
      'response_format',
      { response_format: 'aac' },
      '"wav" (also the default, and what mp3 gets) or "pcm"',
    ],
    ['response_format', { response_format: 'opus' }, '"wav"'],
    ['response_format', { response_format: 'flac' }, '"wav"'],
    ['stream_format', { stream_format: 'chunks' }, '"audio" or "sse"'],
  ])('%s', (param, changes, words) => {
    const refusal = (() => {
      try {
        return plan(changes)
      } catch (error) {
        return error
      }
    })()
    expect(refusal).toBeInstanceOf(InvalidRequest)
    expect(refusal).toMatchObject({ param, status: 400 })
    expect((refusal as Error).message).toContain(words)
  })

  it('no object at all', () => {
    for (const body of [null, [], 'text']) expect(() => toSpeech(body, options)).toThrow('object')
  })
})
