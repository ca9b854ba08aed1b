import { describe, expect, it } from 'vitest'
import { conversationOf, conversationOfBody } from './conversation.ts'

const BYTES = 4000
const turn = (text: string, role = 'user') => ({ role, parts: [{ text }] })
const name = (system: string, ...texts: string[]) =>
  conversationOf(
    'm',
    { systemInstruction: { parts: [{ text: system }] }, contents: texts.map((text) => turn(text)) },
    BYTES,
  )

describe('a conversation', () => {
  it('keeps its name while it grows', () => {
    expect(name('Be kind', 'Hi', 'Hello', 'More')).toBe(name('Be kind', 'Hi'))
  })

  it('has another name with another picture, however long that is', () => {
    const shown = (data: string) =>
      conversationOf('m', { contents: [{ parts: [{ inlineData: { data } }] }] }, BYTES)
    const picture = 'A'.repeat(10_000)
    expect(shown(`${picture}x`)).not.toBe(shown(`${picture}y`))
    expect(shown(`${picture}x`)).toBe(shown(`${picture}x`))
  })

  it('has another name with another beginning, prompt or model', () => {
    const names = [name('Be kind', 'Hi'), name('Be kind', 'Ho'), name('Be rude', 'Hi')]
    const bare = { contents: [turn('Hi')] }
    const others = [conversationOf('n', bare, BYTES), conversationOf('m', bare, BYTES)]
    expect(new Set([...names, ...others]).size).toBe(5)
  })

  it('has no name while it is too short for a prompt cache', () => {
    const request = { contents: [turn('Hi')] }
    expect(conversationOf('m', request, 1000)).toBeUndefined()
    expect(conversationOfBody('m', Buffer.from(JSON.stringify(request)))).toBeUndefined()
  })

  it('is found in native bodies and never disturbs them', () => {
    const later = 'and so on '.repeat(300)
    const nameOf = (body: object) =>
      conversationOfBody('m', Buffer.from(JSON.stringify({ ...body, later })))
    const short = { contents: [turn('Hi')], systemInstruction: turn('Be kind') }
    const long = { ...short, contents: [turn('Hi'), turn('Hello', 'model'), turn('More')] }
    expect(nameOf(short)).toBeDefined()
    expect(nameOf(long)).toBe(nameOf(short))
    const others = [
      { ...short, contents: [turn('Ho')] },
      { ...short, systemInstruction: turn('Be rude') },
      { contents: turn('Hi') },
    ]
    expect(new Set([short, ...others].map(nameOf)).size).toBe(4)
    for (const odd of [
      undefined,
      Buffer.from(''),
      Buffer.from(`{"cut${later}`),
      Buffer.from(`null${' '.repeat(BYTES)}`),
      Buffer.from(`{}${' '.repeat(BYTES)}`),
      Buffer.alloc(70_000, 32),
    ]) {
      expect(conversationOfBody('m', odd)).toBeUndefined()
    }
  })
})
