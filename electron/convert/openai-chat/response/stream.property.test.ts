import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type {
  Candidate,
  FinishReason,
  GenerateContentResponse,
  Part,
} from '../../../gemini/wire.ts'
import { sampleOptions, withoutMadeUpIds } from './answer-options.fixture.ts'
import type { ChatChunk } from './chat-chunk.ts'
import { toChatCompletion, toChoices } from './response.ts'
import { createChatStream } from './stream.ts'

const text = fc.string({ unit: 'grapheme', maxLength: 12 })
const signature = fc.constantFrom('c2lnMQ==', 'c2lnMg==')
const part: fc.Arbitrary<Part> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ text }) },
  fc.record({ text, thought: fc.constant(true) }),
  fc.record({ text, thoughtSignature: signature }),
  fc.record({
    functionCall: fc.record(
      {
        name: fc.constantFrom('read', 'write'),
        id: fc.constantFrom('same', 'odd id', 'x1'),
        args: fc.dictionary(fc.string({ maxLength: 4 }), fc.jsonValue({ maxDepth: 1 })),
      },
      { requiredKeys: ['name'] },
    ),
  }),
  fc.record({ executableCode: fc.record({ code: text }) }),
  fc.constant<Part>({ inlineData: { mimeType: 'image/png', data: 'aGk=' } }),
  fc.constant<Part>({ inlineData: { mimeType: 'audio/L16', data: 'aGk=' } }),
  fc.constant<Part>({}),
)
const finishReason: fc.Arbitrary<FinishReason> = fc.constantFrom(
  'STOP',
  'MAX_TOKENS',
  'SAFETY',
  'MALFORMED_FUNCTION_CALL',
  'OTHER',
)

/** The parts of one candidate and where its stream is cut; the reason may stand on every chunk. */
const candidate = fc.record({
  chunks: fc.array(fc.array(part, { maxLength: 3 }), { minLength: 1, maxLength: 6 }),
  finishReason,
  everywhere: fc.boolean(),
  grounded: fc.boolean(),
})
type Sample = typeof candidate extends fc.Arbitrary<infer T> ? T : never

const grounding = {
  groundingMetadata: {
    groundingChunks: [{ web: { uri: 'https://a.example', title: 'A' } }],
  },
}

function streamOf(samples: Sample[]): GenerateContentResponse[] {
  const length = Math.max(...samples.map(({ chunks }) => chunks.length))
  return Array.from({ length }, (_, step) => ({
    responseId: 'r1',
    usageMetadata: { promptTokenCount: 5, candidatesTokenCount: step },
    candidates: samples.flatMap((sample, index): Candidate[] => {
      const parts = sample.chunks[step]
      const isLast = step === sample.chunks.length - 1
      if (parts === undefined) return []
      return [
        {
          index,
          content: { role: 'model', parts },
          ...((isLast || sample.everywhere) && { finishReason: sample.finishReason }),
          ...(isLast && sample.grounded && grounding),
        },
      ]
    }),
  }))
}

/** The same answer as one body: text that a stream cut in two is one part again. */
function wholeOf(samples: Sample[]): GenerateContentResponse {
  const [last] = streamOf(samples).slice(-1)
  return {
    ...last,
    candidates: samples.map((sample, index) => ({
      index,
      content: { role: 'model', parts: sample.chunks.flat() },
      finishReason: sample.finishReason,
      ...(sample.grounded && grounding),
    })),
  }
}

function runStream(samples: Sample[]) {
  const stream = createChatStream({
    ...sampleOptions({ showSearchLink: true }),
    includeUsage: true,
  })
  const sent = streamOf(samples).flatMap((response) => stream.push(response))
  const end = stream.end()
  const chunks = end.kind === 'finished' ? [...sent, ...end.chunks] : sent
  return { kind: end.kind, chunks, usage: stream.usage() }
}

function runWhole(samples: Sample[]) {
  return toChatCompletion(wholeOf(samples), sampleOptions({ showSearchLink: true }))
}

function expectOneChoice(chunks: ChatChunk[], index: number): void {
  const own = chunks.flatMap(({ choices }) => choices).filter((one) => one.index === index)
  expect(own.filter(({ delta }) => delta.role !== undefined)).toEqual([own[0]])
  expect(own.filter(({ finish_reason }) => finish_reason !== null)).toEqual([own.at(-1)])
  const calls = own.flatMap(({ delta }) => delta.tool_calls ?? [])
  expect(calls.map((call) => call.index)).toEqual([...calls.keys()])
  expect(new Set(calls.map(({ id }) => id)).size).toBe(calls.length)
}

const samples = fc.array(candidate, { minLength: 1, maxLength: 2 })

describe('any stream', () => {
  it('H: has one role and one finish per choice, numbers calls upwards, keeps its id, gives usage once', () => {
    fc.assert(
      fc.property(samples, (given) => {
        const { kind, chunks } = runStream(given)
        fc.pre(kind === 'finished')
        const heads = chunks.map(({ id, created, model }) => `${id} ${created} ${model}`)
        expect(new Set(heads).size).toBe(1)
        expect(chunks.filter(({ usage }) => usage)).toEqual([chunks.at(-1)])
        expect(chunks.at(-1)?.choices).toEqual([])
        for (const index of given.keys()) expectOneChoice(chunks, index)
      }),
    )
  })

  it('H: put together equals the answer without streaming', () => {
    fc.assert(
      fc.property(samples, (given) => {
        const whole = runWhole(given)
        fc.pre(whole.kind === 'finished')
        const { kind, chunks, usage } = runStream(given)
        expect(kind).toBe('finished')
        const { id, choices, usage: wholeUsage } = whole.completion
        expect(withoutMadeUpIds(toChoices(chunks))).toEqual(withoutMadeUpIds(choices))
        expect([chunks[0]?.id, usage]).toEqual([id, wholeUsage])
      }),
    )
  })

  it('B1: of an answer without use, a client has seen nothing but thoughts', () => {
    fc.assert(
      fc.property(samples, (given) => {
        fc.pre(runWhole(given).kind === 'empty')
        const { kind, chunks } = runStream(given)
        const seen = toChoices(chunks).map(({ message }) => message)
        expect(seen.map(({ content, tool_calls }) => [content, tool_calls])).toEqual(
          seen.map(() => ['', undefined]),
        )
        expect(kind).toBe('empty')
      }),
    )
  })
})
