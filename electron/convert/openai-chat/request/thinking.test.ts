import { describe, expect, it } from 'vitest'
import { modelFamily } from '../../../gemini/families.ts'
import { parseChatRequest } from './chat-request.ts'
import { convertThinking, type Thinking } from './thinking.ts'

const convert = (model: string, fields: object = {}, show = false): Thinking => {
  const request = parseChatRequest({
    model,
    messages: [{ role: 'user', content: 'hi' }],
    ...fields,
  })
  return convertThinking(request, modelFamily(model), show)
}

const efforts = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const

describe('reasoning_effort means the nearest a model can do', () => {
  it.each([
    ['gemini-2.5-pro', [128, 1024, 1024, 8192, 24_576, 32_768, 32_768]],
    ['gemini-2.5-flash', [0, 1024, 1024, 8192, 24_576, 24_576, 24_576]],
    ['gemini-2.5-flash-lite', [0, 1024, 1024, 8192, 24_576, 24_576, 24_576]],
  ])('%s: budgets %j', (model, budgets) => {
    const sent = efforts.map((effort) => convert(model, { reasoning_effort: effort }).config)
    expect(sent).toEqual(budgets.map((thinkingBudget) => ({ thinkingBudget })))
  })

  it.each([
    ['gemini-3-flash-preview', 'minimal minimal low medium high high high'],
    ['gemini-3.6-flash', 'minimal minimal low medium high high high'],
    ['gemini-3.5-flash-lite', 'minimal minimal low medium high high high'],
    ['gemini-3.1-pro-preview', 'low low low medium high high high'],
    ['gemini-3.8-flash', 'low low low medium high high high'],
    ['gemini-4-argon', 'low low low medium high high high'],
    ['gemini-4-hydrogen', 'low low low medium high xhigh xhigh'],
  ])('%s: levels %s', (model, levels) => {
    const sent = efforts.map((effort) => convert(model, { reasoning_effort: effort }).config)
    expect(sent).toEqual(levels.split(' ').map((thinkingLevel) => ({ thinkingLevel })))
  })

  it.each(['gemma-4-31b-it', 'gemini-nano-banana-2.1', 'gemini-3.8-flash-tts', 'gemini-2.0-flash'])(
    '%s is sent nothing',
    (model) => {
      expect(convert(model, { reasoning_effort: 'high' }, true)).toEqual({
        includeThoughts: false,
        allowanceTokens: 0,
      })
    },
  )

  it.each([
    [{ reasoning_effort: 'extreme' }, 'reasoning_effort'],
    [{ reasoning_effort: 'constructor' }, 'reasoning_effort'],
    [{ reasoning: { effort: 'x' } }, 'reasoning.effort'],
    [
      { google: { thinking_config: { thinking_level: 'x' } } },
      'google.thinking_config.thinking_level',
    ],
  ])('%j is refused', (fields, param) => {
    expect(() => convert('gemini-3.8-flash', fields)).toThrow(expect.objectContaining({ param }))
  })
})

describe('other ways to ask', () => {
  it.each<[object, unknown, unknown]>([
    [{}, undefined, undefined],
    [{ reasoning: { effort: 'low' } }, { thinkingBudget: 1024 }, { thinkingLevel: 'low' }],
    [{ reasoning: { max_tokens: 3000 } }, { thinkingBudget: 3000 }, { thinkingLevel: 'low' }],
    [{ reasoning: { enabled: false } }, { thinkingBudget: 0 }, { thinkingLevel: 'minimal' }],
    [{ reasoning: { enabled: true } }, undefined, undefined],
    [
      { thinking: { type: 'enabled', budget_tokens: 10_000 } },
      { thinkingBudget: 10_000 },
      { thinkingLevel: 'medium' },
    ],
    [
      { thinking: { type: 'enabled', budget_tokens: 90_000 } },
      { thinkingBudget: 24_576 },
      { thinkingLevel: 'high' },
    ],
    [{ thinking: { type: 'disabled' } }, { thinkingBudget: 0 }, { thinkingLevel: 'minimal' }],
    [{ thinking: { type: 'adaptive' } }, undefined, undefined],
    [{ enable_thinking: false }, { thinkingBudget: 0 }, { thinkingLevel: 'minimal' }],
    [
      { google: { thinking_config: { thinking_budget: 200 } } },
      { thinkingBudget: 200 },
      { thinkingLevel: 'minimal' },
    ],
    [{ google: { thinking_config: { thinking_budget: -1 } } }, undefined, undefined],
    [
      { google: { thinking_config: { thinking_level: 'HIGH' } } },
      { thinkingBudget: 24_576 },
      { thinkingLevel: 'high' },
    ],
    [
      { google: { thinking_config: { thinking_level: 'low', thinking_budget: 9000 } } },
      { thinkingBudget: 9000 },
      { thinkingLevel: 'low' },
    ],
    [
      { google: { thinking_config: { thinking_level: 'low' } }, reasoning_effort: 'high' },
      { thinkingBudget: 1024 },
      { thinkingLevel: 'low' },
    ],
    [
      { google: { thinking_config: { include_thoughts: false } }, reasoning_effort: 'high' },
      { thinkingBudget: 24_576 },
      { thinkingLevel: 'high' },
    ],
    [
      { reasoning_effort: 'low', thinking: { type: 'disabled' } },
      { thinkingBudget: 1024 },
      { thinkingLevel: 'low' },
    ],
  ])('%j', (fields, onBudgets, onLevels) => {
    expect(convert('gemini-2.5-flash', fields).config).toEqual(onBudgets)
    expect(convert('gemini-3.6-flash', fields).config).toEqual(onLevels)
  })

  it.each([
    [{ enable_thinking: true }, -1],
    [{ thinking: { type: 'enabled' } }, -1],
    [{ reasoning: { max_tokens: 5 } }, 512],
  ])('a model that does not think by itself is switched on: %j', (fields, thinkingBudget) => {
    expect(convert('gemini-2.5-flash-lite', fields).config).toEqual({ thinkingBudget })
  })
})

describe('thoughts are shown', () => {
  it.each<[string, string, object, boolean, boolean]>([
    ['when the switch is on', 'gemini-3.8-flash', {}, true, true],
    ['not when it is off', 'gemini-3.8-flash', {}, false, false],
    [
      'not against the switch',
      'gemini-3.8-flash',
      { google: { thinking_config: { include_thoughts: true } } },
      false,
      false,
    ],
    [
      'not when the client leaves them out',
      'gemini-3.8-flash',
      { google: { thinking_config: { include_thoughts: false } } },
      true,
      false,
    ],
    [
      'not when OpenRouter clients exclude them',
      'gemini-3.8-flash',
      { reasoning: { effort: 'high', exclude: true } },
      true,
      false,
    ],
    ['not when thinking is off', 'gemini-2.5-flash', { reasoning_effort: 'none' }, true, false],
    ['not where a model does not think by itself', 'gemini-2.5-flash-lite', {}, true, false],
    [
      'where it was told to think',
      'gemini-2.5-flash-lite',
      { reasoning_effort: 'low' },
      true,
      true,
    ],
  ])('%s', (_, model, fields, show, shown) => {
    const thinking = convert(model, fields, show)
    expect(thinking.includeThoughts).toBe(shown)
    expect(thinking.config?.includeThoughts ?? false).toBe(shown)
  })
})
