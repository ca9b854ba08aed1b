import { expect, it } from 'vitest'
import type { Candidate, GenerateContentResponse } from '../../../gemini/wire.ts'
import { sampleOptions } from './answer-options.fixture.ts'
import { toChatCompletion } from './response.ts'

const say = (text: string, more: Candidate = {}): GenerateContentResponse => ({
  candidates: [{ content: { parts: [{ text }] }, ...more }],
})

/** What an answer cites: the address, its title, and the text that stands there as well. */
function cited(...chunks: GenerateContentResponse[]) {
  const result = toChatCompletion(chunks, sampleOptions())
  if (result.kind !== 'finished') throw new Error(result.reason)
  const [choice] = result.completion.choices
  const { annotations = [], content } = choice?.message ?? {}
  return annotations.map(({ url_citation: { url, title, start_index, end_index } }) => [
    url,
    title,
    content?.slice(start_index, end_index),
  ])
}

const line = 'It was the best of times 🎩, it was the worst of times.'
const endIndex = Buffer.byteLength('It was the best of times 🎩,')

it.each(['citationSources', 'citations'] as const)(
  'B5: what an answer repeats from elsewhere is cited with its place, counted in bytes (%s)',
  (name) => {
    const sources = [
      { endIndex, uri: 'https://a.example/tale' },
      { startIndex: endIndex + 1, endIndex: endIndex + 7, uri: 'https://b.example', title: 'B' },
    ]
    expect(cited(say(line, { citationMetadata: { [name]: sources } }))).toEqual([
      ['https://a.example/tale', 'https://a.example/tale', 'It was the best of times 🎩,'],
      ['https://b.example', 'B', 'it was'],
    ])
  },
)

it('B5: a source that several chunks name is cited once', () => {
  const citationMetadata = { citationSources: [{ endIndex: 6, uri: 'https://a.example' }] }
  const other = { citationSources: [{ startIndex: 7, endIndex: 10, uri: 'https://a.example' }] }
  const [first, second] = [line.slice(0, 9), line.slice(9)]
  expect(
    cited(
      say(first, { citationMetadata }),
      say(second, { citationMetadata }),
      say('', { citationMetadata: other, finishReason: 'STOP' }),
    ),
  ).toEqual([
    ['https://a.example', 'https://a.example', 'It was'],
    ['https://a.example', 'https://a.example', 'the'],
  ])
})

it('B5: a place that is not in the text stands for the whole; a licence alone is no source', () => {
  const citationSources = [{ startIndex: 3, endIndex: 999, uri: 'https://a.example' }, {}]
  expect(cited(say(line, { citationMetadata: { citationSources } }))).toEqual([
    ['https://a.example', 'https://a.example', line],
  ])
})
