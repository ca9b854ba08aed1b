import { expect, it } from 'vitest'
import { decodeTokens } from './openai-tokens.ts'

it.each([
  [[9906, 1917], 'Hello world'],
  // Characters may be split over tokens.
  [[57668, 53901, 62904, 233], '你好 👋'],
  [[], ''],
])('%j is %s', (tokens, text) => expect(decodeTokens(tokens)).toBe(text))

it.each([[[9906, 100_500]], [[-1]], [[1.5]]])('%j is no text', (tokens) => {
  expect(decodeTokens(tokens)).toBeUndefined()
})
