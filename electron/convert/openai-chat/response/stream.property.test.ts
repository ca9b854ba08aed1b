import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type {
  Candidate,
  FinishReason,
  GenerateContentResponse,
  Part,
} from '../../../gemini/wire.ts'
import { sampleOptions, withoutMadeUpIds } from './answer-options.fixture.ts'
import type { ChatAnswerOptions } from './answer-options.ts'
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
        willContinue: fc.boolean(),
        partialArgs: fc.array(
          fc.record({ jsonPath: fc.constantFrom('$.a', '$.b[0]', '$.b[1].c'), stringValue: text }),
          { maxLength: 2 },
        ),
      },
      { requiredKeys: ['name'] },
    ),
  }),
  // A further piece of the call before it.
  fc.boolean().map((willContinue): Part => ({
    functionCall: { partialArgs: [{ jsonPath: '$.a', stringValue: 'more' }], willContinue },
  })),
  fc.constantFrom<Part>(
    { toolCall: { id: 's1', toolType: 'GOOGLE_SEARCH_WEB' }, thoughtSignature: 'c2lnMw==' },
    { toolResponse: { id: 's1', toolType: 'GOOGLE_SEARCH_WEB' } },
    { codeExecutionResult: { outcome: 'OUTCOME_FAILED', output: 'no' } },
    { fileData: { mimeType: 'image/png', fileUri: 'https://a.example/a.png' } },
  ),
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
  cited: fc.boolean(),
  /** Which part is quoted, and how much of it, where there is so much. */
  quote: fc.record({ part: fc.nat(5), from: fc.nat(6), length: fc.nat(6), isTold: fc.boolean() }),
})
type Sample = typeof candidate extends fc.Arbitrary<infer T> ? T : never

/** The parts of an answer that was not streamed: text that a stream cut in two is one part. */
function wholeParts({ chunks }: Sample): Part[] {
  const parts: Part[] = []
  for (const chunk of chunks) {
    for (const [position, one] of chunk.entries()) {
      const last = parts.at(-1)
      const continues =
        position === 0 && isText(one) && isText(last) && one.thought === last.thought
      if (continues) parts.splice(-1, 1, { ...last, ...one, text: last.text + one.text })
      else parts.push(one)
    }
  }
  return parts
}

const isText = (one: Part | undefined): one is Part & { text: string } => one?.text !== undefined

/** Metadata that quotes a stretch of one part, as Google does: in bytes. */
function metadataOf(sample: Sample): Partial<Candidate> {
  const { part: partIndex, from, length, isTold } = sample.quote
  const characters = [...(wholeParts(sample)[partIndex]?.text ?? '')]
  const bytesUpTo = (count: number) => Buffer.byteLength(characters.slice(0, count).join(''))
  const segment = {
    partIndex,
    startIndex: bytesUpTo(from),
    endIndex: bytesUpTo(from + length),
    ...(isTold && { text: characters.slice(from, from + length).join('') }),
  }
  const cited = { startIndex: 0, endIndex: bytesUpTo(from), uri: 'https://b.example' }
  return {
    ...(sample.grounded && {
      groundingMetadata: {
        groundingChunks: [{ web: { uri: 'https://a.example', title: 'A' } }],
        groundingSupports: [{ segment, groundingChunkIndices: [0] }],
      },
    }),
    ...(sample.cited && { citationMetadata: { citationSources: [cited] } }),
  }
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
          ...(isLast && metadataOf(sample)),
        },
      ]
    }),
  }))
}

/** The same answer as one body. */
function wholeOf(samples: Sample[]): GenerateContentResponse {
  const [last] = streamOf(samples).slice(-1)
  return {
    ...last,
    candidates: samples.map((sample, index) => ({
      index,
      content: { role: 'model', parts: wholeParts(sample) },
      finishReason: sample.finishReason,
      ...metadataOf(sample),
    })),
  }
}

type Options = Partial<ChatAnswerOptions>

const options: fc.Arbitrary<Options> = fc.record({
  showThinkingProcess: fc.boolean(),
  thinkingFormat: fc.constantFrom('reasoning_content' as const, 'think-tags' as const),
  imageFormat: fc.constantFrom('markdown' as const, 'image-list' as const),
  showSearchLink: fc.boolean(),
  parallelToolCalls: fc.boolean(),
  customToolNames: fc.constantFrom(new Set<string>(), new Set(['write'])),
})

function runStream(samples: Sample[], changes: Options) {
  const stream = createChatStream({ ...sampleOptions(changes), includeUsage: true })
  const sent = streamOf(structuredClone(samples)).flatMap((response) => stream.push(response))
  const end = stream.end()
  const chunks = end.kind === 'finished' ? [...sent, ...end.chunks] : sent
  return { kind: end.kind, chunks, usage: stream.usage() }
}

function runWhole(samples: Sample[], changes: Options) {
  return toChatCompletion(wholeOf(structuredClone(samples)), sampleOptions(changes))
}

function expectOneChoice(chunks: ChatChunk[], index: number): void {
  const own = chunks.flatMap((chunk) => chunk.choices).filter((one) => one.index === index)
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
      fc.property(samples, options, (given, changes) => {
        const { kind, chunks } = runStream(given, changes)
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
      fc.property(samples, options, (given, changes) => {
        const whole = runWhole(given, changes)
        fc.pre(whole.kind === 'finished')
        const { kind, chunks, usage } = runStream(given, changes)
        expect(kind).toBe('finished')
        const { id, choices, usage: wholeUsage } = whole.completion
        expect(withoutMadeUpIds(toChoices(chunks.flatMap((chunk) => chunk.choices)))).toEqual(
          withoutMadeUpIds(choices),
        )
        expect([chunks[0]?.id, usage]).toEqual([id, wholeUsage])
      }),
    )
  })

  it('B1: of an answer without use, a client has seen nothing but thoughts', () => {
    fc.assert(
      fc.property(samples, options, (given, others) => {
        const changes: Options = { ...others, thinkingFormat: 'reasoning_content' }
        fc.pre(runWhole(given, changes).kind === 'empty')
        const { kind, chunks } = runStream(given, changes)
        const seen = toChoices(chunks.flatMap((chunk) => chunk.choices)).map(
          ({ message }) => message,
        )
        expect(seen.map(({ content, tool_calls }) => [content, tool_calls])).toEqual(
          seen.map(() => ['', undefined]),
        )
        expect(kind).toBe('empty')
      }),
    )
  })
})
