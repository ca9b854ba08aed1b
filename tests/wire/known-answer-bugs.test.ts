/** Answers that other proxies got wrong, and whom they blamed for it (conformance E). */
import { describe, expect, it } from 'vitest'
import {
  chatBody,
  eventsOf,
  startWire,
  textOf,
  until,
  type WireOptions,
  type WireService,
} from './service.ts'

type Script = NonNullable<WireOptions['script']>

const chunk = (candidate: object, more: object = {}) =>
  `data: ${JSON.stringify({ candidates: [candidate], ...more })}\r\n\r\n`
const said = (text: string, end: object = {}) => ({ content: { parts: [{ text }] }, ...end })

/** A Google that answers a stream with these bytes. */
const streaming =
  (...pieces: string[]): Script =>
  (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.end(pieces.join(''))
    return true
  }
const refusing =
  (code: number, status: string, message: string, details: object[] = []): Script =>
  (_request, response) => {
    response.writeHead(code, { 'content-type': 'application/json; charset=UTF-8' })
    response.end(JSON.stringify({ error: { code, message, status, details } }))
    return true
  }

const statesOf = (wire: WireService) => wire.service.pool.list().map(({ state }) => state)

describe('usage', () => {
  const counts = {
    promptTokenCount: 100,
    cachedContentTokenCount: 60,
    toolUsePromptTokenCount: 7,
    candidatesTokenCount: 20,
    thoughtsTokenCount: 30,
    totalTokenCount: 157,
  }
  const usage = {
    prompt_tokens: 107,
    completion_tokens: 50,
    total_tokens: 157,
    prompt_tokens_details: { cached_tokens: 60 },
    completion_tokens_details: { reasoning_tokens: 30 },
  }
  // Google repeats its counts and leaves out on the way what it has said before.
  const script = streaming(
    chunk(said('Hel'), { usageMetadata: { promptTokenCount: 100, cachedContentTokenCount: 60 } }),
    chunk(said('lo', { finishReason: 'STOP' }), { usageMetadata: counts }),
  )

  it('E24: of a stream comes in a last chunk, with reasoning and cached tokens', async () => {
    await using wire = await startWire({ script })
    const { text } = await wire.chat({ stream: true, stream_options: { include_usage: true } })
    const events = eventsOf(text)
    expect(events.at(-2)).toMatchObject({ choices: [], usage })
    expect(events.filter((event) => event.usage)).toHaveLength(1)
    const tokens = { input: 107, output: 20, thinking: 30, cached: 60 }
    await until(() => wire.records.length === 1)
    expect(wire.records[0]?.tokens).toEqual(tokens)
  })

  it('E25: adds up: thoughts are of the answer, cached tokens part of the prompt', async () => {
    await using wire = await startWire({
      script(_request, response) {
        response.writeHead(200, { 'content-type': 'application/json' })
        const candidates = [said('Hello', { finishReason: 'STOP' })]
        response.end(JSON.stringify({ candidates, usageMetadata: counts }))
        return true
      },
    })
    expect((await wire.chat()).json.usage).toMatchObject(usage)
  })
})

describe('a stream that is none', () => {
  const answers = [
    { candidates: [said('Once upon')] },
    { candidates: [said(' a time', { finishReason: 'STOP' })] },
  ]
  const whole = { candidates: [said('Once upon a time', { finishReason: 'STOP' })] }

  it.each<[string, string, string]>([
    ['one JSON object', 'application/json', JSON.stringify(whole)],
    ['one JSON object over many lines', 'application/json', JSON.stringify(whole, null, 2)],
    ['a JSON array of its chunks', 'application/json', JSON.stringify(answers, null, 2)],
    ['all chunks in one event', 'text/event-stream', `data: ${JSON.stringify(answers)}\n\n`],
    [
      'events of another type',
      'application/json',
      answers.map((one) => `data: ${JSON.stringify(one)}\n\n`).join(''),
    ],
  ])('B3.16: is read all the same: %s', async (_what, type, body) => {
    await using wire = await startWire({
      script(_request, response) {
        response.writeHead(200, { 'content-type': type }).end(body)
        return true
      },
    })
    const events = eventsOf((await wire.chat({ stream: true })).text)
    expect(textOf(events)).toBe('Once upon a time')
    expect(events.at(-1)).toBe('[DONE]')
  })

  it.each([
    ['nothing', ''],
    ['a page', '<html>Sign in to the network</html>'],
    ['half an object', '{"candidates":[{"content"'],
  ])('B6: is an upstream fault, tried with another key: %s', async (_what, body) => {
    await using wire = await startWire({
      keys: ['demo-key-1', 'demo-key-2'],
      script(request, response) {
        if (request.id > 1) return false
        response.writeHead(200, { 'content-type': 'text/html' }).end(body)
        return true
      },
    })
    const events = eventsOf((await wire.chat({ stream: true })).text)
    expect(events.at(-1)).toBe('[DONE]')
    expect(wire.demo.requests).toHaveLength(2)
  })
})

