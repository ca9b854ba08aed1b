/** Answers that Google gives in several pieces (conformance B2, CONTINUATION). */
import type { ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import type { DemoRequest } from '../../electron/demo/server.ts'
import { eventsOf, startWire, textOf, until } from './service.ts'

const model = 'gemini-4-argon'
const streamed = { model, stream: true, stream_options: { include_usage: true } }

const usage = (prompt: number, answer: number) => ({
  usageMetadata: { promptTokenCount: prompt, candidatesTokenCount: answer },
})
const piece = (text: string, tokens: object, end: object) => ({
  candidates: [{ content: { role: 'model', parts: [{ text }] }, ...end }],
  ...tokens,
})
const goesOn = (continuationToken: string) => ({ finishReason: 'CONTINUATION', continuationToken })
const overloaded = { error: { code: 503, message: 'Overloaded', status: 'UNAVAILABLE' } }

/** A Google that answers each call with the next of these bodies. */
function piecewise(...bodies: object[]) {
  const left = [...bodies]
  return ({ path }: DemoRequest, response: ServerResponse) => {
    const body = left.shift() ?? overloaded
    const isFault = 'error' in body
    const isStream = path.includes('alt=sse') && !isFault
    const type = isStream ? 'text/event-stream' : 'application/json'
    response.writeHead(isFault ? 503 : 200, { 'content-type': type })
    response.end(isStream ? `data: ${JSON.stringify(body)}\r\n\r\n` : JSON.stringify(body))
    return true
  }
}

const three = () =>
  piecewise(
    piece('One, ', usage(10, 2), goesOn('first')),
    piece('two, ', usage(12, 3), goesOn('second')),
    piece('three.', usage(15, 4), { finishReason: 'STOP' }),
  )
const sum = { prompt_tokens: 37, completion_tokens: 9, total_tokens: 46 }

describe('an answer in three pieces', () => {
  it('is one answer, with the tokens of all its pieces', async () => {
    await using wire = await startWire({ script: three() })
    const { json } = await wire.chat({ model })
    expect(json.choices).toMatchObject([
      { message: { content: 'One, two, three.' }, finish_reason: 'stop' },
    ])
    expect(json.usage).toMatchObject(sum)
  })

  it('is one stream with one end', async () => {
    await using wire = await startWire({ script: three() })
    const events = eventsOf((await wire.chat(streamed)).text)
    expect(textOf(events)).toBe('One, two, three.')
    expect(events.flatMap(({ choices }) => choices?.[0]?.finish_reason ?? [])).toEqual(['stop'])
    expect(events.flatMap((event) => event.usage ?? [])).toMatchObject([sum])
    expect(events.at(-1)).toBe('[DONE]')
  })

  it('is asked for as its beginning was, of the same key, with the latest token', async () => {
    await using wire = await startWire({ keys: ['demo-key-1', 'demo-key-2'], script: three() })
    await wire.chat({ model })
    const [first, second, third] = wire.demo.requests
    expect(second?.body).toEqual({ ...(first?.body as object), continuationToken: 'first' })
    expect(third?.body).toEqual({ ...(first?.body as object), continuationToken: 'second' })
    const keys = wire.demo.requests.map(({ headers }) => headers['x-goog-api-key'])
    expect(new Set(keys).size).toBe(1)
    await until(() => wire.records.length === 1)
    expect(wire.records[0]?.tokens).toMatchObject({ input: 37, output: 9 })
  })
})

it('what a later piece said before it failed reaches the client, and then the failure', async () => {
  const later = piece('two', {}, {})
  let calls = 0
  const script = (_request: DemoRequest, response: ServerResponse) => {
    calls += 1
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    const first = [piece('One, ', {}, goesOn('first'))]
    const events = calls === 1 ? first : [later, overloaded]
    // In one write, as one read of the socket has it.
    response.end(events.map((event) => `data: ${JSON.stringify(event)}\r\n\r\n`).join(''))
    return true
  }
  await using wire = await startWire({ script })
  const events = eventsOf((await wire.chat(streamed)).text)
  expect(textOf(events)).toBe('One, two')
  expect(events.at(-1).error.message).toContain('Overloaded')
})

describe('an answer of which no further piece can be had', () => {
  const broken = () => piecewise(piece('One, ', usage(10, 2), goesOn('first')), overloaded)

  it.each([
    ['Google is overloaded', broken],
    [
      'Google names no token',
      () => piecewise(piece('One, ', {}, { finishReason: 'CONTINUATION' })),
    ],
  ])('keeps what is there and says that it was cut short: %s', async (_why, script) => {
    await using wire = await startWire({ script: script() })
    const { json } = await wire.chat({ model })
    expect(json.choices).toMatchObject([{ message: { content: 'One, ' }, finish_reason: 'length' }])
  })

  it('does so in a stream too', async () => {
    await using wire = await startWire({ script: broken() })
    const events = eventsOf((await wire.chat(streamed)).text)
    expect(textOf(events)).toBe('One, ')
    expect(events.flatMap(({ choices }) => choices?.[0]?.finish_reason ?? [])).toEqual(['length'])
    expect(events.at(-1)).toBe('[DONE]')
  })

  it('says that it broke off when the connection breaks inside a piece', async () => {
    const cut = `data: ${JSON.stringify({ candidates: [{ content: { parts: [{ text: 'tw' }] } }] })}\r\n\r\n`
    const begin = piecewise(piece('One, ', usage(10, 2), goesOn('first')))
    await using wire = await startWire({
      script(request, response) {
        if (request.id === 1) return begin(request, response)
        response.writeHead(200, { 'content-type': 'text/event-stream' }).end(cut)
        return true
      },
    })
    const events = eventsOf((await wire.chat(streamed)).text)
    expect(textOf(events)).toBe('One, tw')
    expect(events.at(-1)).toMatchObject({ error: { code: 'stream_truncated' } })
  })
})

it('a model that would go on for ever is stopped', async () => {
  await using wire = await startWire({
    script: (request, response) =>
      piecewise(piece('.', usage(1, 1), goesOn('again')))(request, response),
  })
  const { json } = await wire.chat({ model })
  expect(json.choices[0]).toMatchObject({
    message: { content: '.'.repeat(32) },
    finish_reason: 'length',
  })
})
