import { zodResponseFormat } from 'openai/helpers/zod'
import type {
  ChatCompletionMessage,
  ChatCompletionMessageParam,
  ChatCompletionMessageToolCall,
} from 'openai/resources/chat/completions'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { startWire } from '../wire/service.ts'
import { MODEL, openAi, user, weatherTool } from './openai-client.ts'

const question = 'What is the weather in Paris and in Tokyo?'
const asked = { model: MODEL, messages: [user(question)], tools: [weatherTool] }

/** What a client sends back: the assistant's message and a result for each of its calls. */
function resultsFor(message: ChatCompletionMessage): ChatCompletionMessageParam[] {
  const results = (message.tool_calls ?? []).map((call) => ({
    role: 'tool' as const,
    tool_call_id: call.id,
    content: `Sunny in ${cityOf(call)}`,
  }))
  return [message, ...results]
}

function cityOf(call: ChatCompletionMessageToolCall): string {
  if (call.type !== 'function') throw new TypeError(`a call of type ${call.type}`)
  return (JSON.parse(call.function.arguments) as { city: string }).city
}

/** The message as a client keeps it that knows only the fields of OpenAI. */
function withoutExtras({ role, content, refusal, tool_calls }: ChatCompletionMessage) {
  const calls = tool_calls?.flatMap((call) =>
    call.type === 'function' ? [{ id: call.id, type: call.type, function: call.function }] : [],
  )
  return { role, content, refusal, ...(calls === undefined ? {} : { tool_calls: calls }) }
}

describe('parallel tool calls', () => {
  it.each([
    ['as the SDK hands them over', (message: ChatCompletionMessage) => message],
    ['without the thought signatures', withoutExtras],
  ])('go a full round trip, %s', async (_name, keep) => {
    await using wire = await startWire()
    const client = openAi(wire)
    const first = await client.chat.completions.create(asked)
    const [choice] = first.choices
    expect(choice?.finish_reason).toBe('tool_calls')
    expect(choice?.message.content).toBeNull()
    expect(choice?.message.tool_calls?.map(cityOf)).toEqual(['Paris', 'Tokyo'])
    expect(new Set(choice?.message.tool_calls?.map(({ id }) => id)).size).toBe(2)

    const messages = [...asked.messages, ...resultsFor(keep(choice!.message))]
    const second = await client.chat.completions.create({ ...asked, messages })
    expect(second.choices[0]?.finish_reason).toBe('stop')
    expect(second.choices[0]?.message.content).toMatch(/Sunny in Paris[^]*Sunny in Tokyo/)
  })

  it('go a full round trip when both answers are streamed', async () => {
    await using wire = await startWire()
    const client = openAi(wire)
    const first = await client.chat.completions.stream(asked).finalChatCompletion()
    expect(first.choices[0]?.finish_reason).toBe('tool_calls')
    const message = first.choices[0]!.message
    expect(message.tool_calls?.map(cityOf)).toEqual(['Paris', 'Tokyo'])

    const messages = [...asked.messages, ...resultsFor(message)]
    const text = await client.chat.completions.stream({ ...asked, messages }).finalContent()
    expect(text).toMatch(/Sunny in Paris[^]*Sunny in Tokyo/)
  })

  it('come in a stream under an index each, with id and name once', async () => {
    await using wire = await startWire()
    const calls = []
    const stream = await openAi(wire).chat.completions.create({ ...asked, stream: true })
    for await (const { choices } of stream) calls.push(...(choices[0]?.delta.tool_calls ?? []))
    for (const index of [0, 1]) {
      const pieces = calls.filter((call) => call.index === index)
      expect(pieces.flatMap(({ id }) => id ?? [])).toHaveLength(1)
      expect(pieces.flatMap((piece) => piece.function?.name ?? [])).toEqual(['get_weather'])
      const json = pieces.map((piece) => piece.function?.arguments ?? '').join('')
      expect(JSON.parse(json)).toEqual({ city: index === 0 ? 'Paris' : 'Tokyo' })
    }
    expect(calls.every(({ index }) => index < 2)).toBe(true)
  })

  it('are not made when tool_choice is none, and always when it is required', async () => {
    await using wire = await startWire()
    const client = openAi(wire)
    const none = await client.chat.completions.create({ ...asked, tool_choice: 'none' })
    expect(none.choices[0]?.message.tool_calls).toBeUndefined()
    const required = await client.chat.completions.create({
      ...asked,
      messages: [user('Hello there')],
      tool_choice: 'required',
    })
    expect(required.choices[0]?.message.tool_calls).toHaveLength(1)
  })
})

describe('the tool runner of the SDK', () => {
  it.each([false, true])('runs every call and gets the final text (stream: %s)', async (stream) => {
    await using wire = await startWire()
    const cities: string[] = []
    const tool = {
      type: 'function' as const,
      function: {
        name: 'get_weather',
        description: 'The weather in a city now',
        parameters: weatherTool.function.parameters!,
        parse: JSON.parse as (input: string) => { city: string },
        function: ({ city }: { city: string }) => {
          cities.push(city)
          return { city, sky: 'clear' }
        },
      },
    }
    const body = { model: MODEL, messages: [user(question)], tools: [tool] }
    const { completions } = openAi(wire).chat
    const runner = stream
      ? completions.runTools({ ...body, stream: true })
      : completions.runTools(body)
    const text = await runner.finalContent()
    expect(cities).toEqual(['Paris', 'Tokyo'])
    expect(text).toMatch(/Paris[^]*clear[^]*Tokyo[^]*clear/)
    expect(wire.demo.requests).toHaveLength(2)
  })
})

describe('structured output', () => {
  const Forecast = z.object({
    city: z.string(),
    degrees: z.int(),
    sky: z.enum(['clear', 'cloudy']),
    rain: z.number().nullable(),
    days: z.array(z.object({ name: z.string() })),
  })
  const body = {
    model: MODEL,
    messages: [user('Forecast for Paris: 21 degrees')],
    response_format: zodResponseFormat(Forecast, 'forecast'),
  }
  const expected = { city: 'Paris', degrees: 21, sky: 'clear' }

  it('is parsed by a zod schema', async () => {
    await using wire = await startWire()
    const completion = await openAi(wire).chat.completions.parse(body)
    const parsed: z.infer<typeof Forecast> | null | undefined =
      completion.choices[0]?.message.parsed
    expect(parsed).toMatchObject(expected)
  })

  it('is parsed from a stream as well', async () => {
    await using wire = await startWire()
    const stream = openAi(wire).chat.completions.stream(body)
    const completion = await stream.finalChatCompletion()
    expect(completion.choices[0]?.message.parsed).toMatchObject(expected)
  })

  it('is any JSON for json_object', async () => {
    await using wire = await startWire()
    const completion = await openAi(wire).chat.completions.create({
      model: MODEL,
      messages: [user('Hello there, in JSON')],
      response_format: { type: 'json_object' },
    })
    expect(JSON.parse(completion.choices[0]?.message.content ?? '')).toEqual({
      answer: expect.stringContaining('Hello there'),
    })
  })
})