describe('an error in the middle of a stream', () => {
  const error = { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' }
  const tails: [string, string][] = [
    ['as an event', `data: ${JSON.stringify({ error })}\r\n\r\n`],
    ['as an event without a code', `data: {"error":{"status":"UNAVAILABLE"}}\r\n\r\n`],
    ['as raw JSON over many lines', JSON.stringify({ error }, null, 2)],
    ['as raw JSON in an array', JSON.stringify([{ error }], null, 2)],
  ]

  it.each(tails)('E29: is told to the client after all there was (%s)', async (_how, tail) => {
    let goOn: () => void = () => undefined
    await using wire = await startWire({
      script(_request, response) {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.write(chunk(said('Once upon')))
        goOn = () => response.end(chunk(said(' a time')) + tail)
        return true
      },
    })
    const answer = await wire.open('/v1/chat/completions', { body: chatBody({ stream: true }) })
    let text = ''
    for await (const bytes of answer as AsyncIterable<Buffer>) {
      text += bytes.toString()
      goOn()
      goOn = () => undefined
    }
    const events = eventsOf(text)
    expect(textOf(events)).toBe('Once upon a time')
    expect(events.at(-1)).toMatchObject({ error: { type: 'overloaded_error', code: 'overloaded' } })
    expect(text).not.toMatch(/\[DONE\]|"finish_reason":"/)
    expect(statesOf(wire)).toEqual(['ready'])
  })

  it.each(tails.slice(0, 2))(
    'E29: that comes at once is tried elsewhere (%s)',
    async (_how, tail) => {
      const script: Script = (request, response) =>
        request.headers['x-goog-api-key'] === 'demo-key-1' &&
        streaming(chunk(said('Once upon')), tail)(request, response)
      await using wire = await startWire({ keys: ['demo-key-1', 'demo-key-2'], script })
      const events = eventsOf((await wire.chat({ stream: true })).text)
      expect(textOf(events)).toContain('You said: “Hello there”')
      expect(events.at(-1)).toBe('[DONE]')
    },
  )
})

describe('keys', () => {
  const foreignFile = 'You do not have permission to access the File abc123 or it may not exist.'

  it('E33: are not blamed for a file that belongs to another of them', async () => {
    await using wire = await startWire({
      keys: ['demo-key-1', 'demo-key-2', 'demo-key-3'],
      script: refusing(403, 'PERMISSION_DENIED', foreignFile),
    })
    const file = { type: 'file', file: { file_id: 'files/abc123' } }
    for (let time = 0; time < 4; time += 1) {
      const answer = await wire.chat({ messages: [{ role: 'user', content: [file] }] })
      expect([answer.status, answer.json.error.code]).toEqual([404, 'not_found'])
      expect(answer.json.error.message).toContain('abc123')
    }
    expect(statesOf(wire)).toEqual(['ready', 'ready', 'ready'])
  })

  it('E34: that are dead are out at once, and never asked again', async () => {
    const dead = ['demo-invalid', 'demo-expired', 'demo-suspended', 'demo-leaked']
    await using wire = await startWire({ keys: [...dead, 'demo-key-1'] })
    for (let time = 0; time < 3; time += 1) expect((await wire.chat()).status).toBe(200)
    expect(statesOf(wire).map((state) => state === 'ready')).toEqual([
      ...dead.map(() => false),
      true,
    ])
    expect(wire.demo.requests).toHaveLength(dead.length + 3)
  })

  it.each<[string, Script, number]>([
    ['a bad request', refusing(400, 'INVALID_ARGUMENT', 'Something only Google knows.'), 400],
    [
      'the place of the machine',
      refusing(400, 'FAILED_PRECONDITION', 'User location is not supported for the API use.'),
      400,
    ],
    ['a file of another key', refusing(403, 'PERMISSION_DENIED', foreignFile), 404],
    ['an overloaded model', refusing(503, 'UNAVAILABLE', 'The model is overloaded.'), 503],
    [
      'a page in between',
      (_request, response) => {
        response.writeHead(403, { 'content-type': 'text/html' })
        response.end('<html>Blocked by your company</html>')
        return true
      },
      502,
    ],
  ])('E34: that are good outlast many failures for %s', async (_what, script, status) => {
    await using wire = await startWire({ script, settings: { maxFailures: 3, maxRetries: 1 } })
    for (let time = 0; time < 5; time += 1) expect((await wire.chat()).status).toBe(status)
    expect(wire.service.pool.list()[0]).toMatchObject({ state: 'ready', failures: 0 })
  })
})

// Claude Code and Codex speak dialects that are not served yet; they must hear so in plain words.
it.each([
  ['E36', '/v1/messages'],
  ['E36', '/v1/messages/count_tokens'],
  ['E41', '/v1/responses'],
])('%s: %s says in JSON that it does not exist, and Google hears nothing', async (_row, path) => {
  await using wire = await startWire()
  const answer = await wire.call(path, { body: { model: 'gemini-3.8-flash', input: 'Hello' } })
  expect(answer.status).toBe(404)
  expect(answer.json.error.message).toContain(path)
  expect(wire.demo.requests).toHaveLength(0)
})
