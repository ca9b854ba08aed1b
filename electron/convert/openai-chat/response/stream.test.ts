import { describe, expect, it } from 'vitest'
import type { Candidate, GenerateContentResponse, Part } from '../../../gemini/wire.ts'
import { functionOf, sampleOptions } from './answer-options.fixture.ts'
import type { ChatAnswerOptions } from './answer-options.ts'
import type { ChatChunk } from './chat-chunk.ts'
import { type ChatStreamEnd, createChatStream } from './stream.ts'

type Options = Partial<ChatAnswerOptions> & { includeUsage?: boolean }

const of = (parts: Part[], rest: Omit<Candidate, 'content'> = {}): GenerateContentResponse => ({
  candidates: [{ content: { role: 'model', parts }, ...rest }],
})

const call = (name: string, args?: Record<string, unknown>): Part => ({
  functionCall: { name, ...(args && { args }) },
})

function run(
  responses: GenerateContentResponse[],
  { includeUsage = false, ...options }: Options = {},
) {
  const stream = createChatStream({ ...sampleOptions(options), includeUsage })
  const sent = responses.map((response) => stream.push(response))
  const end: ChatStreamEnd = stream.end()
  const chunks = [...sent.flat(), ...(end.kind === 'finished' ? end.chunks : [])]
  return { sent, end, chunks }
}

/** Deltas and finish reasons of one choice, the short way. */
const trace = (chunks: ChatChunk[], index = 0): unknown[] =>
  chunks
    .flatMap((chunk) => chunk.choices)
    .filter((choice) => choice.index === index)
    .map((choice) => choice.finish_reason ?? choice.delta)

const role = { role: 'assistant', content: '' }

