import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { startWire, until, type WireService } from './service.ts'

const native = '/v1beta/models/gemini-3.8-flash'
const prompt = { contents: [{ parts: [{ text: 'Hello there' }] }] }

// Put together at run time, so that no string of the shape of a real key is ever committed.
const GOOGLE_KEY = ['AIza', 'SyWireRecords0123456789abcdefghijkl'].join('')
const planted = [GOOGLE_KEY, ['AQ', 'Ab8RN6K-planted_token.x'].join('.'), 'planted-in-a-url']

async function recordsOf(wire: WireService, count: number) {
  await until(() => wire.records.length >= count)
  expect(wire.records).toHaveLength(count)
  return wire.records
}

describe('what is remembered of a request', () => {
  it('is who asked for what, which key served after which attempts, and what it took', async () => {
    await using wire = await startWire({ keys: ['demo-rpm', 'demo-key-1'] })
    const [bad, good] = wire.service.pool.list()
    const answer = await wire.chat(
      { model: 'gemini-3.8-flash-search', stream: true },
      { headers: { 'user-agent': 'CherryStudio/1.7' } },
    )
    const [record] = await recordsOf(wire, 1)
    expect(record).toMatchObject({
      id: answer.headers['x-request-id'],
      method: 'POST',
      route: '/v1/chat/completions',
      dialect: 'openai',
      token: 'Client 0',
      client: 'Cherry Studio',
      modelAsked: 'gemini-3.8-flash-search',
      model: 'gemini-3.8-flash',
      stream: true,
      status: 200,
      errorCode: '',
      keyId: good?.id,
      attempts: [
        { keyId: bad?.id, verdict: 'quota_minute', status: 429 },
        { keyId: good?.id, verdict: 'ok', status: 200 },
      ],
      retries: 1,
    })
    expect(record?.firstByteMs).toBeLessThanOrEqual(record?.totalMs ?? -1)
    expect(record?.bytesIn).toBeGreaterThan(50)
    expect(record?.bytesOut).toBeGreaterThan(answer.body.length)
    expect(Math.abs((record?.startedAtMs ?? 0) - Date.now())).toBeLessThan(60_000)
  })

  it.each([
    ['/v1/chat/completions', { stream: false }],
    ['/v1/chat/completions', { stream: true }],
  ])('counts the tokens of %s %o', async (path, changes) => {
    await using wire = await startWire()
    const answer = await wire.chat({ ...changes, stream_options: { include_usage: true } })
    const usage = /"usage":(\{.*?\}\}?)/.exec(answer.text)?.[0]
    const [record] = await recordsOf(wire, 1)
    expect(usage).toContain(`"prompt_tokens":${record?.tokens?.input}`)
    expect(record?.tokens?.output).toBeGreaterThan(0)
    expect(path).toBe(record?.route)
  })

  it.each([
    ['generateContent', false],
    ['streamGenerateContent?alt=sse', true],
    ['streamGenerateContent', true],
  ])('counts the tokens of %s, whose bytes it only passes on', async (verb, stream) => {
    await using wire = await startWire()
    const answer = await wire.call(`${native}:${verb}`, { body: prompt })
    const counts = [...answer.text.matchAll(/"candidatesTokenCount":\s*(\d+)/g)].at(-1)
    const [record] = await recordsOf(wire, 1)
    expect(record).toMatchObject({
      route: `/v1beta/models/*:${verb.split('?')[0]}`,
      dialect: 'google',
      model: 'gemini-3.8-flash',
      stream,
      tokens: { output: Number(counts?.[1]) },
    })
  })

  it('has embeddings, too', async () => {
    await using wire = await startWire()
    await wire.call('/v1/embeddings', { body: { model: 'gemini-embedding-2', input: 'x y z' } })
    const [record] = await recordsOf(wire, 1)
    expect(record).toMatchObject({ route: '/v1/embeddings', model: 'gemini-embedding-2' })
    expect(record?.tokens?.input).toBeGreaterThan(0)
  })

  it('leaves out the health check, preflights and what browsers ask unasked', async () => {
    await using wire = await startWire()
    await wire.call('/health')
    await wire.call('/v1/models', {
      method: 'OPTIONS',
      headers: { origin: 'http://localhost:3000' },
    })
    // Browsers ask for these by themselves.
    await wire.call('/favicon.ico')
    await wire.call('/.well-known/appspecific/com.chrome.devtools.json')
    await wire.call('/nothing/here')
    const [record] = await recordsOf(wire, 1)
    expect(record).toMatchObject({ route: '/nothing/here', status: 404, errorCode: 'not_found' })
  })
})

