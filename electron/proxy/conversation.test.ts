import { describe, expect, it } from 'vitest'
import { conversationOf, conversationOfBody } from './conversation.ts'

const turn = (text: string, role = 'user') => ({ role, parts: [{ text }] })
const name = (system: string, ...texts: string[]) =>
  conversationOf('m', {
    systemInstruction: { parts: [{ text: system }] },
    contents: texts.map((text) => turn(text)),
  })

describe('a conversation', () => {
  it('keeps its name while it grows', () => {
    expect(name('Be kind', 'Hi', 'Hello', 'More')).toBe(name('Be kind', 'Hi'))
  })

  it('has another name with another beginning, prompt or model', () => {
    const names = [name('Be kind', 'Hi'), name('Be kind', 'Ho'), name('Be rude', 'Hi')]
    const other = conversationOf('n', { contents: [turn('Hi')] })
    expect(new Set([...names, other, conversationOf('m', { contents: [turn('Hi')] })]).size).toBe(5)
  })

  it('is found in native bodies and never disturbs them', () => {
    const request = { contents: [turn('Hi')] }
    const body = Buffer.from(JSON.stringify(request))
    expect(conversationOfBody('m', body)).toBe(conversationOf('m', request))
    for (const odd of [
      undefined,
      Buffer.from(''),
      Buffer.from('{"cut'),
      Buffer.from('null'),
      Buffer.from('{}'),
      Buffer.alloc(70_000, 32),
    ]) {
      expect(conversationOfBody('m', odd)).toBeUndefined()
    }
  })
})