describe('createChatStream', () => {
  it('B3.4, B3.8: role with the first text, then text, then one finish', () => {
    const { sent, chunks } = run([
      { responseId: 'r1', modelVersion: 'gemini-3.8-flash-001', usageMetadata: {} },
      of([{ text: '' }]),
      of([{ text: 'Hel' }]),
      of([{ text: 'lo' }], { finishReason: 'STOP' }),
    ])
    expect(sent.map((some) => some.length)).toEqual([0, 0, 2, 1])
    expect(trace(chunks)).toEqual([role, { content: 'Hel' }, { content: 'lo' }, 'stop'])
    expect(chunks[0]).toEqual({
      id: 'chatcmpl-r1',
      object: 'chat.completion.chunk',
      created: 1_795_400_000,
      model: 'gemini-3.8-flash',
      system_fingerprint: 'gemini-3.8-flash-001',
      choices: [{ index: 0, delta: role, finish_reason: null, logprobs: null }],
    })
    expect(chunks.at(-1)?.choices[0]?.delta).toEqual({})
  })

  it('B1: without a responseId one made-up id serves the whole stream', () => {
    const { chunks } = run([
      of([{ text: 'a' }]),
      { ...of([], { finishReason: 'STOP' }), responseId: 'late' },
    ])
    expect(new Set(chunks.map((chunk) => chunk.id))).toEqual(new Set(['chatcmpl-1']))
  })

  it('E1: a stream whose STOP comes after the tool call still ends with tool_calls', () => {
    const { chunks } = run([
      of([{ ...call('weather', { city: 'Oslo' }), thoughtSignature: 'c2ln' }]),
      of([{ text: '' }], { finishReason: 'STOP' }),
    ])
    const toolCall = {
      index: 0,
      id: 'call_1',
      type: 'function',
      function: { name: 'weather', arguments: '{"city":"Oslo"}' },
      extra_content: { google: { thought_signature: 'c2ln' } },
    }
    expect(trace(chunks)).toEqual([role, { tool_calls: [toolCall] }, 'tool_calls'])
  })

  it('E2: STOP on every chunk does not end the answer before its last word', () => {
    const { chunks } = run(['a', 'b', 'c'].map((text) => of([{ text }], { finishReason: 'STOP' })))
    expect(trace(chunks)).toEqual([
      role,
      { content: 'a' },
      { content: 'b' },
      { content: 'c' },
      'stop',
    ])
  })

  it('B3.9: of several reasons the last one counts', () => {
    const reasons = ['STOP', 'STOP', 'MAX_TOKENS'] as const
    const { chunks } = run(reasons.map((finishReason) => of([{ text: 'a' }], { finishReason })))
    expect(trace(chunks).at(-1)).toBe('length')
  })

  it('E3: several chunks with calls and a STOP each end once, with tool_calls', () => {
    const { chunks } = run([
      of([call('a')], { finishReason: 'STOP' }),
      of([call('b')], { finishReason: 'STOP' }),
    ])
    expect(trace(chunks).filter((entry) => typeof entry === 'string')).toEqual(['tool_calls'])
  })

  it('E4/E6: parallel calls in one chunk or several are numbered through', () => {
    const { chunks } = run([
      of([call('a'), call('b')]),
      of([call('c')]),
      of([], { finishReason: 'STOP' }),
    ])
    const calls = chunks.flatMap((chunk) => chunk.choices[0]?.delta.tool_calls ?? [])
    expect(calls.map((one) => [one.index, functionOf(one).name])).toEqual([
      [0, 'a'],
      [1, 'b'],
      [2, 'c'],
    ])
    expect(new Set(calls.map(({ id }) => id)).size).toBe(3)
  })

  it('B3.5/E40: thoughts are reasoning_content, and are dropped when not wanted', () => {
    const chunks = [
      of([{ text: 'Hmm', thought: true }]),
      of([{ text: 'Yes' }], { finishReason: 'STOP' }),
    ]
    expect(trace(run(chunks).chunks)).toEqual([
      role,
      { reasoning_content: 'Hmm' },
      { content: 'Yes' },
      'stop',
    ])
    const hidden = run(chunks, { showThinkingProcess: false })
    expect(hidden.sent[0]).toEqual([])
    expect(trace(hidden.chunks)).toEqual([role, { content: 'Yes' }, 'stop'])
  })

  it('A6: beside calls the signature of a text is not taken for theirs', () => {
    const { chunks } = run([
      of([{ text: 'Hm', thoughtSignature: 'dGV4dA==' }]),
      of([{ ...call('f'), thoughtSignature: 'Y2FsbA==' }], { finishReason: 'STOP' }),
    ])
    expect(JSON.stringify(chunks)).toContain('Y2FsbA==')
    expect(JSON.stringify(chunks)).not.toContain('dGV4dA==')
  })

  it('B3.5: the signature of an empty text is not lost', () => {
    const { chunks } = run([
      of([{ text: 'Yes' }]),
      of([{ text: '', thoughtSignature: 'c2ln' }], { finishReason: 'STOP' }),
    ])
    expect(trace(chunks)).toEqual([
      role,
      { content: 'Yes' },
      { extra_content: { google: { thought_signature: 'c2ln' } } },
      'stop',
    ])
  })

  it('B3.12: interleaved candidates are choices of their own', () => {
    const at = (index: number, text: string, finishReason?: 'STOP' | 'MAX_TOKENS') => ({
      index,
      content: { parts: [{ text }] },
      ...(finishReason && { finishReason }),
    })
    const { chunks } = run([
      { candidates: [at(0, 'a'), at(1, 'x')] },
      { candidates: [at(1, 'y', 'MAX_TOKENS')] },
      { candidates: [at(0, 'b', 'STOP')] },
    ])
    expect(trace(chunks, 0)).toEqual([role, { content: 'a' }, { content: 'b' }, 'stop'])
    expect(trace(chunks, 1)).toEqual([role, { content: 'x' }, { content: 'y' }, 'length'])
  })

  it('B3.10/E24: usage comes once, after the finish, and only when asked for', () => {
    const responses = [
      { ...of([{ text: 'a' }]), usageMetadata: { promptTokenCount: 4, thoughtsTokenCount: 2 } },
      { ...of([], { finishReason: 'STOP' }), usageMetadata: { candidatesTokenCount: 1 } },
    ]
    const { chunks } = run(responses, { includeUsage: true })
    expect(chunks.filter((chunk) => chunk.usage)).toHaveLength(1)
    expect(chunks.at(-1)).toMatchObject({
      choices: [],
      usage: { prompt_tokens: 4, completion_tokens: 3, total_tokens: 7 },
    })
    expect(run(responses).chunks.some((chunk) => chunk.usage)).toBe(false)
  })

  it('B3.14: usage seen so far can be read before the end', () => {
    const stream = createChatStream({ ...sampleOptions(), includeUsage: false })
    stream.push({ ...of([{ text: 'a' }]), usageMetadata: { promptTokenCount: 4 } })
    expect(stream.usage().prompt_tokens).toBe(4)
  })

  it('B5/E31: sources and annotations that follow the finish still reach the client', () => {
    const groundingMetadata = {
      searchEntryPoint: { renderedContent: '<div>suggest</div>' },
      groundingChunks: [{ web: { uri: 'https://a.example', title: 'A' } }],
      groundingSupports: [{ segment: { endIndex: 4 }, groundingChunkIndices: [0] }],
    }
    const responses = [
      of([{ text: 'Rain' }], { groundingMetadata: {} }),
      of([{ text: ' soon' }], { finishReason: 'STOP' }),
      { candidates: [{ groundingMetadata }] },
    ]
    const url_citation = { url: 'https://a.example', title: 'A', start_index: 0, end_index: 4 }
    const closing = {
      annotations: [{ type: 'url_citation', url_citation }],
      extra_content: { google: { search_entry_point: '<div>suggest</div>' } },
    }
    expect(trace(run(responses).chunks).slice(-2)).toEqual([{ content: '', ...closing }, 'stop'])
    expect(trace(run(responses, { showSearchLink: true }).chunks).slice(-2)).toEqual([
      { content: '\n\n---\n**Sources**\n- [A](https://a.example)', ...closing },
      'stop',
    ])
  })

  it('B1/E28: a refused prompt is an empty answer with a refusal and content_filter', () => {
    const { sent, chunks } = run([
      { promptFeedback: { blockReason: 'PROHIBITED_CONTENT', blockReasonMessage: 'No.' } },
    ])
    expect(sent).toEqual([[]])
    expect(trace(chunks)).toEqual([role, { refusal: 'PROHIBITED_CONTENT: No.' }, 'content_filter'])
  })

  it('B1: a block in mid-answer ends it with content_filter', () => {
    const { chunks } = run([
      of([{ text: 'Once' }]),
      { promptFeedback: { blockReason: 'PROHIBITED_CONTENT' } },
    ])
    expect(trace(chunks)).toEqual([role, { content: 'Once' }, 'content_filter'])
  })

  it('B1: a block after the end of an answer leaves its end as it was', () => {
    const { chunks } = run([
      of([{ text: 'Once' }], { finishReason: 'MAX_TOKENS' }),
      { promptFeedback: { blockReason: 'OTHER' } },
    ])
    expect(trace(chunks)).toEqual([role, { content: 'Once' }, 'length'])
  })

  it('B2: MAX_TOKENS without any text is a legitimate, empty answer', () => {
    const { chunks } = run([
      { candidates: [{ content: { role: 'model' }, finishReason: 'MAX_TOKENS' }] },
    ])
    expect(trace(chunks)).toEqual([role, 'length'])
  })

  it('B3.7: a call cut short by MAX_TOKENS is dropped', () => {
    const { chunks } = run([
      of([{ functionCall: { name: 'f', willContinue: true } }]),
      of([], { finishReason: 'MAX_TOKENS' }),
    ])
    expect(trace(chunks)).toEqual([role, 'length'])
  })

  it.each([
    ['nothing at all', []],
    ['only usage', [{ usageMetadata: { promptTokenCount: 3 } }]],
    ['STOP without content', [of([], { finishReason: 'STOP' })]],
    [
      'only thoughts that are hidden',
      [of([{ text: 'Hm', thought: true }], { finishReason: 'STOP' })],
    ],
  ])('B1/E26: %s is an upstream fault', (_, responses) => {
    const { end, chunks } = run(responses, { showThinkingProcess: false })
    expect(end).toEqual({ kind: 'empty', reason: 'empty_response' })
    expect(chunks).toEqual([])
  })

  it('E27: MALFORMED_FUNCTION_CALL before any content is a fault with its reason', () => {
    const finish = { finishReason: 'MALFORMED_FUNCTION_CALL', finishMessage: 'bad call' } as const
    expect(run([of([], finish)]).end).toEqual({
      kind: 'empty',
      reason: 'malformed_function_call',
      message: 'bad call',
    })
  })

  it('B2: MALFORMED_FUNCTION_CALL after content ends with stop', () => {
    const { chunks } = run([
      of([{ text: 'a' }]),
      of([], { finishReason: 'MALFORMED_FUNCTION_CALL' }),
    ])
    expect(trace(chunks)).toEqual([role, { content: 'a' }, 'stop'])
  })

  it.each(['NO_IMAGE', 'IMAGE_OTHER'] as const)('B2: %s says why, as text', (finishReason) => {
    const { chunks } = run([of([], { finishReason, finishMessage: 'Cannot draw.' })])
    expect(trace(chunks)).toEqual([role, { content: 'Cannot draw.' }, 'stop'])
  })

  it('B6/E30: a stream without a finish reason is truncated, never finished', () => {
    expect(run([of([{ text: 'Once upon' }])]).end).toEqual({ kind: 'truncated' })
  })

  it('B6/E30: one unfinished choice makes the whole stream truncated', () => {
    const { end } = run([
      {
        candidates: [
          { index: 0, finishReason: 'STOP', content: { parts: [{ text: 'a' }] } },
          { index: 1 },
        ],
      },
    ])
    expect(end).toEqual({ kind: 'truncated' })
  })

  it('B1: a candidate without use beside a good one ends with stop', () => {
    const { chunks } = run([
      {
        candidates: [
          { finishReason: 'STOP', content: { parts: [{ text: 'a' }] } },
          { finishReason: 'OTHER' },
        ],
      },
    ])
    expect(trace(chunks, 0)).toEqual([role, { content: 'a' }, 'stop'])
    expect(trace(chunks, 1)).toEqual([role, 'stop'])
  })
})
