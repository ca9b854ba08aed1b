import { describe, expect, it } from 'vitest'
import { modelFamily } from '../../../gemini/families.ts'
import type { GenerationConfig } from '../../../gemini/wire.ts'
import { parseChatRequest } from './chat-request.ts'
import { choiceCount, convertGenerationConfig } from './generation-config.ts'
import { convertThinking } from './thinking.ts'

const older = 'gemini-2.5-flash'
const newer = 'gemini-3.8-flash'

const convert = (model: string, fields: object, imageOutput = false): GenerationConfig => {
  const messages = [{ role: 'user', content: 'hi' }]
  const request = parseChatRequest({ model, messages, ...fields })
  const family = modelFamily(model)
  const thinking = convertThinking(request, family, false)
  const json = undefined
  return convertGenerationConfig(request, { family, imageOutput, thinking, json })
}

describe('sampling', () => {
  it.each<[object, GenerationConfig]>([
    [
      { temperature: 0, top_p: 1, top_k: 40 },
      { temperature: 0, topP: 1, topK: 40 },
    ],
    [{ temperature: null, top_p: null, top_k: null }, {}],
    [{ top_k: 1 }, { topK: 1 }],
    [{ top_k: 0 }, {}],
    [{ top_k: -1 }, {}],
    [{ top_k: 2 ** 31 }, {}],
    [{ presence_penalty: 0, frequency_penalty: 1.5 }, {}],
    [{ logprobs: true, top_logprobs: 5 }, {}],
    [{ n: 1 }, {}],
    [
      {
        logit_bias: {},
        prediction: {},
        verbosity: 'low',
        prompt_cache_key: 'x',
        user: 'u',
        metadata: {},
        store: true,
        made_up: 1,
      },
      {},
    ],
    [{ seed: 7 }, { seed: 7 }],
    [{ seed: -7 }, { seed: -7 }],
    [{ stop: 'a' }, { stopSequences: ['a'] }],
    [{ stop: ['a', '', 'b'] }, { stopSequences: ['a', 'b'] }],
    [{ stop: '' }, {}],
    [{ stop: null }, {}],
  ])('%j', (fields, config) => {
    expect(convert(older, fields)).toEqual(config)
  })

  it('is left out where models ignore it, but still checked', () => {
    expect(convert(newer, { temperature: 0.5, top_p: 0.5, top_k: 5 })).toEqual({})
    expect(() => convert(newer, { temperature: 3 })).toThrow(/temperature/)
  })

  it.each([2 ** 31, 2 ** 40 + 1, -(2 ** 50), 1e300])('folds the seed %d into 32 bits', (seed) => {
    const folded = convert(older, { seed }).seed ?? Number.NaN
    expect(folded).toBe(folded | 0)
    expect(convert(older, { seed }).seed).toBe(folded)
  })

  it.each([
    [{ temperature: -0.1 }, 'temperature'],
    [{ temperature: 2.1 }, 'temperature'],
    [{ top_p: 1.1 }, 'top_p'],
    [{ stop: ['a', 'b', 'c', 'd', 'e', 'f'] }, 'stop'],
    [{ modalities: ['text', 'audio'] }, 'modalities'],
    [{ google: { media_resolution: 'giant' } }, 'google.media_resolution'],
  ])('%j is refused', (fields, param) => {
    expect(() => convert(older, fields)).toThrow(expect.objectContaining({ param, status: 400 }))
  })
})

