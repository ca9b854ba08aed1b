import { describe, expect, it } from 'vitest'
import { asChoice, joinCompletions, sumUsage } from './choices.ts'
import type { ChatChunk, ChatCompletion } from './response/chat-chunk.ts'

const usage = (prompt: number, completion: number) => ({
  prompt_tokens: prompt,
  completion_tokens: completion,
  total_tokens: prompt + completion,
  prompt_tokens_details: { cached_tokens: 1, video_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 2 },
})
const completion = (id: string, content: string): ChatCompletion => ({
  id,
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content, refusal: null },
      finish_reason: 'stop',
      logprobs: null,
    },
  ],
  usage: usage(10, 5),
})

describe('several whole answers', () => {
  it('become the numbered choices of one, and all of them are billed', () => {
    const joined = joinCompletions([completion('a', 'one'), completion('b', 'two')])
    expect(joined.id).toBe('a')
    expect(joined.choices.map(({ index, message }) => [index, message.content])).toEqual([
      [0, 'one'],
      [1, 'two'],
    ])
    expect(joined.usage).toEqual({
      prompt_tokens: 20,
      completion_tokens: 10,
      total_tokens: 30,
      prompt_tokens_details: { cached_tokens: 2, video_tokens: 0 },
      completion_tokens_details: { reasoning_tokens: 4 },
    })
  })

  it('of which nobody counted the tokens have no usage', () => {
    expect(sumUsage([])).toBeUndefined()
  })
})

it('chunks of several streams share one id and keep their choices apart', () => {
  const chunk = (id: string, content: string): ChatChunk => ({
    id,
    object: 'chat.completion.chunk',
    created: id === 'a' ? 1 : 2,
    model: 'm',
    choices: [{ index: 0, delta: { content }, finish_reason: null, logprobs: null }],
  })
  expect(asChoice(chunk('b', 'hi'), 1, chunk('a', ''))).toEqual({
    ...chunk('a', 'hi'),
    choices: [{ index: 1, delta: { content: 'hi' }, finish_reason: null, logprobs: null }],
  })
})
