/** Streams of a Google gone mad: whatever comes, a client reads well-formed chunks or an error. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSseReader, parseStreamEvent } from '../../../gemini/sse.ts'
import { sampleOptions } from './answer-options.fixture.ts'
import type { ChatChunk } from './chat-chunk.ts'
import { hostilePayload } from './hostile-payload.fixture.ts'
import { toChatCompletion } from './response.ts'
import { createChatStream } from './stream.ts'

const options = fc.record({
  thinkingFormat: fc.constantFrom('reasoning_content' as const, 'think-tags' as const),
  imageFormat: fc.constantFrom('markdown' as const, 'image-list' as const),
  showSearchLink: fc.boolean(),
  parallelToolCalls: fc.boolean(),
  showThinkingProcess: fc.boolean(),
})
const given = fc.tuple(fc.array(hostilePayload, { maxLength: 5 }), options)

/** What a client reads of the stream, and how it ends; a chunk that is none ends it. */
function run([payloads, changes]: [string[], Parameters<typeof sampleOptions>[0]]) {
  const reader = createSseReader()
  const stream = createChatStream({ ...sampleOptions(changes), includeUsage: true })
  const sent: ChatChunk[] = []
  for (const data of reader.push(payloads.map((one) => `data: ${one}\r\n\r\n`).join(''))) {
    const event = parseStreamEvent(data)
    if (!('chunk' in event)) return { kind: 'failed', chunks: sent }
    sent.push(...stream.push(event.chunk))
  }
  const end = stream.end()
  return { kind: end.kind, chunks: end.kind === 'finished' ? [...sent, ...end.chunks] : sent }
}

const finishReasons = new Set(['stop', 'length', 'tool_calls', 'content_filter', null])

function expectWellFormed({ choices, id, usage }: ChatChunk): void {
  expect(id).toMatch(/^chatcmpl-./s)
  for (const { index, delta, finish_reason: reason } of choices) {
    expect(Number.isSafeInteger(index) && index >= 0).toBe(true)
    expect(finishReasons.has(reason)).toBe(true)
    for (const shown of [delta.content, delta.reasoning_content, delta.refusal]) {
      expect(['string', 'undefined']).toContain(typeof shown)
    }
    for (const call of delta.tool_calls ?? []) {
      expect(call.id).toMatch(/^[A-Za-z0-9_-]{1,64}$/)
      if (call.type === 'function') expect(JSON.parse(call.function.arguments)).toBeTypeOf('object')
    }
  }
  for (const tokens of Object.values(usage ?? {})) {
    if (typeof tokens !== 'object') expect(Number.isSafeInteger(tokens)).toBe(true)
  }
}

function expectOneEnd(chunks: ChatChunk[], isFinished: boolean): void {
  const choices = chunks.flatMap((one) => one.choices)
  for (const index of new Set(choices.map((choice) => choice.index))) {
    const own = choices.filter((choice) => choice.index === index)
    expect(own.filter(({ delta }) => delta.role !== undefined)).toEqual([own[0]])
    const ends = own.filter(({ finish_reason: reason }) => reason !== null)
    expect(ends).toEqual(isFinished ? [own.at(-1)] : [])
    const calls = own.flatMap(({ delta }) => delta.tool_calls ?? [])
    expect(calls.map((call) => call.index)).toEqual([...calls.keys()])
  }
}

describe('a stream of anything', () => {
  it('H: never throws, and what is sent is well-formed, with one end or none', () => {
    fc.assert(
      fc.property(given, (sample) => {
        const { kind, chunks } = run(sample)
        chunks.forEach(expectWellFormed)
        expectOneEnd(chunks, kind === 'finished')
        expect(new Set(chunks.map(({ id }) => id)).size).toBeLessThan(2)
        for (const one of chunks) expect(JSON.stringify(one)).not.toMatch(/[\r\n]/)
        expect(({} as Record<string, unknown>)['hacked']).toBeUndefined()
      }),
      { numRuns: 200 },
    )
  })

  it('H: a whole answer of anything never throws either', () => {
    fc.assert(
      fc.property(given, ([payloads, changes]) => {
        const results = payloads.map(parseStreamEvent).flatMap((event) => {
          return 'chunk' in event ? [toChatCompletion(event.chunk, sampleOptions(changes))] : []
        })
        expect(JSON.stringify(results)).not.toMatch(/[\r\n]/)
      }),
      { numRuns: 200 },
    )
  })
})
