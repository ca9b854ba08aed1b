/** Payloads of a Google gone mad, for property tests: mostly in shape, now and then anything. */
import fc from 'fast-check'

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
  fileData: fields({ mimeType: fc.constant('image/png'), fileUri: text }),
  toolCall: fields({ id: text, toolType: text, args: hostile }),
  toolResponse: fields({ id: text, response: hostile }),
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
      citationMetadata: fields({
        citationSources: listOf(fields({ startIndex: count, endIndex: count, uri: text })),
      }),
      continuationToken: text,
      urlContextMetadata: fields({ urlMetadata: listOf(fields({ retrievedUrl: text })) }),
    }),
  ),
})
/** Payloads of events; now and then one is cut off or no JSON at all. */
export const hostilePayload: fc.Arbitrary<string> = fc.oneof(
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
