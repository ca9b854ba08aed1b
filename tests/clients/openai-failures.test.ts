import OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { startWire, until } from '../wire/service.ts'
import { MODEL, openAi, user } from './openai-client.ts'

const hello = { model: MODEL, messages: [user('Hello there')] }

describe('an error of the SDK', () => {
  it('is AuthenticationError for a wrong token, and Google hears nothing of it', async () => {
    await using wire = await startWire()
    const refused = openAi(wire, { apiKey: 'wrong' }).chat.completions.create(hello)
    await expect(refused).rejects.toThrow(OpenAI.AuthenticationError)
    await expect(refused).rejects.toMatchObject({ status: 401, code: 'invalid_api_key' })
    expect(wire.demo.requests).toHaveLength(0)
  })

  it('is BadRequestError with the words of Google for a request it refuses', async () => {
    await using wire = await startWire({ keys: ['demo-key-1', 'demo-key-2'] })
    const refused = openAi(wire).embeddings.create({
      model: 'gemini-embedding-2',
      input: 'Hello there',
      dimensions: 5000,
    })
    await expect(refused).rejects.toThrow(OpenAI.BadRequestError)
    await expect(refused).rejects.toMatchObject({
      status: 400,
      type: 'invalid_request_error',
      message: expect.stringContaining('output_dimensionality must be between 1 and 3072'),
    })
    expect(wire.demo.requests).toHaveLength(1)
    for (const key of wire.service.pool.list()) {
      expect(key).toMatchObject({ ready: true, failures: 0 })
    }
  })

  it.each([false, true])('is the same for a chat (stream: %s)', async (stream) => {
    const message = 'The input token count exceeds the limit of something only Google knows.'
    await using wire = await startWire({
      keys: ['demo-key-1', 'demo-key-2'],
      script: (_request, response) => {
        response.writeHead(400, { 'content-type': 'application/json; charset=UTF-8' })
        response.end(JSON.stringify({ error: { code: 400, message, status: 'INVALID_ARGUMENT' } }))
        return true
      },
    })
    const refused = openAi(wire).chat.completions.create({ ...hello, stream })
    await expect(refused).rejects.toThrow(OpenAI.BadRequestError)
    await expect(refused).rejects.toMatchObject({ message: expect.stringContaining(message) })
    expect(wire.demo.requests).toHaveLength(1)
    expect(wire.service.pool.list().every((key) => key.ready && key.failures === 0)).toBe(true)
  })

  it('is BadRequestError naming the field for a body that makes no sense', async () => {
    await using wire = await startWire()
    const refused = openAi(wire).chat.completions.create({
      model: MODEL,
      messages: [{ role: 'robot', content: 'Hello' } as never],
    })
    await expect(refused).rejects.toThrow(OpenAI.BadRequestError)
    await expect(refused).rejects.toMatchObject({ param: expect.stringContaining('messages') })
    expect(wire.demo.requests).toHaveLength(0)
  })

  it('is NotFoundError for an unknown model', async () => {
    await using wire = await startWire()
    const client = openAi(wire)
    const model = 'gemini-0-unknown'
    for (const ask of [
      () => client.chat.completions.create({ ...hello, model }),
      () => client.models.retrieve(model),
    ]) {
      const refused = ask()
      await expect(refused).rejects.toThrow(OpenAI.NotFoundError)
      await expect(refused).rejects.toMatchObject({ code: 'model_not_found' })
    }
  })

  it('is RateLimitError when every key is out of quota for the day, after one call per key', async () => {
    await using wire = await startWire({ keys: ['demo-rpd', 'demo-rpd-2'] })
    await expect(openAi(wire).chat.completions.create(hello)).rejects.toThrow(OpenAI.RateLimitError)
    expect(wire.demo.requests).toHaveLength(2)
  })

  it('is RateLimitError when the quota of the minute is used up; what the SDK retries costs no call', async () => {
    await using wire = await startWire({ keys: ['demo-rpm', 'demo-rpm-2'] })
    let asked = 0
    const inAHurry: typeof fetch = async (url, init) => {
      asked += 1
      const answer = await fetch(url, init)
      const headers = new Headers(answer.headers)
      // The SDK would sleep for as long as it is told.
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(30)
      headers.set('retry-after-ms', '1')
      return new Response(answer.body, { status: answer.status, headers })
    }
    const refused = openAi(wire, { fetch: inAHurry }).chat.completions.create(hello)
    await expect(refused).rejects.toThrow(OpenAI.RateLimitError)
    await expect(refused).rejects.toMatchObject({ code: 'rate_limit_exceeded' })
    expect(asked).toBe(3)
    expect(wire.demo.requests).toHaveLength(2)
  })

  it('is InternalServerError when Google fails again and again; the SDK does not ask anew', async () => {
    const keys = ['demo-500', 'demo-500-2', 'demo-500-3', 'demo-500-4']
    await using wire = await startWire({ keys, settings: { maxRetries: 3 } })
    const failed = openAi(wire).chat.completions.create(hello)
    await expect(failed).rejects.toThrow(OpenAI.InternalServerError)
    expect(wire.demo.requests).toHaveLength(3)
  })
})

