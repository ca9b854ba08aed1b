import { expect, it } from 'vitest'
import { CLOSING_TAG, OPENING_TAG, withoutThoughts } from './think-tags.ts'

it.each([
  [`${OPENING_TAG}Hmm.${CLOSING_TAG}Yes.`, 'Yes.'],
  ['<think>Hmm.</think>Yes.', 'Yes.'],
  ['\n<think>Hmm.</think>\n\nYes.', 'Yes.'],
  [`${OPENING_TAG}Hmm.${CLOSING_TAG}`, ''],
  ['Write <think>x</think> like that', 'Write <think>x</think> like that'],
  ['<think>never closed', '<think>never closed'],
  ['Yes.', 'Yes.'],
])('of %j %j was said', (content, said) => {
  expect(withoutThoughts(content)).toBe(said)
})
