/** LangChain with its models for Google's own API. */
import { HumanMessage, type BaseMessage } from '@langchain/core/messages'
import { tool } from '@langchain/core/tools'
import { ChatGoogleGenerativeAI, GoogleGenerativeAIEmbeddings } from '@langchain/google-genai'
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
} from './conversation.ts'

const shared = sharedWire()
const settings = (wire: WireService = shared(), apiKey = TOKEN) => ({
  apiKey,
  baseUrl: wire.origin,
  maxRetries: 0,
})
const chat = (...where: Parameters<typeof settings>) =>
  new ChatGoogleGenerativeAI({ model: MODEL, ...settings(...where) })
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
    expect(answer.usage_metadata).toMatchObject({ input_tokens: 3, output_tokens: positive })
  })

  it('streams the same text in pieces', async () => {
    const whole = await chat().invoke(hello)
    const pieces = []
    for await (const piece of await chat().stream(hello)) pieces.push(piece)
    expect(pieces.length).toBeGreaterThan(3)
    expect(pieces.reduce((sum, piece) => sum.concat(piece)).text).toBe(whole.text)
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

// Of one call: results of parallel ones go out as a turn each, which Google refuses as it would
// without us, because native routes pass bytes.
it.each([false, true])(
  'a tool call goes a full round trip with the signature Google gave (stream: %s)',
  async (stream) => {
    const model = chat().bindTools([getWeather])
    const messages: BaseMessage[] = [new HumanMessage('What is the weather in Paris?')]
    let asked
    if (stream) {
      const pieces = []
      for await (const piece of await model.stream(messages)) pieces.push(piece)
      asked = pieces.reduce((sum, piece) => sum.concat(piece))
    } else {
      asked = await model.invoke(messages)
    }
    expect(asked.tool_calls?.map(({ args }) => args)).toEqual([{ city: 'Paris' }])
    messages.push(asked)
    for (const call of asked.tool_calls ?? []) {
      messages.push(await getWeather.invoke({ ...call, type: 'tool_call' }))
    }
    expect((await model.invoke(messages)).text).toContain('Sunny in Paris')
    expect(sentCallSignatures(shared())).toEqual([expect.stringMatching(genuine)])
  },
)

it('embeds documents and a query', async () => {
  const embeddings = new GoogleGenerativeAIEmbeddings({ model: EMBEDDING_MODEL, ...settings() })
  const documents = await embeddings.embedDocuments(['Hello there', '你好 👋'])
  expect(documents.map(({ length }) => length)).toEqual([3072, 3072])
  expect(await embeddings.embedQuery('Hello there')).toEqual(documents[0])
})

describe('a failure', () => {
  it.each<[number, string[], string, object]>([
    [401, ['demo-key-1'], 'wrong', {}],
    [429, ['demo-rpd'], TOKEN, {}],
    [400, ['demo-key-1'], TOKEN, { thinkingConfig: { thinkingLevel: 'MINIMAL' } }],
  ])('is an error with status %i', async (status, keys, token, more) => {
    await using wire = await startWire({ keys })
    const model = new ChatGoogleGenerativeAI({ model: MODEL, ...settings(wire, token), ...more })
    await expect(model.invoke(hello)).rejects.toMatchObject({ status })
  })
})