describe('a stream', () => {
  it.each(['demo-cut', 'demo-eof', 'demo-error-event', 'demo-error-tail'])(
    'that breaks off throws APIError after the text so far, which comes once (%s)',
    async (key) => {
      await using wire = await startWire({ keys: [key, 'demo-key-1'] })
      const stream = await openAi(wire).chat.completions.create({ ...hello, stream: true })
      let text = ''
      const reasons: string[] = []
      const read = async () => {
        for await (const { choices } of stream) {
          const { delta, finish_reason: reason } = choices[0]!
          text += (delta as { reasoning_content?: string }).reasoning_content ?? ''
          text += delta.content ?? ''
          if (reason !== null) reasons.push(reason)
        }
      }
      await expect(read()).rejects.toThrow(OpenAI.APIError)
      expect(text.split('Reading the request')).toHaveLength(2)
      expect(reasons).toEqual([])
      expect(wire.demo.requests).toHaveLength(1)
    },
  )

  it('that breaks off is an error for the stream helper, too', async () => {
    await using wire = await startWire({ keys: ['demo-cut'] })
    const stream = openAi(wire).chat.completions.stream(hello)
    await expect(stream.finalChatCompletion()).rejects.toThrow(OpenAI.OpenAIError)
  })

  it('that its reader aborts stops Google, and no key is blamed', async () => {
    await using wire = await startWire({ keys: ['demo-endless'] })
    const stream = await openAi(wire).chat.completions.create({ ...hello, stream: true })
    let chunks = 0
    for await (const _chunk of stream) {
      chunks += 1
      if (chunks === 3) stream.controller.abort()
    }
    await until(() => wire.demo.requests[0]?.closedByClient === true)
    expect(wire.demo.requests).toHaveLength(1)
    expect(wire.service.pool.list()[0]).toMatchObject({ ready: true, failures: 0 })
  })

  it('that its reader simply leaves stops Google as well', async () => {
    await using wire = await startWire({ keys: ['demo-endless'] })
    const stream = await openAi(wire).chat.completions.create({ ...hello, stream: true })
    for await (const _chunk of stream) break
    await until(() => wire.demo.requests[0]?.closedByClient === true)
    expect(wire.service.pool.list()[0]).toMatchObject({ ready: true, failures: 0 })
  })
})

it('a whole answer that is aborted stops Google', async () => {
  await using wire = await startWire({ keys: ['demo-slow', 'demo-key-1'] })
  const controller = new AbortController()
  const { signal } = controller
  const aborted = openAi(wire).chat.completions.create(hello, { signal })
  await Promise.all([
    expect(aborted).rejects.toThrow(OpenAI.APIUserAbortError),
    until(() => wire.demo.requests.length === 1).then(() => controller.abort()),
  ])
  await until(() => wire.demo.requests[0]?.closedByClient === true)
  expect(wire.demo.requests).toHaveLength(1)
})
