/** LangChain with its models for OpenAI's API. */
import { HumanMessage, type BaseMessage } from '@langchain/core/messages'
import { tool } from '@langchain/core/tools'
import { ChatOpenAI, OpenAIEmbeddings } from '@langchain/openai'
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
const settings = (wire: WireService = shared(), apiKey = TOKEN) => ({
  apiKey,
  configuration: { baseURL: `${wire.origin}/v1` },
  maxRetries: 0,
})
const chat = (...where: Parameters<typeof settings>) =>
  new ChatOpenAI({ model: MODEL, ...settings(...where) })
const hello = 'Hello there'
const positive: unknown = expect.toSatisfy((count: number) => count > 0)

const getWeather = tool(({ city }: { city: string }) => `Sunny in ${city}`, {
  name: 'get_weather',
  description: 'The weather in a city now',
  schema: z.object({ city: z.string() }),
})

describe('a chat', () => {
  it('is answered with text and usage', async () => {
    const answer = await chat().invoke(hello)
    expect(answer.text).toContain('You said: “Hello there”')
    expect(answer.response_metadata['finish_reason']).toBe('stop')
    expect(answer.usage_metadata).toMatchObject({
      input_tokens: 3,
      output_tokens: positive,
      output_token_details: { reasoning: positive },
    })
  })

  it('streams the same text in pieces, with usage at the end', async () => {
    const whole = await chat().invoke(hello)
    const pieces = []
    for await (const piece of await chat().stream(hello)) pieces.push(piece)
    expect(pieces.length).toBeGreaterThan(3)
    const joined = pieces.reduce((sum, piece) => sum.concat(piece))
    expect(joined.text).toBe(whole.text)
    expect(joined.usage_metadata).toEqual(whole.usage_metadata)
  })

  it('shows the model a picture', async () => {
    const url = `data:image/png;base64,${pixel}`
    const message = new HumanMessage({
      content: [
        { type: 'text', text: 'What is this?' },
        { type: 'image_url', image_url: { url } },
      ],
    })
    expect((await chat().invoke([message])).text).toContain('You attached: image/png')
    expect(sentTurns(shared())[0]?.parts[1]?.inlineData?.data).toBe(pixel)
  })

  it('gives an object for a zod schema', async () => {
    const Forecast = z.object({ city: z.string(), sky: z.enum(['clear', 'cloudy']) })
    const forecaster = chat().withStructuredOutput(Forecast, { name: 'forecast' })
    expect(await forecaster.invoke('Forecast for Paris')).toEqual({ city: 'Paris', sky: 'clear' })
  })
})

// LangChain keeps only the fields of OpenAI, so the service has to remember the signature.
it.each([false, true])(
  'parallel tool calls go a full round trip with the signature Google gave (stream: %s)',
  async (stream) => {
    const model = chat().bindTools([getWeather])
    const messages: BaseMessage[] = [new HumanMessage(weatherQuestion)]
    let asked
    if (stream) {
      const pieces = []
      for await (const piece of await model.stream(messages)) pieces.push(piece)
      asked = pieces.reduce((sum, piece) => sum.concat(piece))
    } else {
      asked = await model.invoke(messages)
    }
    expect(asked.tool_calls?.map(({ args }) => args)).toEqual([
      { city: 'Paris' },
      { city: 'Tokyo' },
    ])
    messages.push(asked)
    for (const call of asked.tool_calls ?? []) {
      messages.push(await getWeather.invoke({ ...call, type: 'tool_call' }))
    }
    expect((await model.invoke(messages)).text).toMatch(/Sunny in Paris[^]*Sunny in Tokyo/)
    expect(sentCallSignatures(shared())).toEqual([expect.stringMatching(genuine), undefined])
  },
)

it('embeds documents and a query', async () => {
  const embeddings = new OpenAIEmbeddings({
    model: EMBEDDING_MODEL,
    dimensions: 128,
    ...settings(),
  })
  const documents = await embeddings.embedDocuments(['Hello there', '你好 👋'])
  expect(documents.map(({ length }) => length)).toEqual([128, 128])
  expect(await embeddings.embedQuery('Hello there')).toEqual(documents[0])
})

describe('a failure', () => {
  it.each<[number, string[], string, object]>([
    [401, ['demo-key-1'], 'wrong', {}],
    [429, ['demo-rpd'], TOKEN, {}],
    [400, ['demo-key-1'], TOKEN, { stop: [1] }],
  ])('is an error with status %i', async (status, keys, token, more) => {
    await using wire = await startWire({ keys })
    await expect(chat(wire, token).invoke(hello, more)).rejects.toMatchObject({ status })
  })

  it('in the middle of a stream is an error after the text so far', async () => {
    await using wire = await startWire({ keys: ['demo-cut'] })
    const pieces: string[] = []
    const read = async () => {
      for await (const { text } of await chat(wire).stream(hello)) pieces.push(text)
    }
    await expect(read()).rejects.toThrow(/broke off in the middle of its answer/)
    expect(pieces.length).toBeGreaterThan(0)
  })
})
