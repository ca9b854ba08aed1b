/** Streams of a Google gone mad: whatever comes, a client reads well-formed chunks or an error. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSseReader, parseStreamEvent } from '../../../gemini/sse.ts'
import { sampleOptions } from './answer-options.fixture.ts'
import type { ChatChunk } from './chat-chunk.ts'
import { toChatCompletion } from './response.ts'
import { createChatStream } from './stream.ts'

const deep = (levels: number): string => `${'{"a":'.repeat(levels)}0${'}'.repeat(levels)}`

const hostile: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    1.5,
    2 ** 53,
    1e308,
    '',
    'text',
    [],
    {},
    [null],
    [[]],
  ),
  fc.constantFrom<unknown>('\n\ndata: x', '\r', '\u2028', '\ud800', '[DONE]', 'x'.repeat(10_000)),
  fc.constantFrom(JSON.parse('{"__proto__":{"hacked":1},"length":-1}'), JSON.parse(deep(300))),
  fc.jsonValue({ maxDepth: 2 }),
)
const wild = <T>(usual: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: hostile })
const fields = (model: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<unknown> =>
  wild(
    fc.record(Object.fromEntries(Object.entries(model).map(([name, one]) => [name, wild(one)])), {
      requiredKeys: [],
    }),
  )
const listOf = (item: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.array(item, { maxLength: 3 })

const text = fc.string({ unit: 'grapheme', maxLength: 6 })
const count = fc.nat(1000)
const flag = fc.boolean()
const jsonPath = fc.constantFrom(
  '$.a',
  '$.a[0].b',
  '$.a[4000000000]',
  '$.a[9][99999999]',
  '$.__proto__.hacked',
  '$.a.__proto__.hacked',
  '$.a.constructor.prototype.hacked',
  '$',
  '',
)

const functionCall = fields({
  name: fc.constantFrom('read', 'write', '__proto__'),
  id: fc.constantFrom('same', 'odd id'),
  args: fc.oneof(
    fc.dictionary(text, fc.jsonValue({ maxDepth: 1 })),
    fc.constant({ a: {} }),
    hostile,
  ),
  willContinue: flag,
  partialArgs: listOf(fields({ jsonPath, stringValue: text, numberValue: count, boolValue: flag })),
})
const part = fields({
  text,
  thought: flag,
  thoughtSignature: fc.constant('c2ln'),
  functionCall,
  inlineData: fields({
    mimeType: fc.constantFrom('image/png', 'audio/L16;rate=24000', 'audio/L16;rate=99999999999'),
    data: fc.constantFrom('aGk=', 'no base64 é'),
  }),
  executableCode: fields({ language: fc.constant('PYTHON'), code: text }),
  codeExecutionResult: fields({ outcome: fc.constant('OUTCOME_FAILED'), output: text }),
})
const segment = fields({ partIndex: count, startIndex: count, endIndex: count, text })
const grounding = fields({
  groundingChunks: listOf(fields({ web: fields({ uri: text, title: text }), image: fields({}) })),
  groundingSupports: listOf(fields({ segment, groundingChunkIndices: listOf(count) })),
  searchEntryPoint: fields({ renderedContent: text }),
})
const chunk = fields({
  responseId: text,
  modelVersion: text,
  promptFeedback: fields({ blockReasonMessage: text }),
  usageMetadata: fields({
    promptTokenCount: count,
    candidatesTokenCount: count,
    promptTokensDetails: listOf(fields({ modality: fc.constant('AUDIO'), tokenCount: count })),
  }),
  candidates: listOf(
    fields({
      index: fc.constantFrom(0, 0, 1, 7),
      content: fields({ parts: listOf(part) }),
      finishReason: fc.constantFrom('STOP', 'MAX_TOKENS', 'SAFETY', 'NO_IMAGE', 'BRAND_NEW'),
      finishMessage: text,
      safetyRatings: listOf(fields({ category: text, blocked: flag })),
      groundingMetadata: grounding,
      urlContextMetadata: fields({ urlMetadata: listOf(fields({ retrievedUrl: text })) }),
    }),
  ),
})
/** Payloads of events; now and then one is cut off or no JSON at all. */
const payload = fc.oneof(
  { weight: 20, arbitrary: chunk.map((one) => JSON.stringify(one)) },
  {
    weight: 1,
    arbitrary: fc.tuple(chunk, count).map(([one, at]) => JSON.stringify(one).slice(0, at)),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(deep(9000), '[', '{"error":7}', '[{"error":{}}]', 'null'),
  },
)
const options = fc.record({
  thinkingFormat: fc.constantFrom('reasoning_content' as const, 'think-tags' as const),
  imageFormat: fc.constantFrom('markdown' as const, 'image-list' as const),
  showSearchLink: flag,
  parallelToolCalls: flag,
})
const given = fc.tuple(fc.array(payload, { maxLength: 5 }), options)

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
