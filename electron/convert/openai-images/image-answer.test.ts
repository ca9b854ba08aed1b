import { describe, expect, it } from 'vitest'
import type { Candidate, Part } from '../../gemini/wire.ts'
import { readImages } from './image-answer.ts'

const image: Part = { inlineData: { mimeType: 'image/png', data: 'AAAA' } }
const answer = (parts: Part[], end: Candidate = { finishReason: 'STOP' }) =>
  readImages({ candidates: [{ content: { parts }, ...end }] })

describe('readImages', () => {
  it('gives images with their signatures, and no drafts', () => {
    const parts = [
      { ...image, thought: true },
      { text: 'Here:' },
      { ...image, thoughtSignature: 'sig' },
    ]
    expect(answer(parts)).toEqual({
      kind: 'drawn',
      images: [{ mimeType: 'image/png', data: 'AAAA', signature: 'sig' }],
    })
  })

  it.each<[string, Part[], Candidate, string]>([
    ['a message', [], { finishReason: 'NO_IMAGE', finishMessage: 'I would not' }, 'I would not'],
    ['a reason', [], { finishReason: 'IMAGE_SAFETY' }, 'IMAGE_SAFETY'],
    ['words', [{ text: 'I cannot draw that.' }], { finishReason: 'STOP' }, 'I cannot draw that.'],
    ['a block', [], { finishReason: 'PROHIBITED_CONTENT' }, 'PROHIBITED_CONTENT'],
  ])('tells a refusal by %s', (_, parts, end, words) => {
    expect(answer(parts, end)).toEqual({ kind: 'refused', message: expect.stringContaining(words) })
  })

  it('tells a refused prompt', () => {
    expect(readImages({ promptFeedback: { blockReason: 'SAFETY' } })).toEqual({
      kind: 'refused',
      message: 'SAFETY',
    })
  })

  it('tells an answer of nothing', () => {
    expect(answer([])).toEqual({ kind: 'empty' })
    expect(readImages({})).toEqual({ kind: 'empty' })
  })
})
