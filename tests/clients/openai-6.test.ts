/** The version of OpenAI's client before the newest, which most programs still bring along. */
import OpenAI, { type ClientOptions } from 'openai6'
import { zodResponseFormat } from 'openai6/helpers/zod'
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

const user = (content: string) => ({ role: 'user' as const, content })
const hello = { model: MODEL, messages: [user('Hello there')] }
const shared = sharedWire()
const client = (wire: WireService = shared(), options: ClientOptions = {}) =>
  new OpenAI({ baseURL: `${wire.origin}/v1`, apiKey: TOKEN, ...options })

describe('a chat', () => {
  it('is answered whole, and the same when streamed through the helper', async () => {
    const whole = await client().chat.completions.create(hello)
    expect(whole.choices[0]?.message.content).toContain('You said: “Hello there”')
    const stream = client().chat.completions.stream({
      ...hello,
      stream_options: { include_usage: true },
    })
    const completion = await stream.finalChatCompletion()
    expect(completion.choices[0]?.message.content).toBe(whole.choices[0]?.message.content)
    expect(completion.choices[0]?.finish_reason).toBe('stop')
    expect(completion.usage).toEqual(whole.usage)
  })

  it('shows the model a picture', async () => {
    const image = {
      type: 'image_url',
      image_url: { url: `data:image/png;base64,${pixel}` },
    } as const
    const completion = await client().chat.completions.create({
      model: MODEL,
      messages: [{ role: 'user', content: [{ type: 'text', text: 'What is this?' }, image] }],
    })
    expect(completion.choices[0]?.message.content).toContain('You attached: image/png')
    expect(sentTurns(shared())[0]?.parts[1]?.inlineData?.data).toBe(pixel)
  })

  it('is parsed by a zod schema', async () => {
    const Forecast = z.object({ city: z.string(), sky: z.enum(['clear', 'cloudy']) })
    const completion = await client().chat.completions.parse({
      model: MODEL,
      messages: [user('Forecast for Paris')],
      response_format: zodResponseFormat(Forecast, 'forecast'),
    })
    expect(completion.choices[0]?.message.parsed).toEqual({ city: 'Paris', sky: 'clear' })
  })
})

it.each([false, true])(
  'the tool runner runs parallel calls to the end (stream: %s)',
  async (stream) => {
    const cities: string[] = []
    const tool = {
      type: 'function' as const,
      function: {
        name: 'get_weather',
        description: 'The weather in a city now',
        parameters: {
          type: 'object',
          properties: { city: { type: 'string' } },
          required: ['city'],
        },
        parse: JSON.parse as (input: string) => { city: string },
        function: ({ city }: { city: string }) => {
          cities.push(city)
          return `Sunny in ${city}`
        },
      },
    }
    const body = { model: MODEL, messages: [user(weatherQuestion)], tools: [tool] }
    const { completions } = client().chat
    const runner = stream
      ? completions.runTools({ ...body, stream: true })
      : completions.runTools(body)
    expect(await runner.finalContent()).toMatch(/Sunny in Paris[^]*Sunny in Tokyo/)
    expect(cities).toEqual(['Paris', 'Tokyo'])
    expect(sentCallSignatures(shared())).toEqual([expect.stringMatching(genuine), undefined])
  },
)

it('embeddings in the default encoding are those asked for as numbers', async () => {
  const body = { model: EMBEDDING_MODEL, input: ['Hello there', '你好 👋'], dimensions: 128 }
  const { data } = await client().embeddings.create(body)
  const floats = await client().embeddings.create({ ...body, encoding_format: 'float' })
  expect(data.map(({ embedding }) => embedding)).toEqual(
    floats.data.map(({ embedding }) => embedding.map(Math.fround)),
  )
  expect(data.map(({ embedding }) => embedding.length)).toEqual([128, 128])
})

describe('an error of the SDK', () => {
  it('is AuthenticationError for a wrong token', async () => {
    const refused = client(shared(), { apiKey: 'wrong' }).chat.completions.create(hello)
    await expect(refused).rejects.toThrow(OpenAI.AuthenticationError)
  })

  it('is BadRequestError naming the field for a body that makes no sense', async () => {
    const body = { ...hello, messages: [{ role: 'robot', content: 'Hello' } as never] }
    const refused = client().chat.completions.create(body)
    await expect(refused).rejects.toThrow(OpenAI.BadRequestError)
    await expect(refused).rejects.toMatchObject({ param: expect.stringContaining('messages') })
  })

  // This version sleeps for as long as Retry-After says, until midnight if need be.
  it('is RateLimitError at once when the quota of the day is used up', async () => {
    await using wire = await startWire({ keys: ['demo-rpd'] })
    const refused = client(wire).chat.completions.create(hello)
    await expect(refused).rejects.toThrow(OpenAI.RateLimitError)
    expect(wire.demo.requests).toHaveLength(1)
  })

  it('is APIError when a stream breaks off', async () => {
    await using wire = await startWire({ keys: ['demo-cut'] })
    const stream = await client(wire).chat.completions.create({ ...hello, stream: true })
    const read = async () => {
      for await (const { choices } of stream) expect(choices[0]?.finish_reason).toBeNull()
    }
    await expect(read()).rejects.toThrow(OpenAI.APIError)
  })
})
