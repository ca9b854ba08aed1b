import { describe, expect, it } from 'vitest'
import { toImagePlan } from './image-request.ts'

const options = {
  aliases: { 'my-artist': 'gemini-3-pro-image' },
  createImageModel: 'gemini-nano-banana-2.1',
  known: new Set(['gemini-nano-banana-2.1', 'gemini-3-pro-image', 'gemini-3.8-flash']),
}
const plan = (fields: object) => toImagePlan({ prompt: 'a cat', ...fields }, options)

describe('toImagePlan', () => {
  it.each([
    [undefined, 'gemini-nano-banana-2.1'],
    ['dall-e-3', 'gemini-nano-banana-2.1'],
    ['dall-e-2', 'gemini-nano-banana-2.1'],
    ['gpt-image-1', 'gemini-nano-banana-2.1'],
    ['whatever', 'gemini-nano-banana-2.1'],
    ['gemini-3.8-flash', 'gemini-nano-banana-2.1'],
    ['gemini-3-pro-image', 'gemini-3-pro-image'],
    ['models/gemini-3-pro-image', 'gemini-3-pro-image'],
    ['my-artist', 'gemini-3-pro-image'],
    ['gemini-3-pro-image-chat', 'gemini-3-pro-image'],
  ])('model %s is drawn by %s', (model, expected) => {
    expect(plan({ model }).model).toBe(expected)
  })

  it('takes the number of the tag rather than that of the field', () => {
    expect(plan({ prompt: '{n:2} a cat', n: 3 }).count).toBe(2)
    expect(plan({ n: 3 }).count).toBe(3)
    expect(plan({ n: '3' }).count).toBe(3)
    expect(plan({}).count).toBe(1)
  })

  it('sends the prompt without its tags, and ratio and resolution beside it', () => {
    expect(plan({ prompt: '{ratio:16:9} a cat', quality: 'hd', user: 'me' }).body).toEqual({
      contents: [{ role: 'user', parts: [{ text: 'a cat' }] }],
      generationConfig: {
        responseModalities: ['IMAGE'],
        imageConfig: { aspectRatio: '16:9', imageSize: '2K' },
      },
    })
  })

  it('says a style in words', () => {
    expect(JSON.stringify(plan({ style: 'natural' }).body)).toContain('natural, not hyper-real')
  })

  it('puts images behind the prompt, the mask last and explained', () => {
    const input = { mimeType: 'image/png', data: 'AAAA' }
    const mask = { mimeType: 'image/png', data: 'BBBB' }
    const { body } = toImagePlan({ prompt: 'a hat' }, options, { inputs: [input], mask })
    const [words, first, second] = body.contents[0]?.parts ?? []
    expect(words?.text).toMatch(/^a hat\n\nThe last image is a mask/)
    expect([first?.inlineData, second?.inlineData]).toEqual([input, mask])
  })

  it.each([
    [{}, 'url'],
    [{ model: 'dall-e-3' }, 'url'],
    [{ model: 'gpt-image-1' }, 'b64_json'],
    [{ model: 'gpt-image-1', response_format: 'url' }, 'url'],
    [{ response_format: 'b64_json' }, 'b64_json'],
  ])('%j is answered as %s', (fields, format) => {
    expect(plan(fields).responseFormat).toBe(format)
  })

  it.each([
    [{ prompt: '' }, 'prompt'],
    [{ prompt: 3 }, 'prompt'],
    [{ prompt: 'x'.repeat(40_000) }, 'prompt'],
    [{ n: 0 }, 'n'],
    [{ n: 11 }, 'n'],
    [{ n: 1.5 }, 'n'],
    [{ n: 'two' }, 'n'],
    [{ model: 3 }, 'model'],
    [{ response_format: 'png' }, 'response_format'],
    [{ stream: true }, 'stream'],
  ])('refuses %j by name', (fields, param) => {
    expect(() => plan(fields)).toThrow(expect.objectContaining({ param, status: 400 }))
  })
})
