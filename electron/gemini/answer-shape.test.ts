import { describe, expect, it } from 'vitest'
import { isAnswer } from './answer-shape.ts'

const nested = (levels: number): unknown =>
  JSON.parse(`${'{"a":'.repeat(levels)}0${'}'.repeat(levels)}`)
const withPart = (part: unknown) => ({ candidates: [{ content: { parts: [part] } }] })

describe('what Google sends is an answer', () => {
  it.each<[string, Record<string, unknown>]>([
    ['with nothing in it', {}],
    ['with fields nobody reads', { candidates: [{ glow: [1], content: { parts: [{ hum: 7 }] } }] }],
    ['with any arguments', withPart({ functionCall: { args: { a: [null, { b: 1 }] } } })],
  ])('%s', (_what, value) => {
    const before = structuredClone(value)
    expect(isAnswer(value)).toBe(true)
    expect(value).toEqual(before)
  })

  it('whose nulls are absent fields', () => {
    const value = { candidates: [{ finishReason: null, content: { parts: [{ text: null }] } }] }
    expect(isAnswer(value)).toBe(true)
    expect(value).toEqual({ candidates: [{ content: { parts: [{}] } }] })
  })

  it('without metadata that makes no sense', () => {
    const value = {
      responseId: 7,
      usageMetadata: { promptTokenCount: '12' },
      candidates: [{ index: -1, groundingMetadata: 'none', content: { parts: [{ text: 'Hi' }] } }],
    }
    expect(isAnswer(value)).toBe(true)
    expect(value).toEqual(withPart({ text: 'Hi' }))
  })
})

it.each<[string, Record<string, unknown>]>([
  ['candidates that are no list', { candidates: 'none' }],
  ['a candidate that is null', { candidates: [null] }],
  ['a part that is a text', withPart('Hi')],
  ['a text that is a number', withPart({ text: 5 })],
  ['arguments that are a text', withPart({ functionCall: { name: 'f', args: '{}' } })],
  ['arguments nested thousands deep', withPart({ functionCall: { args: nested(5000) } })],
  ['a refusal that cannot be read', { promptFeedback: { blockReason: 3 } }],
])('%s: that is no answer', (_what, value) => {
  expect(isAnswer(value)).toBe(false)
})
