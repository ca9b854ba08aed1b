import { describe, expect, it } from 'vitest'
import type { Candidate, GenerateContentResponse, Part } from '../../../gemini/wire.ts'
import { sampleOptions } from './answer-options.fixture.ts'
import type { ChatAnswerOptions } from './answer-options.ts'
import { toChatCompletion } from './response.ts'

const of = (parts: Part[], rest: Omit<Candidate, 'content'> = { finishReason: 'STOP' }) => ({
  candidates: [{ content: { role: 'model', parts }, ...rest }],
})

function complete(response: GenerateContentResponse, options: Partial<ChatAnswerOptions> = {}) {
  const result = toChatCompletion(response, sampleOptions(options))
  if (result.kind !== 'finished') throw new Error(`the answer is empty: ${result.reason}`)
  return result.completion
}

const messageOf = (...args: Parameters<typeof complete>) => complete(...args).choices[0]?.message

describe('toChatCompletion', () => {
  it('B1: gives a complete OpenAI answer under the name the client asked for', () => {
    const completion = complete({
      ...of([{ text: 'Hello' }, { text: ' there' }]),
      responseId: 'r1',
      modelVersion: 'gemini-3.8-flash-001',
      usageMetadata: { promptTokenCount: 2, candidatesTokenCount: 3, totalTokenCount: 5 },
    })
    expect(completion).toEqual({
      id: 'chatcmpl-r1',
      object: 'chat.completion',
      created: 1_795_400_000,
      model: 'gemini-3.8-flash',
      system_fingerprint: 'gemini-3.8-flash-001',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'Hello there', refusal: null },
          finish_reason: 'stop',
          logprobs: null,
        },
      ],
      usage: {
        prompt_tokens: 2,
        completion_tokens: 3,
        total_tokens: 5,
        prompt_tokens_details: {
          cached_tokens: 0,
          audio_tokens: 0,
          image_tokens: 0,
          video_tokens: 0,
        },
        completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
      },
    })
  })

  it('B1: content is null only beside tool calls without text', () => {
    const call: Part = { functionCall: { name: 'f', args: { a: 1 } } }
    expect(messageOf(of([call]))?.content).toBeNull()
    expect(messageOf(of([call, { text: 'Calling.' }]))?.content).toBe('Calling.')
    expect(messageOf(of([], { finishReason: 'MAX_TOKENS' }))?.content).toBe('')
    expect(messageOf(of([call]))?.tool_calls).toEqual([
      { id: 'call_1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } },
    ])
  })

  it('E1: a STOP with a function call is tool_calls', () => {
    expect(complete(of([{ functionCall: { name: 'f' } }])).choices[0]?.finish_reason).toBe(
      'tool_calls',
    )
  })

  it('B1: thoughts are apart from the content', () => {
    const parts = [{ text: 'Hm', thought: true }, { text: 'Yes' }]
    expect(messageOf(of(parts))).toMatchObject({ content: 'Yes', reasoning_content: 'Hm' })
    expect(messageOf(of(parts), { showThinkingProcess: false })).not.toHaveProperty(
      'reasoning_content',
    )
  })

  it('B1: an image is Markdown with its data, apart from the text before it', () => {
    const image: Part = { inlineData: { mimeType: 'image/png', data: 'aGk=' } }
    expect(messageOf(of([{ text: 'Here: ' }, image]))?.content).toBe(
      'Here: \n\n![image](data:image/png;base64,aGk=)',
    )
    expect(messageOf(of([image]))?.content).toBe('![image](data:image/png;base64,aGk=)')
  })

  it('B1: a client that reads a list of images gets one, and no Markdown', () => {
    const image: Part = { inlineData: { mimeType: 'image/png', data: 'aGk=' } }
    const message = messageOf(of([image, { text: 'Two of them.' }, image]), {
      imageFormat: 'image-list',
    })
    const url = 'data:image/png;base64,aGk='
    expect(message).toMatchObject({
      content: 'Two of them.',
      images: [
        { type: 'image_url', image_url: { url } },
        { type: 'image_url', image_url: { url } },
      ],
    })
  })

  it('B1: a list of images alone is an answer', () => {
    const image: Part = { inlineData: { mimeType: 'image/png', data: 'aGk=' } }
    const { choices } = complete(of([image]), { imageFormat: 'image-list' })
    expect(choices[0]).toMatchObject({ finish_reason: 'stop', message: { content: '' } })
  })

  it.each([
    ['standard', 'default'],
    ['flex', 'flex'],
    ['priority', 'priority'],
    ['tomorrow', undefined],
  ])('B1: the tier %s is service_tier %s', (serviceTier, expected) => {
    const { service_tier } = complete({ ...of([{ text: 'Hi' }]), usageMetadata: { serviceTier } })
    expect(service_tier).toBe(expected)
  })

  it('B5: server-side tools and kinds of the future are passed over', () => {
    const parts: Part[] = [
      { inlineData: {} },
      { inlineData: { mimeType: 'text/csv', data: 'aGk=' } },
      { toolCall: { id: 't1' } },
      {},
      JSON.parse('{"hologram":{"depth":3}}'),
      { text: 'Hi' },
    ]
    const message = messageOf(of(parts))
    expect(message).toEqual({ role: 'assistant', content: 'Hi', refusal: null })
  })

  it('B5: annotations count in the content with its code blocks', () => {
    const response = of([{ executableCode: { code: 'x' } }, { text: 'It is ß.' }], {
      finishReason: 'STOP',
      groundingMetadata: {
        groundingChunks: [{ web: { uri: 'https://a.example', title: 'A' } }],
        groundingSupports: [
          { segment: { partIndex: 1, startIndex: 6, endIndex: 8 }, groundingChunkIndices: [0] },
        ],
      },
    })
    const message = messageOf(response)
    const [annotation] = message?.annotations ?? []
    const { start_index, end_index } = annotation?.url_citation ?? { start_index: 0, end_index: 0 }
    expect(message?.content?.slice(start_index, end_index)).toBe('ß')
  })

  it('B1/E26: a SAFETY candidate without content is a refusal that says why', () => {
    const safetyRatings = [
      { category: 'HARM_CATEGORY_HATE_SPEECH', blocked: true },
      { category: 'HARM_CATEGORY_HARASSMENT' },
    ] as const
    const { choices } = complete({
      candidates: [{ content: {}, finishReason: 'SAFETY', safetyRatings: [...safetyRatings] }],
    })
    expect(choices[0]).toMatchObject({
      finish_reason: 'content_filter',
      message: { content: '', refusal: 'SAFETY: HARM_CATEGORY_HATE_SPEECH' },
    })
  })

  it('B2: a refusal does not displace text that is already there', () => {
    const { choices } = complete(of([{ text: 'Once' }], { finishReason: 'RECITATION' }))
    expect(choices[0]).toMatchObject({
      finish_reason: 'content_filter',
      message: { content: 'Once', refusal: null },
    })
  })

  it('B1/E28: a refused prompt without candidates is an answer, not a crash', () => {
    const completion = complete({
      promptFeedback: { blockReason: 'SAFETY' },
      usageMetadata: { promptTokenCount: 9 },
    })
    expect(completion.choices[0]).toMatchObject({
      finish_reason: 'content_filter',
      message: { content: '', refusal: 'SAFETY' },
    })
    expect(completion.usage.prompt_tokens).toBe(9)
  })

  it('B2: a whole body without a finish reason counts as finished if it says anything', () => {
    expect(complete(of([{ text: 'Hi' }], {})).choices[0]?.finish_reason).toBe('stop')
  })

  it.each([
    ['no candidates', {}, 'empty_response'],
    ['an empty list of candidates', { candidates: [] }, 'empty_response'],
    ['a candidate without anything', { candidates: [{}] }, 'empty_response'],
    ['STOP without content', of([{ text: '' }]), 'empty_response'],
    ['only thoughts', of([{ text: 'Hm', thought: true }]), 'empty_response'],
    ['OTHER', of([], { finishReason: 'OTHER' }), 'other'],
    [
      'thoughts and a malformed call',
      of([{ text: 'Hm', thought: true }], { finishReason: 'MALFORMED_FUNCTION_CALL' }),
      'malformed_function_call',
    ],
  ])('B1/E26/E27: %s is an upstream fault', (_, response, reason) => {
    expect(toChatCompletion(response, sampleOptions())).toEqual({ kind: 'empty', reason })
  })

  it('B1: choices come in the order of their indexes', () => {
    const at = (index: number): Candidate => ({
      index,
      finishReason: 'STOP',
      content: { parts: [{ text: `${index}` }] },
    })
    const { choices } = complete({ candidates: [at(1), at(0)] })
    expect(choices.map(({ index, message }) => [index, message.content])).toEqual([
      [0, '0'],
      [1, '1'],
    ])
  })
})