describe('a request that failed is remembered', () => {
  it('with what the client was told', async () => {
    await using wire = await startWire({ keys: ['demo-rpm'] })
    const told = await wire.chat()
    await wire.chat({}, { anonymous: true })
    await wire.call('/v1/chat/completions', { body: '{' })
    const records = await recordsOf(wire, 3)
    expect(records.map(({ status, errorCode }) => [status, errorCode])).toEqual([
      [429, 'rate_limit_exceeded'],
      [401, 'invalid_api_key'],
      [400, 'invalid_body'],
    ])
    expect(records[0]?.errorMessage).toBe(told.json.error.message)
    expect(records[0]?.attempts).toHaveLength(1)
  })

  it('as broken off when Google stopped in the middle, though its status line said 200', async () => {
    await using wire = await startWire({ keys: ['demo-cut'] })
    await wire.chat({ stream: true })
    const [record] = await recordsOf(wire, 1)
    expect(record?.status).toBeGreaterThanOrEqual(500)
    expect(record?.errorCode).not.toBe('')
    expect(record?.attempts.at(-1)).toMatchObject({ verdict: 'unreachable', status: 200 })
  })

  it('E40: as 499 when its client left in the middle', async () => {
    await using wire = await startWire({ keys: ['demo-endless'] })
    const answer = await wire.open('/v1/chat/completions', {
      body: { model: 'gemini-3.8-flash', stream: true, messages: [{ role: 'user', content: 'x' }] },
    })
    await once(answer, 'data')
    answer.destroy()
    const [record] = await recordsOf(wire, 1)
    expect(record).toMatchObject({ status: 499, attempts: [{ verdict: 'cancelled', status: 200 }] })
    // What was used up until then is paid for, too (conformance B3 rule 14).
    const { input = 0, output = 0, thinking = 0 } = record?.tokens ?? {}
    expect([input > 0, output + thinking > 0]).toEqual([true, true])
  })
})

describe('contents', () => {
  it('are not remembered', async () => {
    await using wire = await startWire()
    await wire.chat()
    const [record] = await recordsOf(wire, 1)
    expect(record).not.toHaveProperty('bodies')
    expect(JSON.stringify(record)).not.toContain('Hello there')
  })

  it.each([false, true])(
    'are, once a person asks for it, without secrets (stream: %s)',
    async (stream) => {
      await using wire = await startWire({ settings: { recordBodies: true } })
      const [key, token, parameter] = planted
      const content = `Hello there, ${key} and ${token} and https://x.example/?key=${parameter} here`
      await wire.chat({ stream, messages: [{ role: 'user', content }] })
      const [record] = await recordsOf(wire, 1)
      expect(record?.bodies?.request).toContain(
        'Hello there, AIza… and AQ.… and https://x.example/?key=… here',
      )
      expect(record?.bodies?.response).toContain('built-in demo')
      for (const secret of planted) expect(JSON.stringify(record)).not.toContain(secret)
    },
  )

  it('are text whatever bytes came, and little of what is huge or none', async () => {
    await using wire = await startWire({ settings: { recordBodies: true } })
    const words = Buffer.from('{"model":"gemini-3.8-flash","messages":[{"role":"user","content":"')
    const bad = Buffer.concat([
      words,
      Buffer.from([0xff, 0xc3, 0x28, 0xed, 0xa0, 0x80]),
      Buffer.from('"}]}'),
    ])
    await wire.call('/v1/chat/completions', { body: bad })
    await wire.chat({ messages: [{ role: 'user', content: 'x'.repeat(3_000_000) }] })
    await wire.call('/v1/chat/completions', { body: Buffer.alloc(5000) })
    const records = await recordsOf(wire, 3)
    expect(records[0]?.bodies?.request).toContain('"content":"\ufffd')
    expect(records[1]?.bodies?.request.length).toBeLessThanOrEqual(64 * 1024)
    expect(records[1]?.bodies?.request).toMatch(/x\u2026$/)
    expect(records[2]?.bodies?.request).toBe('(no text)')
  })

  it('are cut at the limit, never through a secret', async () => {
    await using wire = await startWire({ settings: { recordBodies: true, bodyLimitKilobytes: 1 } })
    for (const length of [900, 950, 975, 1000]) {
      await wire.chat({
        messages: [{ role: 'user', content: 'x '.repeat(length / 2) + GOOGLE_KEY }],
      })
    }
    const records = await recordsOf(wire, 4)
    for (const { bodies } of records) {
      expect(bodies?.request.length).toBeLessThan(1024)
      expect(bodies?.request).not.toContain(GOOGLE_KEY.slice(0, 6))
    }
  })
})