describe('length', () => {
  it.each<[string, object, number | undefined]>([
    ['gemini-2.5-flash-lite', { max_tokens: 100 }, 100],
    ['gemini-2.5-flash-lite', { max_tokens: 100, max_completion_tokens: 200 }, 200],
    ['gemini-2.5-flash-lite', { max_tokens: 100, max_completion_tokens: null }, 100],
    ['gemini-2.5-flash-lite', { max_tokens: 0 }, undefined],
    ['gemini-2.5-flash-lite', { max_tokens: -1 }, undefined],
    ['gemma-4-31b-it', { max_tokens: 100 }, 100],
    // Absurd numbers mean no limit at all; Google's have 32 bits.
    ['gemini-2.5-flash-lite', { max_tokens: 2 ** 31 }, undefined],
    [newer, { max_tokens: 1e300 }, undefined],
    // A limit of the client, plus what thinking may take, where the model is going to think.
    [newer, { max_tokens: 100 }, 8292],
    [newer, { max_tokens: 100, reasoning_effort: 'high' }, 24_676],
    [newer, { max_tokens: 100, reasoning_effort: 'low' }, 2048],
    [newer, { max_tokens: 60_000, reasoning_effort: 'high' }, 65_536],
    [newer, { max_tokens: 65_536 }, 65_536],
    [newer, { max_tokens: 100_000 }, 100_000],
    [newer, {}, undefined],
    ['gemini-2.5-pro', { max_tokens: 5, reasoning_effort: 'none' }, 2048],
    ['gemini-2.5-flash', { max_tokens: 100 }, 8292],
    ['gemini-2.5-flash', { max_tokens: 100, reasoning_effort: 'none' }, 100],
    ['gemini-2.5-flash', { max_tokens: 100, enable_thinking: true }, 8292],
    ['gemini-2.5-flash', { max_tokens: 100, thinking: { budget_tokens: 4000 } }, 4100],
    ['gemini-2.5-flash-lite', { max_tokens: 100, enable_thinking: true }, 8292],
    ['gemini-4-argon', { max_tokens: 100, reasoning_effort: 'low' }, 32_768],
  ])('%s %j', (model, fields, maxOutputTokens) => {
    expect(convert(model, fields).maxOutputTokens).toBe(maxOutputTokens)
  })
})

describe('images and sound', () => {
  it('an image answer has both modalities and its shape', () => {
    const fields = {
      image_config: { aspect_ratio: '16:9' },
      google: { imageConfig: { imageSize: '2K' } },
    }
    expect(convert('gemini-nano-banana-2.1', fields, true)).toEqual({
      responseModalities: ['TEXT', 'IMAGE'],
      imageConfig: { aspectRatio: '16:9', imageSize: '2K' },
    })
  })

  it('a text answer has none of it', () => {
    expect(convert(older, { modalities: ['text'], image_config: { aspect_ratio: '1:1' } })).toEqual(
      {},
    )
  })

  it.each(['Kore', { id: 'Kore' }])('a TTS model speaks as %j', (voice) => {
    expect(convert('gemini-3.8-flash-tts', { modalities: ['audio'], audio: { voice } })).toEqual({
      responseModalities: ['AUDIO'],
      speechConfig: { voiceConfig: { prebuiltVoiceConfig: { voiceName: 'Kore' } } },
    })
  })

  const image = (detail?: string) => ({
    type: 'image_url',
    image_url: { url: 'https://x.org/a.png', ...(detail && { detail }) },
  })
  const seen = (...details: (string | undefined)[]) => ({
    messages: [{ role: 'user', content: details.map(image) }],
  })

  it.each<[string, object, string | undefined]>([
    [older, seen('low', 'low'), 'MEDIA_RESOLUTION_LOW'],
    [older, seen('low', 'high'), 'MEDIA_RESOLUTION_HIGH'],
    [older, seen('low', undefined), undefined],
    [older, seen('auto'), undefined],
    [
      older,
      {
        messages: [
          { role: 'user', content: ['Look:', { type: 'text', text: 'Well?' }, image('low')] },
        ],
      },
      'MEDIA_RESOLUTION_LOW',
    ],
    [older, { google: { media_resolution: 'medium' } }, 'MEDIA_RESOLUTION_MEDIUM'],
    [
      older,
      { ...seen('high'), google: { mediaResolution: 'MEDIA_RESOLUTION_LOW' } },
      'MEDIA_RESOLUTION_LOW',
    ],
    // Newer models are told with each image.
    [newer, seen('low', 'high'), undefined],
    [newer, { ...seen('low'), google: { media_resolution: 'high' } }, 'MEDIA_RESOLUTION_HIGH'],
    ['gemma-4-31b-it', seen('high'), undefined],
    ['gemini-nano-banana-2.1', seen('high'), undefined],
  ])('%s looks as closely as asked: %j', (model, fields, resolution) => {
    expect(convert(model, fields).mediaResolution).toBe(resolution)
  })
})

describe('the number of choices', () => {
  const count = (fields: object) =>
    choiceCount(parseChatRequest({ model: newer, messages: [{ role: 'user' }], ...fields }))

  it('is one unless the client wants more', () => {
    expect([{}, { n: null }, { n: 1 }, { n: 8 }].map(count)).toEqual([1, 1, 1, 8])
    expect(convert(newer, { n: 3 })).toEqual({})
  })

  it.each([0, -1, 9, 1.5])('is refused when it is %d', (n) => {
    expect(() => count({ n })).toThrow(expect.objectContaining({ param: 'n', status: 400 }))
  })
})
