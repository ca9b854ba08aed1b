import { describe, expect, it } from 'vitest'
import { receivedBody } from '../gemini/answer-body.fixture.ts'
import { each } from '../shared/arrivals.ts'
import { StreamFailed, streamChunks } from './stream-chunks.ts'

function answerOf(...reads: readonly string[]) {
  const body = receivedBody(...reads)
  return { kind: 'answered' as const, status: 200, headers: {}, body }
}

const event = (text: string) =>
  `data: ${JSON.stringify({ candidates: [{ content: { parts: [{ text }] } }] })}\r\n\r\n`
const failure = `data: ${JSON.stringify({ error: { code: 503, message: 'Overloaded', status: 'UNAVAILABLE' } })}\r\n\r\n`

const signal = new AbortController().signal

/** Texts by what was handed on at a time, and whether it ended with a failure. */
async function partsOf(...reads: readonly string[]) {
  const parts: string[][] = []
  try {
    for await (const chunks of each(streamChunks(answerOf(...reads), signal))) {
      parts.push(chunks.map((chunk) => chunk.candidates?.[0]?.content?.parts?.[0]?.text ?? ''))
    }
    return { parts, failed: false }
  } catch (error) {
    if (!(error instanceof StreamFailed)) throw error
    return { parts, failed: true }
  }
}

describe('events that one read of the socket brings', () => {
  it('are handed on together, but for the first, which waits for none of them', async () => {
    const first = event('a') + event('b') + event('c')
    expect(await partsOf(first, event('d') + event('e'))).toEqual({
      parts: [['a'], ['b', 'c'], ['d', 'e']],
      failed: false,
    })
  })

  it('are handed on before whatever the end of the stream brings', async () => {
    expect(await partsOf(`${event('a')}${event('b')}data: {"candidates":[]}`)).toEqual({
      parts: [['a'], ['b'], ['']],
      failed: false,
    })
  })

  it.each([
    ['an error', failure],
    ['what is no JSON', 'data: oops\r\n\r\n'],
  ])(
    'are not begun with when %s is among them, so that another key can be tried',
    async (_, last) => {
      expect(await partsOf(event('a') + event('b') + last)).toEqual({ parts: [], failed: true })
    },
  )

  it('stand as far as they go when the failure comes later', async () => {
    expect(await partsOf(event('a') + event('b'), failure)).toEqual({
      parts: [['a'], ['b']],
      failed: true,
    })
  })
})
