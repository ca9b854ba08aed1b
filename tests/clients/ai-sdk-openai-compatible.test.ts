/** The AI SDK of Vercel with its provider for services that speak OpenAI's API. */
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import {
  APICallError,
  embedMany,
  generateObject,
  generateText,
  isStepCount,
  Output,
  streamObject,
  streamText,
  tool,
} from 'ai'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
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
const provider = (wire: WireService = shared(), apiKey = TOKEN) =>
  createOpenAICompatible({
    name: 'balance',
    baseURL: `${wire.origin}/v1`,
    apiKey,
    includeUsage: true,
    supportsStructuredOutputs: true,
  })
const hello = 'Hello there'
const Forecast = z.object({ city: z.string(), sky: z.enum(['clear', 'cloudy']) })

/** A fresh tool and the cities it was asked for. */
function weather() {
  const cities: string[] = []
  const get_weather = tool({
    description: 'The weather in a city now',
    inputSchema: z.object({ city: z.string() }),
    execute: ({ city }) => {
      cities.push(city)
      return `Sunny in ${city}`
    },
  })
  return { cities, tools: { get_weather } }
}

describe('generateText', () => {
  it('answers with text, reasoning, a reason and usage', async () => {
    const result = await generateText({ model: provider()(MODEL), prompt: hello })
    expect(result.text).toContain('You said: “Hello there”')
    expect(result.reasoningText).toContain('Reading the request')
    expect(result.finishReason).toBe('stop')
    expect(result.usage.outputTokens).toBeGreaterThan(0)
    expect(result.usage.outputTokenDetails.reasoningTokens).toBeGreaterThan(0)
  })

  it('runs parallel tool calls to the end, with the signature Google gave', async () => {
    const { cities, tools } = weather()
    const result = await generateText({
      model: provider()(MODEL),
      prompt: weatherQuestion,
      tools,
      stopWhen: isStepCount(3),
    })
    expect(cities).toEqual(['Paris', 'Tokyo'])
    expect(result.text).toMatch(/Sunny in Paris[^]*Sunny in Tokyo/)
    expect(result.steps.map(({ finishReason }) => finishReason)).toEqual(['tool-calls', 'stop'])
    expect(sentCallSignatures(shared())).toEqual([expect.stringMatching(genuine), undefined])
  })

  it('gives an object for a zod schema', async () => {
    const { output } = await generateText({
      model: provider()(MODEL),
      prompt: 'Forecast for Paris',
      output: Output.object({ schema: Forecast }),
    })
    expect(output).toEqual({ city: 'Paris', sky: 'clear' })
  })

  it('shows the model a picture', async () => {
    const { text } = await generateText({
      model: provider()(MODEL),
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is this?' },
            { type: 'file', mediaType: 'image/png', data: Buffer.from(pixel, 'base64') },
          ],
        },
      ],
    })
    expect(text).toContain('You attached: image/png')
    expect(sentTurns(shared())[0]?.parts[1]?.inlineData?.data).toBe(pixel)
  })
})

describe('generateObject', () => {
  it.each([MODEL, 'gemini-2.5-flash-lite', 'gemini-4-argon'])(
    'gives an object for a zod schema (%s)',
    async (model) => {
      const { object, finishReason, usage } = await generateObject({
        model: provider()(model),
        prompt: 'Forecast for Paris',
        schema: Forecast,
      })
      expect(object).toEqual({ city: 'Paris', sky: 'clear' })
      expect(finishReason).toBe('stop')
      expect(usage.outputTokens).toBeGreaterThan(0)
    },
  )

  it('gives a list, and one of several values', async () => {
    const { object: list } = await generateObject({
      model: provider()(MODEL),
      prompt: 'Forecast for Paris',
      output: 'array',
      schema: Forecast,
    })
    expect(list).toEqual([{ city: 'Paris', sky: 'clear' }])
    const { object: value } = await generateObject({
      model: provider()(MODEL),
      prompt: 'What is the sky like?',
      output: 'enum',
      enum: ['clear', 'cloudy'],
    })
    expect(value).toBe('clear')
  })

  it('streams it piece by piece', async () => {
    const result = streamObject({
      model: provider()(MODEL),
      prompt: 'Forecast for Paris',
      schema: Forecast,
    })
    const pieces: unknown[] = []
    for await (const piece of result.partialObjectStream) pieces.push(piece)
    expect(pieces.length).toBeGreaterThan(1)
    expect(pieces.at(-1)).toEqual({ city: 'Paris', sky: 'clear' })
    expect(await result.object).toEqual({ city: 'Paris', sky: 'clear' })
  })
})

