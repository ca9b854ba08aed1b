import { expect, it } from 'vitest'
import { imageCode } from './image-code.ts'

const target = { openai: 'http://127.0.0.1:8000/v1', gemini: 'http://127.0.0.1:8000', token: 't' }
const drawn = { prompt: "{n:2} {ratio:16:9} a cat's hat", model: 'gemini-3-pro-image' }

it('is one word for the shell, whatever is in the prompt', () => {
  expect(imageCode('curl', drawn, target)).toContain(String.raw`a cat'\''s hat`)
})

it('asks as the interface does through OpenAI’s SDK', () => {
  const code = imageCode('openai', drawn, target)
  expect(code).toContain('"prompt": "{n:2} {ratio:16:9} a cat\'s hat"')
  expect(code).toContain('baseURL: "http://127.0.0.1:8000/v1"')
})

it('says the shape in Google’s own words', () => {
  const code = imageCode('gemini', drawn, target)
  expect(code).toContain('"contents": "a cat\'s hat"')
  expect(code).toContain('"aspectRatio": "16:9"')
})

it('says number, shape and size that were chosen beside the prompt', () => {
  const wish = { prompt: 'a cat', model: 'm', count: 3, ratio: '21:9', size: '2K' } as const
  expect(imageCode('curl', wish, target)).toContain('"n":3,"size":"2048x878"')
  expect(imageCode('gemini', wish, target)).toContain('"imageSize": "2K"')
})

it('starts from files where the drawing started from images', () => {
  const wish = { prompt: 'a cat', model: 'm', references: 2 }
  expect(imageCode('curl', wish, target)).toContain("-F 'image[]=@reference-2.png'")
  expect(imageCode('openai', wish, target)).toContain('images.edit(')
  expect(imageCode('gemini', wish, target)).toContain('readFileSync')
})
