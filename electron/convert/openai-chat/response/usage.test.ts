import { describe, expect, it } from 'vitest'
import { mergeUsage, toChatUsage } from './usage.ts'

describe('token counts', () => {
  it('B4/E25: thoughts count as completion, cached tokens stay inside the prompt', () => {
    const usage = toChatUsage({
      promptTokenCount: 29,
      candidatesTokenCount: 15,
      thoughtsTokenCount: 804,
      cachedContentTokenCount: 20,
      totalTokenCount: 848,
      promptTokensDetails: [
        { modality: 'TEXT', tokenCount: 9 },
        { modality: 'AUDIO', tokenCount: 12 },
        { modality: 'IMAGE', tokenCount: 5 },
        { modality: 'VIDEO', tokenCount: 3 },
      ],
      candidatesTokensDetails: [{ modality: 'AUDIO', tokenCount: 4 }],
    })
    expect(usage).toEqual({
      prompt_tokens: 29,
      completion_tokens: 819,
      total_tokens: 848,
      prompt_tokens_details: {
        cached_tokens: 20,
        audio_tokens: 12,
        image_tokens: 5,
        video_tokens: 3,
      },
      completion_tokens_details: { reasoning_tokens: 804, audio_tokens: 4 },
    })
  })

  it('B4: tokens of server-side tools belong to the prompt', () => {
    const usage = toChatUsage({ promptTokenCount: 257, toolUsePromptTokenCount: 1732 })
    expect(usage).toMatchObject({ prompt_tokens: 1989, completion_tokens: 0, total_tokens: 1989 })
  })

  it('B4: without any count every field is 0', () => {
    const usage = toChatUsage({})
    expect([usage.prompt_tokens, usage.completion_tokens, usage.total_tokens]).toEqual([0, 0, 0])
    expect(usage.prompt_tokens_details.cached_tokens).toBe(0)
    expect(usage.completion_tokens_details.reasoning_tokens).toBe(0)
  })

  it('B4: a total that contradicts its parts is replaced by their sum', () => {
    const usage = toChatUsage({ promptTokenCount: 3, candidatesTokenCount: 4, totalTokenCount: 99 })
    expect(usage.total_tokens).toBe(7)
  })

  it('B3.11: counts are cumulative and a field that vanishes is kept', () => {
    const first = mergeUsage({}, { promptTokenCount: 15, thoughtsTokenCount: 7 })
    const second = mergeUsage(first, { promptTokenCount: 13, candidatesTokenCount: 8 })
    expect(mergeUsage(second, undefined)).toEqual({
      promptTokenCount: 13,
      thoughtsTokenCount: 7,
      candidatesTokenCount: 8,
    })
  })
})
