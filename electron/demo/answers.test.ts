import { inflateSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { GenerateContentResponse } from '../gemini/wire.ts'
import { errorOf, generate, partsOf, post, saying, stream, textOf } from './demo-client.ts'
import { startDemoUpstream, type DemoUpstream } from './server.ts'

let demo: DemoUpstream
beforeAll(async () => {
  demo = await startDemoUpstream()
})
afterAll(() => demo.close())

const weather = {
  name: 'get_weather',
  description: 'Current conditions in a city',
  parametersJsonSchema: {
    type: 'object',
    properties: { city: { type: 'string' }, unit: { enum: ['celsius', 'fahrenheit'] } },
    required: ['city', 'unit'],
  },
}
const withTools = (text: string, declarations: object[], config?: object) =>
  saying(text, {
    tools: [{ functionDeclarations: declarations }],
    ...(config === undefined ? {} : { toolConfig: { functionCallingConfig: config } }),
  })
const callsIn = (...chunks: GenerateContentResponse[]) =>
  partsOf(...chunks).flatMap(({ functionCall }) => (functionCall ? [functionCall] : []))

describe('a plain answer', () => {
  it('quotes the prompt, and is the same whole and streamed', async () => {
    const body = saying('Why is the sky blue?', {
      systemInstruction: { parts: [{ text: 'Be brief.' }] },
    })
    const chunks = await stream(demo.baseUrl, { body })
    const whole = await generate(demo.baseUrl, { body })
    expect(textOf(whole)).toContain('“Why is the sky blue?”')
    expect(textOf(whole)).toContain('“Be brief.”')
    expect(textOf(whole)).toContain('demo')
    expect(textOf(...chunks)).toBe(textOf(whole))
    expect(whole.usageMetadata).toEqual(chunks.at(-1)?.usageMetadata)
    expect(whole.modelVersion).toBe('gemini-3.8-flash')
    expect(new Set(chunks.map(({ responseId }) => responseId)).size).toBe(1)
  })

  it('counts usage upwards, and the prompt as countTokens does', async () => {
    const body = saying('How long is a piece of string?')
    const chunks = await stream(demo.baseUrl, { body })
    const totals = chunks.map(({ usageMetadata }) => usageMetadata?.totalTokenCount ?? 0)
    expect(totals).toEqual(totals.toSorted((a, b) => a - b))
    const counted = (await (await post(demo.baseUrl, { verb: 'countTokens', body })).json()) as {
      totalTokens: number
    }
    expect(counted.totalTokens).toBe(8)
    expect(chunks[0]?.usageMetadata?.promptTokenCount).toBe(8)
    const { usageMetadata = {} } = chunks.at(-1) ?? {}
    expect(usageMetadata.totalTokenCount).toBe(8 + (usageMetadata.candidatesTokenCount ?? 0))
  })

  it('names the model an alias stands for', async () => {
    const { modelVersion } = await generate(demo.baseUrl, { model: 'gemini-pro-latest' })
    expect(modelVersion).toBe('gemini-3.1-pro-preview')
  })

  it('mentions attachments', async () => {
    const parts = [{ text: 'Look' }, { inline_data: { mime_type: 'image/png', data: '' } }]
    const answer = await generate(demo.baseUrl, { body: { contents: [{ parts }] } })
    expect(textOf(answer)).toContain('image/png')
    expect(answer.usageMetadata?.promptTokensDetails).toContainEqual({
      modality: 'IMAGE',
      tokenCount: 258,
    })
  })
})

describe('directives', () => {
  it('[[length N]] gives N chunks and [[finish NAME]] the reason', async () => {
    const body = saying('Go [[length 7]] [[finish SAFETY]]')
    const chunks = await stream(demo.baseUrl, { body })
    expect(chunks).toHaveLength(7)
    expect(chunks.at(-1)?.candidates?.[0]?.finishReason).toBe('SAFETY')
  })

  it('[[silent]] leaves a candidate without parts', async () => {
    const body = saying('[[silent]] [[finish PROHIBITED_CONTENT]]')
    const { candidates } = await generate(demo.baseUrl, { body })
    expect(candidates).toEqual([{ content: {}, finishReason: 'PROHIBITED_CONTENT', index: 0 }])
  })

  it('[[thought]] thinks unasked, and no directive is quoted back', async () => {
    const answer = await generate(demo.baseUrl, { body: saying('[[thought]] Hi') })
    expect(partsOf(answer)[0]?.thought).toBe(true)
    expect(textOf(answer)).toContain('“Hi”')
  })
})

describe('limits', () => {
  it('stops before a stop sequence', async () => {
    const generationConfig = { stopSequences: ['demo of'] }
    const { candidates } = await generate(demo.baseUrl, {
      body: saying('Hi', { generationConfig }),
    })
    expect(textOf({ candidates: candidates ?? [] })).toBe('你好 👋 This is the built-in ')
    expect(candidates?.[0]?.finishReason).toBe('STOP')
  })

  it('spends maxOutputTokens and no more, thoughts included', async () => {
    const few = saying('Hi', { generationConfig: { maxOutputTokens: 3 } })
    const short = await generate(demo.baseUrl, { body: few })
    expect(textOf(short)).toBe('你好 👋 This i')
    expect(short.candidates?.[0]?.finishReason).toBe('MAX_TOKENS')
    expect(short.usageMetadata?.candidatesTokenCount).toBe(3)
    const generationConfig = { maxOutputTokens: 3, thinkingConfig: { includeThoughts: true } }
    const spent = await generate(demo.baseUrl, { body: saying('Hi', { generationConfig }) })
    expect(textOf(spent)).toBe('')
    expect(spent.candidates?.[0]?.finishReason).toBe('MAX_TOKENS')
  })
})

describe('thoughts', () => {
  const body = saying('Hi', { generationConfig: { thinkingConfig: { includeThoughts: true } } })

  it('come first and are counted; the first part after them is signed from gemini-3 on', async () => {
    const chunks = await stream(demo.baseUrl, { body })
    const parts = partsOf(...chunks)
    expect(parts.map(({ thought }) => thought === true).slice(0, 3)).toEqual([true, true, false])
    expect(parts[2]?.thoughtSignature).toMatch(/^[A-Za-z0-9+/]{40,}={0,2}$/)
    expect(parts.filter((part) => part.thoughtSignature)).toHaveLength(1)
    expect(chunks[0]?.usageMetadata?.candidatesTokenCount).toBeUndefined()
    expect(chunks.at(-1)?.usageMetadata?.thoughtsTokenCount).toBeGreaterThan(10)
  })

  it('are not signed on 2.5', async () => {
    const answer = await generate(demo.baseUrl, { body, model: 'gemini-2.5-flash-lite' })
    expect(partsOf(answer)[0]?.thought).toBe(true)
    expect(partsOf(answer).some((part) => part.thoughtSignature)).toBe(false)
  })
})

describe('function calls', () => {
  it('come in parallel, one per chunk, with ids and one signature, then an empty end', async () => {
    const body = withTools('What is the weather in Paris and in Tokyo?', [weather])
    const chunks = await stream(demo.baseUrl, { body })
    expect(chunks).toHaveLength(3)
    const calls = callsIn(...chunks)
    expect(calls.map(({ args }) => args)).toEqual([
      { city: 'Paris', unit: 'celsius' },
      { city: 'Tokyo', unit: 'celsius' },
    ])
    expect(new Set(calls.map(({ id }) => id)).size).toBe(2)
    const signatures = partsOf(...chunks).map((part) => part.thoughtSignature !== undefined)
    expect(signatures).toEqual([true, false, false])
    expect(chunks[2]?.candidates?.[0]).toMatchObject({
      content: { parts: [{ text: '' }] },
      finishReason: 'STOP',
    })
    const whole = await generate(demo.baseUrl, { body })
    expect(partsOf(whole)).toHaveLength(2)
    expect(whole.candidates?.[0]?.finishMessage).toBe('Model generated function call(s).')
  })

  const time = { name: 'get_time' }
  const hello = 'Hello there'
  const choices: [what: string, text: string, config: object | undefined, names: string[]][] = [
    ['none when the prompt is about something else', hello, undefined, []],
    ['none in mode NONE', 'weather', { mode: 'NONE' }, []],
    ['one by its description', 'Which city?', undefined, ['get_weather']],
    [
      'both when both are named',
      'time and weather',
      { mode: 'VALIDATED' },
      ['get_weather', 'get_time'],
    ],
    ['the first in mode ANY', hello, { mode: 'ANY' }, ['get_weather']],
    ['an allowed one', hello, { mode: 'ANY', allowedFunctionNames: ['get_time'] }, ['get_time']],
  ]
  it.each(choices)('choose %s', async (_what, text, config, names) => {
    const answer = await generate(demo.baseUrl, { body: withTools(text, [weather, time], config) })
    expect(callsIn(answer).map(({ name }) => name)).toEqual(names)
  })

  it('leave args out for a function without parameters, and ids out on 2.5', async () => {
    const body = withTools('time', [time])
    const model = 'gemini-2.5-flash-lite'
    expect(callsIn(await generate(demo.baseUrl, { body, model }))).toEqual([{ name: 'get_time' }])
  })

  it('fill nested schemas of either dialect', async () => {
    const parameters = {
      type: 'OBJECT',
      properties: {
        count: { type: 'INTEGER', maximum: 5 },
        ratio: { type: 'NUMBER' },
        sure: { type: 'BOOLEAN' },
        tags: { type: 'ARRAY', items: { type: 'STRING' }, minItems: 2 },
        where: { type: 'OBJECT', properties: { day: { type: 'STRING', format: 'date' } } },
        maybe: { anyOf: [{ type: 'NULL' }, { type: 'STRING', enum: ['b', 'a'] }] },
      },
    }
    const body = withTools('book 7 or 2.5 seats', [{ name: 'book', parameters }])
    expect(callsIn(await generate(demo.baseUrl, { body }))[0]?.args).toEqual({
      count: 5,
      ratio: 2.5,
      sure: true,
      tags: ['book 7 or 2.5 seats', 'book 7 or 2.5 seats'],
      where: { day: '2026-01-01' },
      maybe: 'b',
    })
  })

  it('are followed by a summary of the results', async () => {
    const functionCall = { name: 'get_weather', args: {} }
    const functionResponse = { name: 'get_weather', response: { degrees: 20 } }
    const body = {
      ...withTools('weather', [weather]),
      contents: [
        { role: 'user', parts: [{ text: 'weather' }] },
        {
          role: 'model',
          parts: [{ functionCall, thoughtSignature: 'skip_thought_signature_validator' }],
        },
        { role: 'user', parts: [{ functionResponse }] },
      ],
    }
    const answer = await generate(demo.baseUrl, { body })
    expect(textOf(answer)).toContain('get_weather → {"degrees":20}')
    expect(callsIn(answer)).toEqual([])
  })
})

describe('the steps directive', () => {
  it('has functions called again until there were so many steps', async () => {
    const text = { text: '[[steps 2]] weather' }
    const contents: object[] = [{ role: 'user', parts: [text] }]
    const body = () => ({ ...withTools('weather', [weather]), contents })
    for (const isLast of [false, false, true]) {
      const answer = await generate(demo.baseUrl, { body: body() })
      const calls = partsOf(answer).filter((part) => part.functionCall)
      expect(calls.length > 0).toBe(!isLast)
      const results = calls.map(({ functionCall }) => ({
        functionResponse: { id: functionCall?.id, name: functionCall?.name, response: {} },
      }))
      contents.push({ role: 'model', parts: calls }, { role: 'user', parts: results })
    }
  })
})

describe('built-in tools', () => {
  it.each(['googleSearch', 'google_search'])('%s grounds bytes of the text', async (tool) => {
    const body = saying('news', { tools: [{ [tool]: {} }] })
    const chunks = await stream(demo.baseUrl, { body })
    const bytes = Buffer.from(textOf(...chunks))
    expect(chunks[0]?.candidates?.[0]?.groundingMetadata).toBeUndefined()
    const grounding = chunks.at(-1)?.candidates?.[0]?.groundingMetadata
    expect(grounding?.webSearchQueries).toEqual(['news'])
    expect(grounding?.groundingChunks?.[0]?.web?.uri).toMatch(/^https:/)
    expect(grounding?.searchEntryPoint?.renderedContent).toContain('chip')
    const segments = (grounding?.groundingSupports ?? []).map(({ segment }) => segment)
    expect(segments).toHaveLength(3)
    expect(segments[0]).not.toHaveProperty('startIndex')
    for (const segment of segments) {
      const cited = bytes.subarray(segment?.startIndex ?? 0, segment?.endIndex).toString()
      expect(cited).toBe(segment?.text)
    }
  })

  it('code execution shows the code, its output and a sentence', async () => {
    const body = saying('compute the sum of 20 and 22', { tools: [{ codeExecution: {} }] })
    const parts = partsOf(await generate(demo.baseUrl, { body }))
    expect(parts[0]?.executableCode).toMatchObject({ language: 'PYTHON' })
    expect(parts[1]?.codeExecutionResult).toMatchObject({ outcome: 'OUTCOME_OK', output: '42\n' })
    expect(parts[0]?.executableCode?.id).toBe(parts[1]?.codeExecutionResult?.id)
    expect(parts[2]?.text).toContain('42')
  })
})

describe('JSON mode', () => {
  const json = (generationConfig: object) =>
    saying('cities', {
      generationConfig: { responseMimeType: 'application/json', ...generationConfig },
    })

  it('writes what the schema describes, in several chunks', async () => {
    const responseJsonSchema = {
      $defs: {
        node: {
          type: 'object',
          properties: {
            name: { type: 'string', maxLength: 3 },
            children: { type: 'array', items: { $ref: '#/$defs/node' } },
          },
          required: ['name', 'children'],
        },
      },
      $ref: '#/$defs/node',
    }
    const chunks = await stream(demo.baseUrl, { body: json({ responseJsonSchema }) })
    expect(chunks.length).toBeGreaterThan(1)
    expect(JSON.parse(textOf(...chunks))).toMatchObject({
      name: 'cit',
      children: [{ name: 'cit' }],
    })
  })

  it('writes an answer object without a schema', async () => {
    const answer = await generate(demo.baseUrl, { body: json({}) })
    expect(JSON.parse(textOf(answer))).toEqual({ answer: '你好 👋 cities' })
  })
})

describe('pictures', () => {
  const body = (text: string, more: object = {}) =>
    saying(text, { generationConfig: { responseModalities: ['TEXT', 'IMAGE'], ...more } })
  const model = 'gemini-nano-banana-2.1'

  it('are real PNGs of the size asked for, signed, in colours of the prompt', async () => {
    const wide = { imageConfig: { aspectRatio: '16:9' } }
    const [words, picture] = partsOf(
      await generate(demo.baseUrl, { model, body: body('a cat', wide) }),
    )
    expect(words?.text).toContain('a cat')
    expect(picture?.thoughtSignature).toBeDefined()
    expect(picture?.inlineData?.mimeType).toBe('image/png')
    const png = Buffer.from(picture?.inlineData?.data ?? '', 'base64')
    expect(png.subarray(1, 4).toString()).toBe('PNG')
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([256, 144])
    const pixels = inflateSync(png.subarray(41, 41 + png.readUInt32BE(33)))
    expect(pixels).toHaveLength(144 * (1 + 256 * 3))
    const other = partsOf(await generate(demo.baseUrl, { model, body: body('a dog', wide) }))[1]
    expect(other?.inlineData?.data).not.toBe(picture?.inlineData?.data)
  })

  it('come alone when only a picture is wanted', async () => {
    const parts = partsOf(
      await generate(demo.baseUrl, { model, body: body('x', { responseModalities: ['IMAGE'] }) }),
    )
    expect(parts.map((part) => Object.keys(part))).toEqual([['inlineData', 'thoughtSignature']])
  })
})

describe('embeddings', () => {
  const batch = async (model: string, texts: string[], more: object = {}) => {
    const requests = texts.map((text) => ({
      model: `models/${model}`,
      content: { parts: [{ text }] },
      ...more,
    }))
    return post(demo.baseUrl, { model, verb: 'batchEmbedContents', body: { requests } })
  }
  interface Answer {
    embeddings: { values: number[] }[]
    usageMetadata?: object
  }

  it('are unit vectors of the text, in order, and gemini-embedding-2 reports usage', async () => {
    const answer = (await (await batch('gemini-embedding-2', ['a', 'b', 'a'])).json()) as Answer
    const [a, b, again] = answer.embeddings.map(({ values }) => values)
    expect(a).toHaveLength(3072)
    expect(Math.hypot(...(a ?? []))).toBeCloseTo(1, 5)
    expect(again).toEqual(a)
    expect(b).not.toEqual(a)
    expect(answer.usageMetadata).toEqual({
      promptTokenCount: 1,
      promptTokenDetails: [{ modality: 'TEXT', tokenCount: 1 }],
    })
  })

  it('have the dimensions asked for; gemini-embedding-001 does not normalise them', async () => {
    const lengths: Record<string, number> = {}
    for (const model of ['gemini-embedding-2', 'gemini-embedding-001']) {
      const body = { content: { parts: [{ text: 'a' }] }, outputDimensionality: 768 }
      const response = await post(demo.baseUrl, { model, verb: 'embedContent', body })
      const { embedding } = (await response.json()) as { embedding: { values: number[] } }
      expect(embedding.values).toHaveLength(768)
      lengths[model] = Math.hypot(...embedding.values)
    }
    expect(lengths['gemini-embedding-2']).toBeCloseTo(1, 5)
    expect(lengths['gemini-embedding-001']).toBeLessThan(0.9)
  })

  it('are refused for an empty text, another model or too many at once', async () => {
    const model = 'gemini-embedding-001'
    const empty = await batch(model, ['a', ''])
    expect(empty.status).toBe(400)
    expect((await errorOf(empty)).message).toContain('requests[1].content contains an empty Part')
    expect((await batch(model, ['a'], { model: 'models/other' })).status).toBe(400)
    expect(
      (
        await batch(
          model,
          Array.from({ length: 101 }, () => 'a'),
        )
      ).status,
    ).toBe(400)
  })
})

it('counts a whole generateContentRequest, and refuses tools beside contents', async () => {
  const contents = [{ role: 'user', parts: [{ text: '12345678' }] }]
  const systemInstruction = { parts: [{ text: '1234' }] }
  const count = (body: object) => post(demo.baseUrl, { verb: 'countTokens', body })
  const generateContentRequest = { model: 'models/gemini-3.8-flash', contents, systemInstruction }
  expect(await (await count({ generateContentRequest })).json()).toEqual({
    totalTokens: 3,
    promptTokensDetails: [{ modality: 'TEXT', tokenCount: 3 }],
  })
  const refused = await count({ contents, tools: [] })
  expect([refused.status, (await errorOf(refused)).message]).toEqual([
    400,
    'Invalid JSON payload received. Unknown name "tools": Cannot find field.',
  ])
})