describe('streamText', () => {
  it('brings the text of the whole answer in pieces, reasoning and usage with it', async () => {
    const whole = await generateText({ model: provider()(MODEL), prompt: hello })
    const result = streamText({ model: provider()(MODEL), prompt: hello })
    const pieces: string[] = []
    for await (const piece of result.textStream) pieces.push(piece)
    expect(pieces.length).toBeGreaterThan(2)
    expect(pieces.join('')).toBe(whole.text)
    expect(await result.reasoningText).toBe(whole.reasoningText)
    expect(await result.finishReason).toBe('stop')
    expect((await result.usage).totalTokens).toBe(whole.usage.totalTokens)
  })

  it('runs parallel tool calls to the end, with the signature Google gave', async () => {
    const { cities, tools } = weather()
    const result = streamText({
      model: provider()(MODEL),
      prompt: weatherQuestion,
      tools,
      stopWhen: isStepCount(3),
    })
    expect(await result.text).toMatch(/Sunny in Paris[^]*Sunny in Tokyo/)
    expect(cities).toEqual(['Paris', 'Tokyo'])
    expect(sentCallSignatures(shared())).toEqual([expect.stringMatching(genuine), undefined])
  })

  it('gives an object piece by piece', async () => {
    const { output, partialOutputStream } = streamText({
      model: provider()(MODEL),
      prompt: 'Forecast for Paris',
      output: Output.object({ schema: Forecast }),
    })
    const partial: unknown[] = []
    for await (const piece of partialOutputStream) partial.push(piece)
    expect(partial.at(-1)).toEqual({ city: 'Paris', sky: 'clear' })
    expect(await output).toEqual({ city: 'Paris', sky: 'clear' })
  })

  it('that breaks off reports an error and no end', async () => {
    await using wire = await startWire({ keys: ['demo-cut'] })
    const errors: unknown[] = []
    const result = streamText({
      model: provider(wire)(MODEL),
      prompt: hello,
      maxRetries: 0,
      onError: ({ error }) => void errors.push(error),
    })
    const types: string[] = []
    for await (const { type } of result.stream) types.push(type)
    expect(types).toContain('error')
    expect(errors).toHaveLength(1)
  })
})

it('embedMany embeds every text', async () => {
  const { embeddings, usage } = await embedMany({
    model: provider().embeddingModel(EMBEDDING_MODEL),
    values: ['Hello there', '你好 👋'],
  })
  expect(embeddings.map(({ length }) => length)).toEqual([3072, 3072])
  expect(embeddings[0]).not.toEqual(embeddings[1])
  expect(usage.tokens).toBeGreaterThan(0)
})

describe('a failure', () => {
  it.each<[number, string[], string, object]>([
    [401, ['demo-key-1'], 'wrong', {}],
    [429, ['demo-rpd'], TOKEN, {}],
    [400, ['demo-key-1'], TOKEN, { providerOptions: { balance: { stop: [1] } } }],
  ])('is APICallError %i with our message', async (statusCode, keys, token, more) => {
    await using wire = await startWire({ keys })
    const refused = generateText({
      model: provider(wire, token)(MODEL),
      prompt: hello,
      maxRetries: 0,
      ...more,
    })
    const error: unknown = await refused.catch((reason: unknown) => reason)
    if (!APICallError.isInstance(error)) throw new Error(`not an APICallError: ${String(error)}`)
    expect(error.statusCode).toBe(statusCode)
    const { error: told } = JSON.parse(error.responseBody ?? '') as { error: { message: string } }
    expect(error.message).toBe(told.message)
  })
})
