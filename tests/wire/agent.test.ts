import { describe, expect, it } from 'vitest'
import { eventsOf, startWire, type WireService } from './service.ts'

const tool = {
  type: 'function',
  function: {
    name: 'weather/get now',
    description: 'The weather in a city',
    parameters: { type: 'object', properties: { city: { type: 'string' } } },
  },
}
const STEPS = 6
const question = {
  role: 'user',
  content: `[[steps ${STEPS}]] What is the weather in Paris and in London?`,
}

type Keep = (message: any) => object
const whole: Keep = (message) => message
/** What a client keeps that knows only the fields of OpenAI. */
const known: Keep = ({ role, content, tool_calls: calls }) => ({
  role,
  content,
  ...(calls && {
    tool_calls: calls.map(({ id, type, function: { name, arguments: args } }: any) => ({
      id,
      type,
      function: { name, arguments: args },
    })),
  }),
})
/** One that makes up ids of its own. */
const renamed: Keep = (message) => ({
  ...known(message),
  tool_calls: message.tool_calls?.map(({ id, function: called }: any) => ({
    id: `own-${id}`,
    type: 'function',
    function: called,
  })),
})

type Answering = (calls: any[]) => object[]
const inOrder: Answering = (calls) =>
  calls.map(({ id }, n) => ({ role: 'tool', tool_call_id: id, content: `Sunny ${n}` }))

async function ask(wire: WireService, body: object): Promise<any> {
  const answer = await wire.chat(body)
  expect([answer.status, answer.text]).toEqual([200, expect.any(String)])
  if (!answer.text.startsWith('data:')) return answer.json.choices[0].message
  const deltas = eventsOf(answer.text).flatMap((event) => event.choices?.[0]?.delta ?? [])
  const calls = deltas.flatMap((delta) => delta.tool_calls ?? [])
  return {
    role: 'assistant',
    content: deltas.map((delta) => delta.content ?? '').join('') || null,
    ...(calls.length > 0 && { tool_calls: calls }),
  }
}

/** Runs the tools until the model has no more calls; gives the last message and all of them. */
async function runAgent(
  wire: WireService,
  { keep = known, answer = inOrder, body = (_step: number): object => ({}) },
) {
  const messages: any[] = [question]
  for (let step = 0; step <= STEPS; step += 1) {
    const message = await ask(wire, { messages, tools: [tool], ...body(step) })
    const kept: any = keep(message)
    messages.push(kept)
    if (!message.tool_calls) return { step, messages, text: message.content as string }
    expect(message.tool_calls.map((call: any) => call.function.name)).toEqual([
      'weather/get now',
      'weather/get now',
    ])
    messages.push(...answer(kept.tool_calls))
  }
  throw new Error('The agent never ends')
}

describe('an agent of six steps with parallel calls ends well', () => {
  it.each<[string, Parameters<typeof runAgent>[1]]>([
    ['when the client keeps all fields', { keep: whole }],
    ['when the client drops fields it does not know', {}],
    ['when the client makes up ids of its own', { keep: renamed }],
    ['when everything is streamed', { body: () => ({ stream: true }) }],
    ['when results come in another order', { answer: (calls) => inOrder(calls).toReversed() }],
    ['when a result is missing', { answer: (calls) => inOrder(calls).slice(0, 1) }],
    [
      'when results hold no JSON, nothing or an error',
      {
        answer: ([one, two]) => [
          { role: 'tool', tool_call_id: one.id, content: '' },
          { role: 'tool', tool_call_id: two.id, content: '{"half":', is_error: true },
        ],
      },
    ],
    [
      'when the model changes on the way',
      {
        body: (step) => ({ model: step < 3 ? 'gemini-3.8-flash' : 'gemini-3.1-pro-preview' }),
      },
    ],
    [
      'when the model changes on the way and the client keeps foreign signatures',
      {
        keep: whole,
        body: (step) => ({ model: step % 2 ? 'gemini-3.6-flash' : 'gemini-3-flash-preview' }),
      },
    ],
    ['on an older model', { body: () => ({ model: 'gemini-2.5-flash-lite' }) }],
    ['under an alias', { body: () => ({ model: 'gemini-flash-latest' }) }],
    ['on argon', { body: () => ({ model: 'gemini-4-argon', reasoning_effort: 'none' }) }],
  ])('%s', async (_case, how) => {
    await using wire = await startWire({ keys: ['demo-key-1', 'demo-key-2', 'demo-key-3'] })
    const { step, text } = await runAgent(wire, how)
    expect(step).toBe(STEPS)
    expect(text).toContain('Here is what came back')
    // Google never had to refuse anything on the way.
    expect(wire.demo.requests).toHaveLength(STEPS + 1)
    for (const key of wire.service.pool.list()) expect(key).toMatchObject({ failures: 0 })
  })

  it('and keeps ids, order and names of its calls to the end', async () => {
    await using wire = await startWire()
    const { messages } = await runAgent(wire, {})
    const sent = wire.demo.requests.at(-1)?.body as any
    const calls = messages.flatMap((message) => message.tool_calls ?? [])
    const sentCalls = sent.contents.flatMap(({ parts }: any) =>
      parts.flatMap((part: any) => part.functionCall ?? []),
    )
    const sentResults = sent.contents.flatMap(({ parts }: any) =>
      parts.flatMap((part: any) => part.functionResponse ?? []),
    )
    expect(sentCalls.map(({ id }: any) => id)).toEqual(calls.map(({ id }) => id))
    expect(sentResults.map(({ id }: any) => id)).toEqual(calls.map(({ id }) => id))
    expect(new Set([...sentCalls, ...sentResults].map(({ name }: any) => name))).toEqual(
      new Set(['weather_get_now']),
    )
    expect(sentCalls.map(({ args }: any) => args)).toEqual(
      calls.map((call) => JSON.parse(call.function.arguments)),
    )
  })
})
