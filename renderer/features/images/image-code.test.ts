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
