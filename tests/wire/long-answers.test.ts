/** Whole answers that may take so long that they are read as a stream (conformance B3 rule 17). */
import { expect, it } from 'vitest'
import { eventsOf, startWire, textOf, until, type WireService } from './service.ts'

const verbs = (wire: WireService) =>
  wire.demo.requests.map(({ path }) => path.replace(/^.*:/, '').replace('?alt=sse', ' (events)'))
const asStream = 'streamGenerateContent (events)'

it.each<[string, string, object]>([
  ['of argon', asStream, { model: 'gemini-4-argon' }],
  ['of argon that is to be short', 'generateContent', { model: 'gemini-4-argon', max_tokens: 9 }],
  ['of argon that may be long', asStream, { model: 'gemini-4-argon', max_tokens: 50_000 }],
  ['after much thought', asStream, { reasoning_effort: 'high' }],
  ['of a model that thinks much unasked', asStream, { model: 'gemini-3.1-pro-preview' }],
  ['of the usual kind', 'generateContent', {}],
])('B3.17: a whole answer %s is read by %s', async (_which, verb, body) => {
  await using wire = await startWire()
  const answer = await wire.chat(body)
  expect([answer.status, answer.headers['content-type']]).toEqual([
    200,
    'application/json; charset=utf-8',
  ])
  expect(verbs(wire)).toEqual([verb])
})

it('B3.17: what is read as a stream is what a client that streams is told', async () => {
  await using wire = await startWire()
  const body = {
    model: 'gemini-4-argon',
    messages: [{ role: 'user', content: 'Weather in Paris and in London?' }],
    tools: [
      {
        type: 'function',
        function: { name: 'weather', parameters: { properties: { city: { type: 'string' } } } },
      },
    ],
  }
  const { json } = await wire.chat(body)
  const events = eventsOf(
    (await wire.chat({ ...body, stream: true, stream_options: { include_usage: true } })).text,
  )
  const calls = events.flatMap(({ choices }) => choices?.[0]?.delta.tool_calls ?? [])
  const argumentsOf = (list: any[]) => list.map((call) => call.function.arguments)
  expect(argumentsOf(json.choices[0].message.tool_calls)).toEqual(argumentsOf(calls))
  expect(json.choices[0].finish_reason).toBe('tool_calls')
  expect(json.usage).toEqual(events.at(-2).usage)
  await until(() => wire.records.length === 2)
  const [whole, streamed] = wire.records
  expect(whole?.tokens?.output).toBeGreaterThan(0)
  expect(streamed?.tokens).toEqual(whole?.tokens)
  expect(wire.records.map(({ stream }) => stream)).toEqual([false, true])
  expect(textOf(events)).toBe(json.choices[0].message.content ?? '')
})

it.each(['demo-cut', 'demo-eof', 'demo-error-event', 'demo-error-tail'])(
  'B3.17: one that breaks off is asked of another key, for nothing of it was given (%s)',
  async (key) => {
    await using wire = await startWire({ keys: [key, 'demo-key-1'] })
    const { status, json } = await wire.chat({ model: 'gemini-4-argon' })
    expect(status).toBe(200)
    expect(json.choices[0].message.content).toContain('You said: “Hello there”')
    expect(verbs(wire)).toEqual([asStream, asStream])
  },
)

it('B3.17: one that always breaks off is an error, never half an answer', async () => {
  await using wire = await startWire({ keys: ['demo-eof'] })
  const { status, json } = await wire.chat({ model: 'gemini-4-argon' })
  expect([status, json.error.code]).toEqual([502, 'stream_truncated'])
})
