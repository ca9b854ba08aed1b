import type { ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import { readAnswer } from './http-call.ts'
import { chatBody, eventsOf, startWire, textOf } from './service.ts'

/** Keys that fail before anything useful has come; the client must never notice. */
const failBeforeFirstByte = [
  'demo-rpm',
  'demo-rpd',
  'demo-zero',
  'demo-tokens',
  'demo-bare429',
  'demo-invalid',
  'demo-expired',
  'demo-suspended',
  'demo-leaked',
  'demo-denied',
  'demo-disabled',
  'demo-leaky',
  'demo-401',
  'demo-500',
  'demo-503',
  'demo-504',
  'demo-html',
  'demo-reset',
  'demo-empty',
  'demo-first-error-event',
]

/** An answer without content that ended for a reason; of both forms, as the reader finds it. */
function endWith(response: ServerResponse, finishReason: string): void {
  const isStream = String(response.req.url).includes('alt=sse')
  const body = JSON.stringify({ candidates: [{ content: {}, finishReason }] })
  response.writeHead(200, { 'content-type': isStream ? 'text/event-stream' : 'application/json' })
  response.end(isStream ? `data: ${body}\r\n\r\n` : body)
}

const native = '/v1beta/models/gemini-3.8-flash'
const prompt = { contents: [{ parts: [{ text: 'Hello there' }] }] }

describe('a key that fails before the first byte is invisible to the client', () => {
  it.each(failBeforeFirstByte)('%s', async (bad) => {
    // The pool hands out keys in their order, so the bad one comes first.
    await using wire = await startWire({ keys: [bad, 'demo-key-1'] })
    const whole = await wire.chat()
    expect(whole.status).toBe(200)
    expect(whole.json.choices[0].finish_reason).toBe('stop')
    expect(whole.headers['x-gemini-balance-key']).toBe('...ey-1')

    await using streaming = await startWire({ keys: [bad, 'demo-key-1'] })
    const streamed = await streaming.chat({ stream: true })
    const events = eventsOf(streamed.text)
    expect(events.at(-1)).toBe('[DONE]')
    expect(textOf(events)).toBe(whole.json.choices[0].message.content)

    await using passing = await startWire({ keys: [bad, 'demo-key-1'] })
    const passed = await passing.call(`${native}:streamGenerateContent?alt=sse`, { body: prompt })
    expect(passed.status).toBe(200)
    if (bad !== 'demo-empty') expect(passed.headers['x-gemini-balance-key']).toBe('...ey-1')
  })
})

describe('a stream that breaks after it has begun', () => {
  it.each([
    ['demo-cut', 'stream_truncated'],
    ['demo-eof', 'stream_truncated'],
    ['demo-error-event', 'overloaded'],
    ['demo-error-tail', 'overloaded'],
  ])(
    'ends with an error event, never with [DONE] or stop, and repeats nothing (%s)',
    async (bad, code) => {
      await using wire = await startWire({ keys: [bad, 'demo-key-1'] })
      const answer = await wire.chat({ stream: true })
      const events = eventsOf(answer.text)
      expect(answer.status).toBe(200)
      expect(answer.complete).toBe(true)
      expect(events.length).toBeGreaterThan(1)
      expect(events[0].choices[0].delta.role).toBe('assistant')
      expect(events.at(-1).error).toMatchObject({ code, message: expect.any(String) })
      expect(answer.text).not.toContain('[DONE]')
      expect(answer.text).not.toContain('"finish_reason":"stop"')
      expect(wire.demo.requests).toHaveLength(1)
    },
  )

  it('says the same when it ends in the middle of an event', async () => {
    let endEvent = () => {}
    await using wire = await startWire({
      keys: ['demo-key-1', 'demo-key-2'],
      script(_request, response) {
        const begun = { candidates: [{ content: { parts: [{ text: 'Once' }] } }] }
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.write(`data: ${JSON.stringify(begun)}\r\n\r\n`)
        endEvent = () => response.end('data: {"candidates":[{"con')
        return true
      },
    })
    const answer = await wire.open('/v1/chat/completions', { body: chatBody({ stream: true }) })
    endEvent()
    const events = eventsOf((await readAnswer(answer)).text)
    expect(textOf(events)).toBe('Once')
    expect(events.at(-1).error).toMatchObject({ code: 'stream_truncated' })
  })

  it('is no fault of the key', async () => {
    await using wire = await startWire({ keys: ['demo-cut'] })
    for (let time = 0; time < 4; time += 1) await wire.chat({ stream: true })
    expect(wire.service.pool.list()[0]).toMatchObject({ ready: true, failures: 0 })
  })

  it('on a native route ends with one error in the framing of the stream', async () => {
    await using wire = await startWire({ keys: ['demo-cut', 'demo-cut-2'] })
    const sse = await wire.call(`${native}:streamGenerateContent?alt=sse`, { body: prompt })
    expect(eventsOf(sse.text).at(-1).error).toMatchObject({ code: 502, status: 'UNAVAILABLE' })
    const array = await wire.call(`${native}:streamGenerateContent`, { body: prompt })
    expect(array.json.at(-1).error).toMatchObject({ code: 502 })
    expect(array.json[0].candidates).toBeDefined()
  })
})

describe('what is nobody’s fault', () => {
  it('a bad request reaches the client in Google’s words, at once, and costs no key anything', async () => {
    await using wire = await startWire({ keys: ['demo-key-1', 'demo-key-2'] })
    const answer = await wire.chat({ model: 'gemini-0-unknown' })
    expect(answer.status).toBe(404)
    expect(answer.json.error).toMatchObject({
      code: 'model_not_found',
      type: 'invalid_request_error',
    })
    expect(answer.json.error.message).toContain('gemini-0-unknown is not found')
    expect(wire.demo.requests).toHaveLength(1)
    expect(wire.service.pool.counts()).toEqual({ ready: 2, total: 2 })
  })

  it('a blocked prompt is an answer, not a failure', async () => {
    await using wire = await startWire({ keys: ['demo-blocked', 'demo-key-1'] })
    const answer = await wire.chat()
    expect(answer.json.choices[0]).toMatchObject({ finish_reason: 'content_filter' })
    expect(wire.demo.requests).toHaveLength(1)
  })

  it.each([false, true])(
    'a blocked prompt is an error to clients that want one (%s)',
    async (stream) => {
      const settings = { blockedPrompt: 'http_400' } as const
      await using wire = await startWire({ keys: ['demo-blocked', 'demo-key-1'], settings })
      const answer = await wire.chat({ stream })
      expect([answer.status, answer.json.error]).toEqual([
        400,
        {
          message: 'Google refused the prompt: SAFETY',
          type: 'invalid_request_error',
          param: null,
          code: 'content_filter',
        },
      ])
      expect(wire.demo.requests).toHaveLength(1)
      expect(wire.service.pool.counts().ready).toBe(2)
    },
  )

  it.each([
    [false, 'MALFORMED_FUNCTION_CALL'],
    [true, 'MALFORMED_FUNCTION_CALL'],
    [false, 'UNEXPECTED_TOOL_CALL'],
    [true, 'TOO_MANY_TOOL_CALLS'],
    [false, 'MALFORMED_RESPONSE'],
  ])(
    'B2: a spoiled answer is asked of the same key once more (stream: %s, %s)',
    async (stream, reason) => {
      let spoiled = 1
      await using wire = await startWire({
        keys: ['demo-key-1', 'demo-key-2', 'demo-key-3'],
        script(_request, response) {
          spoiled -= 1
          if (spoiled < 0) return false
          endWith(response, reason)
          return true
        },
      })
      const answer = await wire.chat({ stream })
      expect([answer.status, answer.headers['x-gemini-balance-key']]).toEqual([200, '...ey-1'])
      expect(wire.demo.requests.map(({ key }) => key)).toEqual(['demo-key-1', 'demo-key-1'])

      spoiled = 9
      const failed = await wire.chat({ stream })
      expect([failed.status, failed.json.error]).toMatchObject([
        502,
        { code: reason.toLowerCase(), message: `The model spoiled its answer (${reason})` },
      ])
      const keys = wire.demo.requests.slice(2).map(({ key }) => key)
      expect(keys).toEqual([keys[0], keys[0]])
      expect(wire.service.pool.counts().ready).toBe(3)
    },
  )

  it('a country without Gemini is not tried with every key', async () => {
    await using wire = await startWire({ keys: ['demo-location', 'demo-location-2', 'demo-key-1'] })
    const answer = await wire.chat()
    expect(answer.status).toBe(400)
    expect(answer.json.error.code).toBe('location_not_supported')
    expect(wire.demo.requests).toHaveLength(1)
    expect(wire.service.pool.counts().ready).toBe(3)
  })

  it('an upstream that is down is a 502 and leaves the keys alone', async () => {
    await using wire = await startWire({ settings: { baseUrl: 'http://127.0.0.1:9' } })
    const answer = await wire.chat()
    expect(answer.status).toBe(502)
    expect(answer.json.error.message).toContain('ECONNREFUSED')
    expect(answer.headers['x-should-retry']).toBe('false')
    expect(wire.service.pool.list()[0]).toMatchObject({ ready: true, failures: 0 })
  })

  it('a single key is tried again after a connection that broke', async () => {
    await using wire = await startWire({
      script: (request, response) => {
        if (request.id > 1) return false
        response.destroy()
        return true
      },
    })
    expect((await wire.chat()).status).toBe(200)
    expect(wire.demo.requests).toHaveLength(2)
  })
})

describe('when no key can serve', () => {
  it('a pool that rests is a 429 that says when to come back', async () => {
    await using wire = await startWire({ keys: ['demo-rpm', 'demo-rpm-2'] })
    const answer = await wire.chat()
    expect(answer.status).toBe(429)
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(30)
    expect(Number(answer.headers['retry-after'])).toBeLessThanOrEqual(60)
    expect(answer.headers['x-should-retry']).toBeUndefined()
    expect(answer.json.error).toMatchObject({
      type: 'rate_limit_error',
      code: 'rate_limit_exceeded',
    })
    expect(answer.json.error.message).toMatch(/All 2 API keys are resting.*back in \d+ s/)
    // Known to be resting: not one more call is spent on them.
    expect((await wire.chat()).status).toBe(429)
    expect(wire.demo.requests).toHaveLength(2)
  })

  it('a rest until tomorrow tells SDKs not to sleep through it', async () => {
    await using wire = await startWire({ keys: ['demo-rpd'] })
    const answer = await wire.chat()
    expect(answer.status).toBe(429)
    expect(answer.headers['x-should-retry']).toBe('false')
  })

  it('a native client gets Google’s own details of the quota', async () => {
    await using wire = await startWire({ keys: ['demo-rpm'] })
    const answer = await wire.call(`${native}:generateContent`, { body: prompt })
    expect(answer.status).toBe(429)
    expect(answer.json.error.status).toBe('RESOURCE_EXHAUSTED')
    expect(JSON.stringify(answer.json.error.details)).toContain('PerMinute')
  })

  it('an overloaded model is a 503, and is left alone for a moment by those who come next', async () => {
    const keys = ['demo-503', 'demo-503-2', 'demo-503-3', 'demo-key-1']
    await using wire = await startWire({ keys, settings: { maxRetries: 3 } })
    const answer = await wire.chat()
    expect(answer.status).toBe(503)
    expect(answer.json.error).toMatchObject({ type: 'overloaded_error', code: 'overloaded' })
    const held = wire.chat()
    expect((await wire.chat({ model: 'gemini-3.6-flash' })).status).toBe(200)
    expect(wire.demo.requests).toHaveLength(4)
    // After the moment one call finds out that it is not over; it is not walked through all keys.
    expect((await held).status).toBe(503)
    expect(wire.demo.requests).toHaveLength(5)
  })

  it('an address that Google throttles is a 429 that says so, and no key is worn out on it', async () => {
    const keys = Array.from({ length: 8 }, (_, index) => `demo-bare429-${index}`)
    await using wire = await startWire({ keys })
    const answer = await wire.chat()
    expect(answer.status).toBe(429)
    expect(answer.json.error.code).toBe('address_throttled')
    expect(wire.demo.requests).toHaveLength(5)
    expect(wire.service.pool.counts()).toEqual({ ready: 8, total: 8 })
  })

  it('a request may wait for the first key that is back, if the person wants that', async () => {
    const refuseOnce = {
      script: (request: { id: number }, response: ServerResponse) => {
        if (request.id > 1) return false
        const details = [{ violations: [{ quotaId: 'PerMinute' }] }, { retryDelay: '0.1s' }]
        response.writeHead(429, { 'content-type': 'application/json' })
        response.end(JSON.stringify({ error: { code: 429, message: 'later', details } }))
        return true
      },
    }
    await using wire = await startWire({ ...refuseOnce, settings: { waitForKeySeconds: 10 } })
    expect((await wire.chat()).status).toBe(200)
    expect(wire.demo.requests).toHaveLength(2)

    await using rushed = await startWire(refuseOnce)
    expect((await rushed.chat()).status).toBe(429)
  })

  it('keys that are all refused are a 503 that says where to mend it, never a 401', async () => {
    await using wire = await startWire({ keys: ['demo-invalid', 'demo-suspended', 'demo-leaky'] })
    for (const path of ['/v1/chat/completions', `${native}:generateContent`]) {
      const body = path.startsWith('/v1/')
        ? { model: 'gemini-3.8-flash', messages: [{ role: 'user', content: 'Hi' }] }
        : prompt
      const answer = await wire.call(path, { body })
      expect(answer.status).toBe(503)
      expect(answer.headers['x-should-retry']).toBe('false')
    }
  })

  it('no key at all is a 503 that says so', async () => {
    await using wire = await startWire({ keys: [] })
    const answer = await wire.chat()
    expect(answer.status).toBe(503)
    expect(answer.json.error).toMatchObject({ code: 'no_available_keys' })
    expect(answer.json.error.message).toContain('API_KEYS')
    expect((await wire.call('/v1/models')).status).toBe(503)
  })
})

describe('limits', () => {
  it('MAX_RETRIES bounds the calls of one request', async () => {
    const keys = Array.from({ length: 8 }, (_, index) => `demo-500-${index}`)
    await using wire = await startWire({ keys: [...keys], settings: { maxRetries: 2 } })
    expect((await wire.chat()).status).toBe(502)
    expect(wire.demo.requests).toHaveLength(2)
    wire.set({ maxRetries: 5 })
    await wire.chat()
    expect(wire.demo.requests).toHaveLength(7)
  })

  it('MAX_FAILURES unexplained refusals bench a key, and a success clears its count', async () => {
    let isBad = true
    await using wire = await startWire({
      settings: { maxFailures: 2, maxRetries: 1 },
      script: (_request, response) => {
        if (!isBad) return false
        response.writeHead(401, { 'content-type': 'application/json' })
        response.end(
          JSON.stringify({ error: { code: 401, message: 'no', status: 'UNAUTHENTICATED' } }),
        )
        return true
      },
    })
    const failures = () => wire.service.pool.list()[0]?.failures
    await wire.call('/v1beta/files/a')
    expect(failures()).toBe(1)
    expect(wire.service.pool.list()[0]?.ready).toBe(false)
    isBad = false
  })

  it('a request that must not run twice is not repeated after a broken connection', async () => {
    await using wire = await startWire({
      keys: ['demo-key-1', 'demo-key-2'],
      script: (_request, response) => {
        response.destroy()
        return true
      },
    })
    const answer = await wire.call('/v1beta/cachedContents', { body: { model: 'models/x' } })
    expect(answer.status).toBe(502)
    expect(wire.demo.requests).toHaveLength(1)
  })

  it('a paid key serves image models and nothing else', async () => {
    await using wire = await startWire({ paidKeys: ['demo-paid-key'] })
    const keyOf = async (model: string) =>
      (await wire.chat({ model })).headers['x-gemini-balance-key']
    expect(await keyOf('gemini-3.8-flash')).toBe('...ey-1')
    expect(await keyOf('gemini-3.8-flash')).toBe('...ey-1')
    expect(await keyOf('gemini-nano-banana-2.1')).toBe('...-key')
  })
})
