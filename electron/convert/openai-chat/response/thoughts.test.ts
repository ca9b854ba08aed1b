import { describe, expect, it } from 'vitest'
import type { Candidate, Part } from '../../../gemini/wire.ts'
import { sampleOptions } from './answer-options.fixture.ts'
import type { ChatAnswerOptions } from './answer-options.ts'
import { toChatCompletion, toChoices } from './response.ts'
import { createChatStream } from './stream.ts'

const tags = { thinkingFormat: 'think-tags' } as const
const thought = (text: string): Part => ({ text, thought: true })

function messageOf(
  parts: Part[],
  options: Partial<ChatAnswerOptions> = tags,
  candidate: Candidate = { finishReason: 'STOP' },
) {
  const candidates = [{ content: { parts }, ...candidate }]
  const result = toChatCompletion({ candidates }, sampleOptions(options))
  if (result.kind !== 'finished') throw new Error(result.reason)
  return result.completion.choices[0]?.message
}

describe('thoughts between tags', () => {
  it('B1: stand before the answer, in its content', () => {
    const message = messageOf([thought('Hm. '), thought('Aha.'), { text: 'Yes' }])
    expect(message?.content).toBe('<think>\nHm. Aha.\n</think>\n\nYes')
    expect(message).not.toHaveProperty('reasoning_content')
  })

  it.each([
    ['a call', { functionCall: { name: 'f' } }, '<think>\nHm\n</think>\n\n'],
    ['code', { executableCode: { code: 'x' } }, '<think>\nHm\n</think>\n\n\n```\nx\n```\n'],
    [
      'a picture',
      { inlineData: { mimeType: 'image/png', data: 'aGk=' } },
      '<think>\nHm\n</think>\n\n![image](data:image/png;base64,aGk=)',
    ],
  ])('B1: are closed before %s', (_, part, content) => {
    expect(messageOf([thought('Hm'), part])?.content).toBe(content)
  })

  it('B1: are closed when nothing follows', () => {
    const cut = messageOf([thought('Hm')], tags, { finishReason: 'MAX_TOKENS' })
    expect(cut?.content).toBe('<think>\nHm\n</think>\n\n')
  })

  it('B1: alone are no answer', () => {
    const candidates = [{ content: { parts: [thought('Hm')] }, finishReason: 'STOP' as const }]
    expect(toChatCompletion({ candidates }, sampleOptions(tags)).kind).toBe('empty')
  })

  it('B1: are left out when thinking is hidden', () => {
    const message = messageOf([thought('Hm'), { text: 'Yes' }], {
      ...tags,
      showThinkingProcess: false,
    })
    expect(message?.content).toBe('Yes')
  })

  it('B5: move the annotations along', () => {
    const message = messageOf([thought('Hm'), { text: 'Sky is blue.' }], tags, {
      finishReason: 'STOP',
      groundingMetadata: {
        groundingChunks: [{ web: { uri: 'https://a.example', title: 'A' } }],
        groundingSupports: [
          { segment: { partIndex: 1, startIndex: 7, endIndex: 11 }, groundingChunkIndices: [0] },
        ],
      },
    })
    const { start_index: from = 0, end_index: to = 0 } =
      message?.annotations?.[0]?.url_citation ?? {}
    expect(message?.content?.slice(from, to)).toBe('blue')
  })

  it('B5: move the annotations along where the text begins empty, too', () => {
    const grounded = {
      finishReason: 'STOP' as const,
      groundingMetadata: {
        groundingChunks: [{ web: { uri: 'https://a.example', title: 'A' } }],
        groundingSupports: [
          { segment: { partIndex: 1, startIndex: 7, endIndex: 11 }, groundingChunkIndices: [0] },
        ],
      },
    }
    const parts = [thought('Hm'), { text: '' }, { text: 'Sky is blue.' }]
    const pieces = parts.map((part, at) => ({
      candidates: [{ content: { parts: [part] }, ...(at === 2 && grounded) }],
    }))
    const result = toChatCompletion(pieces, sampleOptions(tags))
    const message = result.kind === 'finished' ? result.completion.choices[0]?.message : undefined
    const { start_index: from = 0, end_index: to = 0 } =
      message?.annotations?.[0]?.url_citation ?? {}
    expect(message?.content?.slice(from, to)).toBe('blue')
  })

  it('B3: come the same way in a stream', () => {
    const stream = createChatStream({ ...sampleOptions(tags), includeUsage: false })
    const parts = [thought('Hm. '), thought('Aha.'), { text: 'Y' }, { text: 'es' }]
    const chunks = parts.flatMap((part, at) =>
      stream.push({
        candidates: [{ content: { parts: [part] }, ...(at === 3 && { finishReason: 'STOP' }) }],
      }),
    )
    const end = stream.end()
    const all = [...chunks, ...(end.kind === 'finished' ? end.chunks : [])]
    expect(toChoices(all.flatMap(({ choices }) => choices))[0]?.message.content).toBe(
      '<think>\nHm. Aha.\n</think>\n\nYes',
    )
  })
})
