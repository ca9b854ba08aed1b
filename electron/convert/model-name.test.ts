import { describe, expect, it } from 'vitest'
import { InvalidRequest } from './invalid-request.ts'
import { parseModelName } from './model-name.ts'

describe('a model can be asked for in the spellings clients use', () => {
  it.each([
    ['gemini-3.8-flash', 'gemini-3.8-flash', false, false],
    ['models/gemini-3.8-flash', 'gemini-3.8-flash', false, false],
    ['google/gemini-3.8-flash', 'gemini-3.8-flash', false, false],
    ['gemini/gemini-3.8-flash', 'gemini-3.8-flash', false, false],
    ['google/models/gemma-4-31b-it', 'gemma-4-31b-it', false, false],
    ['gemini-3.8-flash-search', 'gemini-3.8-flash', true, false],
    ['google/gemini-3.8-flash:search', 'gemini-3.8-flash', true, false],
    ['gemini-nano-banana-2.1-chat', 'gemini-nano-banana-2.1', false, true],
    ['gemini-3-pro-image-chat-search', 'gemini-3-pro-image', true, true],
    ['gemini-3.8-flash-chat', 'gemini-3.8-flash-chat', false, false],
  ])('%s', (requested, model, search, imageChat) => {
    expect(parseModelName(requested)).toEqual({ model, search, imageChat })
  })

  it('is another model as soon as Google lists one of that very name, and again when it is gone', () => {
    const asked = () => parseModelName('gemini-5-search')
    expect(asked().search).toBe(true)
    expect(parseModelName('gemini-5-search', new Set(['gemini-5-search'])).search).toBe(false)
    expect(asked()).toEqual({ model: 'gemini-5', search: true, imageChat: false })
  })

  it('leaves a suffix alone that belongs to a model of that name', () => {
    const known = new Set(['gemini-4-search', 'x-image-chat'])
    expect(parseModelName('models/gemini-4-search', known)).toMatchObject({
      model: 'gemini-4-search',
      search: false,
    })
    expect(parseModelName('x-image-chat', known)).toMatchObject({ imageChat: false })
    expect(parseModelName('gemini-4-search-search', known)).toMatchObject({
      model: 'gemini-4-search',
      search: true,
    })
  })

  it.each(['', ' ', 'models/', '-search', ':search', ' gemini-3', 'gemini 3', '..', '../keys'])(
    'refuses %j',
    (requested) => {
      expect(() => parseModelName(requested)).toThrow(InvalidRequest)
    },
  )

  it.each([
    'a/b',
    'a:generateContent',
    'a?key=1',
    'a#b',
    'a%2f..',
    'a\\b',
    'a\nb',
    'ä',
    'a'.repeat(201),
  ])('refuses %j, which could change the path', (requested) => {
    expect(() => parseModelName(requested)).toThrow(
      expect.objectContaining({ status: 400, param: 'model' }),
    )
  })
})
