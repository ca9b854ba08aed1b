/**
 * Google's first client, retired but still in use. Its reader of streams knows nothing but `data:`
 * lines: anything else in a stream, and it hangs (conformance E42).
 */
import {
  type Content,
  type FunctionDeclaration,
  GoogleGenerativeAI,
  GoogleGenerativeAIFetchError,
  SchemaType,
} from '@google/generative-ai'
import { describe, expect, it } from 'vitest'
import { startWire, TOKEN, type WireService } from '../wire/service.ts'
import {
  EMBEDDING_MODEL,
  genuine,
  MODEL,
  pixel,
  sentCallSignatures,
  sentTurns,
  sharedWire,
  weatherQuestion,
} from './conversation.ts'

const shared = sharedWire()
const hello = 'Hello there'

function modelOf(model: string, { wire = shared(), token = TOKEN, more = {} } = {}) {
  return new GoogleGenerativeAI(token).getGenerativeModel(
    { model, ...more },
    { baseUrl: wire.origin },
  )
}

async function streamed(wire: WireService) {
  const { stream } = await modelOf(MODEL, { wire }).generateContentStream(hello)
  const texts = []
  for await (const chunk of stream) texts.push(chunk.text())
  return texts
}

it('generates, and streams the same text in pieces', async () => {
  const { response } = await modelOf(MODEL).generateContent(hello)
  expect(response.text()).toContain('You said: “Hello there”')
  const texts = await streamed(shared())
  expect(texts.length).toBeGreaterThan(2)
  expect(texts.join('')).toBe(response.text())
})

it('E42: a stream that pauses gets no signs of life, which would hang the reader', async () => {
  const event = (text: string) =>
    `data: ${JSON.stringify({ candidates: [{ content: { parts: [{ text }] } }] })}\r\n\r\n`
  await using wire = await startWire({
    settings: { keepAliveSeconds: 0.002 },
    script: (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(event('Hello '))
      setTimeout(() => response.end(event('there')), 20)
      return true
    },
  })
  expect(await streamed(wire)).toEqual(['Hello ', 'there'])
})

it('counts tokens and embeds', async () => {
  expect((await modelOf(MODEL).countTokens(hello)).totalTokens).toBe(3)
  const { embedding } = await modelOf(EMBEDDING_MODEL).embedContent(hello)
  expect(embedding.values).toHaveLength(3072)
})

it('shows the model a picture', async () => {
  const inlineData = { mimeType: 'image/png', data: pixel }
  const { response } = await modelOf(MODEL).generateContent(['What is this?', { inlineData }])
  expect(response.text()).toContain('You attached: image/png')
  expect(sentTurns(shared())[0]?.parts[1]?.inlineData).toEqual(inlineData)
})

it('gives JSON by a schema', async () => {
  const generationConfig = {
    responseMimeType: 'application/json',
    responseSchema: {
      type: SchemaType.OBJECT,
      properties: { city: { type: SchemaType.STRING } },
      required: ['city'],
    },
  } as const
  const model = modelOf(MODEL, { more: { generationConfig } })
  const { response } = await model.generateContent('Forecast for Paris')
  expect(JSON.parse(response.text())).toEqual({ city: 'Paris' })
})

// Its chat gives results the role `function`, which current models refuse; native routes pass bytes.
it('calls functions in parallel and uses what they return, signatures kept', async () => {
  const declaration: FunctionDeclaration = {
    name: 'get_weather',
    description: 'The weather in a city now',
    parameters: {
      type: SchemaType.OBJECT,
      properties: { city: { type: SchemaType.STRING } },
      required: ['city'],
    },
  }
  const model = modelOf(MODEL, { more: { tools: [{ functionDeclarations: [declaration] }] } })
  const question: Content = { role: 'user', parts: [{ text: weatherQuestion }] }
  const { response } = await model.generateContent({ contents: [question] })
  const calls = response.functionCalls() ?? []
  expect(calls.map(({ args }) => args)).toEqual([{ city: 'Paris' }, { city: 'Tokyo' }])
  const asked = response.candidates?.[0]?.content
  if (asked === undefined) throw new Error('There is no answer')
  const results = calls.map(({ name, args, ...id }) => ({
    functionResponse: { ...id, name, response: args },
  }))
  const answered = await model.generateContent({
    contents: [question, asked, { role: 'user', parts: results }],
  })
  expect(answered.response.text()).toMatch(/Paris[^]*Tokyo/)
  expect(sentCallSignatures(shared())).toEqual([expect.stringMatching(genuine), undefined])
})

describe('a failure', () => {
  it.each<[number, string[], string, object]>([
    [401, ['demo-key-1'], 'wrong', {}],
    [429, ['demo-rpd'], TOKEN, {}],
    [400, ['demo-key-1'], TOKEN, { generationConfig: { frequencyPenalty: 1 } }],
  ])('is an error with status %i', async (status, keys, token, more) => {
    await using wire = await startWire({ keys })
    const refused = modelOf(MODEL, { wire, token, more }).generateContent(hello)
    await expect(refused).rejects.toThrow(GoogleGenerativeAIFetchError)
    await expect(refused).rejects.toMatchObject({ status })
  })
})
