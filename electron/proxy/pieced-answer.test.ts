import { describe, expect, it } from 'vitest'
import { receivedBody } from '../gemini/answer-body.fixture.ts'
import type { UpstreamAnswer } from '../gemini/client.ts'
import { nextOf, notYet } from '../shared/arrivals.ts'
import { StreamedPieces } from './pieced-answer.ts'

const { signal } = new AbortController()

function answerOf(candidate: object): UpstreamAnswer {
  const body = receivedBody(`data: ${JSON.stringify({ candidates: [candidate] })}\r\n\r\n`)
  return { kind: 'answered', status: 200, headers: {}, body }
}

const text = (words: string) => ({ content: { parts: [{ text: words }] } })
const first = () =>
  answerOf({ ...text('one'), finishReason: 'CONTINUATION', continuationToken: 'more' })

describe('an answer that Google streams in several pieces', () => {
  it('is one stream, with nothing to take while the next piece is asked for', async () => {
    const askOn = () => Promise.resolve(answerOf({ ...text('two'), finishReason: 'STOP' }))
    const pieces = new StreamedPieces({ first: first(), askOn }, signal, undefined)
    expect((await nextOf(pieces))?.[0]?.candidates?.[0]?.content?.parts).toEqual([{ text: 'one' }])
    expect(pieces.take()).toBe(notYet)
    expect(pieces.take()).toBe(notYet)
    await pieces.arrival()
    expect((await nextOf(pieces))?.[0]?.candidates?.[0]).toMatchObject({ finishReason: 'STOP' })
    expect(await nextOf(pieces)).toBeUndefined()
  })

  it('gives up a piece that comes when nobody wants it any more', async () => {
    const { promise: asked, resolve } = Promise.withResolvers<UpstreamAnswer>()
    const pieces = new StreamedPieces({ first: first(), askOn: () => asked }, signal, undefined)
    await nextOf(pieces)
    expect(pieces.take()).toBe(notYet)
    const given = pieces.arrival()
    pieces.destroy()
    const late = answerOf(text('two'))
    resolve(late)
    await given
    expect(late.body.take()).toBeUndefined()
    expect(pieces.take()).toBeUndefined()
  })

  it('passes on why the next piece could not be asked for', async () => {
    const askOn = () => Promise.reject(new Error('stopped'))
    const pieces = new StreamedPieces({ first: first(), askOn }, signal, undefined)
    await nextOf(pieces)
    await expect(nextOf(pieces)).rejects.toThrow('stopped')
  })
})
