import type { ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import type { DemoRequest } from '../../electron/demo/server.ts'
import type { VerifyProgress } from '../../electron/keys/verify.ts'
import { startWire, until } from './service.ts'

function refuse(response: ServerResponse, code: number, status: string, message: string): true {
  response.writeHead(code, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ error: { code, message, status } }))
  return true
}

describe('verifying keys', () => {
  it('finds out what each key is worth with one call that spends no quota', async () => {
    const expected = {
      'demo-key-1': ['fine', 'ready'],
      'demo-rpd': ['fine', 'ready'],
      'demo-invalid': ['failed', 'invalid'],
      'demo-expired': ['failed', 'invalid'],
      'demo-leaked': ['failed', 'invalid'],
      'demo-disabled': ['failed', 'invalid'],
      'demo-suspended': ['failed', 'suspended'],
      'demo-denied': ['failed', 'suspended'],
      'demo-401': ['failed', 'cooling'],
      'demo-html': ['unreachable', 'ready'],
      'demo-reset': ['unreachable', 'ready'],
      'demo-location': ['unreachable', 'ready'],
    }
    const keys = Object.keys(expected)
    await using wire = await startWire({ keys })
    const steps: VerifyProgress[] = []
    const result = await wire.service.verify(undefined, { onProgress: (step) => steps.push(step) })

    expect(result).toMatchObject({ state: 'finished', total: keys.length, done: keys.length })
    const states = new Map(wire.service.pool.list().map(({ id, state }) => [id, state]))
    const found = new Map(
      steps.map(({ keyId, finding }) => [keyId, [finding.kind, states.get(keyId)]]),
    )
    const ids = wire.service.pool.list().map(({ id }) => id)
    expect(ids.map((id) => found.get(id))).toEqual(Object.values(expected))
    expect(wire.demo.requests.map(({ method, path }) => `${method} ${path}`)).toEqual(
      keys.map(() => 'GET /v1beta/models?pageSize=1000'),
    )
    const said = JSON.stringify([result, steps.map((step) => ({ ...step, models: [] }))])
    for (const key of keys) expect(said).not.toContain(key)
  })

  it('spares the requests of clients what it has found out', async () => {
    await using wire = await startWire({ keys: ['demo-invalid', 'demo-key-1'] })
    await wire.service.verify()
    const callsBefore = wire.demo.requests.length
    expect((await wire.chat()).status).toBe(200)
    expect(wire.demo.requests).toHaveLength(callsBefore + 1)
  })

  it('brings back a benched key that works again', async () => {
    let isBad = true
    await using wire = await startWire({
      settings: { maxFailures: 1 },
      script: (_request, response) =>
        isBad && refuse(response, 403, 'PERMISSION_DENIED', 'The caller does not have permission'),
    })
    const state = () => wire.service.pool.list()[0]?.state
    await wire.chat()
    expect(state()).toBe('benched')
    await wire.service.verify()
    expect(state()).toBe('benched')
    isBad = false
    wire.service.schedule.wake()
    await until(() => state() === 'ready')
    expect((await wire.chat()).status).toBe(200)
  })

  it('leaves the rest alone when Google throttles the address, and blames no key', async () => {
    const keys = Array.from({ length: 40 }, (_, index) => `demo-throttled-${index}`)
    await using wire = await startWire({
      keys,
      script: (_request, response) =>
        refuse(response, 429, 'RESOURCE_EXHAUSTED', 'Resource has been exhausted.'),
    })
    const result = await wire.service.verify()
    expect(result.state).toBe('throttled')
    expect(wire.demo.requests.length).toBeLessThan(10)
    expect(wire.service.pool.counts()).toEqual({ ready: 40, total: 40 })
  })

  it('can be cancelled while Google says nothing', async () => {
    const wire = await startWire({ settings: { maxFailures: 1 }, script: () => true })
    const cancel = new AbortController()
    const run = wire.service.verify(undefined, { signal: cancel.signal })
    await until(() => wire.demo.requests.length === 1)
    cancel.abort()
    expect(await run).toMatchObject({ state: 'cancelled', done: 0 })
    await wire[Symbol.asyncDispose]()
  })
})

/** Only the key `demo-key-2` has the model `gemini-9-preview`. */
function previewForOneKey({ method, path, key }: DemoRequest, response: ServerResponse): boolean {
  if (method === 'GET') {
    const names = key === 'demo-key-2' ? ['gemini-3.8-flash', 'gemini-9-preview'] : ['gemini-x']
    const models = names.map((name) => ({ name: `models/${name}` }))
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ models }))
    return true
  }
  if (!path.includes('gemini-9-preview')) return false
  if (key !== 'demo-key-2') {
    const words = 'models/gemini-9-preview is not found for API version v1beta'
    return refuse(response, 404, 'NOT_FOUND', words)
  }
  response.writeHead(200, { 'content-type': 'application/json' })
  const content = { role: 'model', parts: [{ text: 'Hello' }] }
  response.end(JSON.stringify({ candidates: [{ content, finishReason: 'STOP' }] }))
  return true
}

describe('a model that only some keys have', () => {
  const body = { model: 'gemini-9-preview' }
  const start = () =>
    startWire({ keys: ['demo-key-1', 'demo-key-2', 'demo-key-3'], script: previewForOneKey })
  const keysAsked = (requests: readonly DemoRequest[]) =>
    requests.filter(({ method }) => method === 'POST').map(({ key }) => key)

  it('is asked of these at once when all keys are verified', async () => {
    await using wire = await start()
    await wire.service.verify()
    expect((await wire.chat(body)).status).toBe(200)
    expect((await wire.chat(body)).status).toBe(200)
    expect(keysAsked(wire.demo.requests)).toEqual(['demo-key-2', 'demo-key-2'])
  })

  it('is looked for on other keys when one of them is known to list it', async () => {
    await using wire = await start()
    const [, second] = wire.service.pool.list()
    await wire.service.verify([second?.id ?? ''])
    expect((await wire.chat(body)).status).toBe(200)
    expect(keysAsked(wire.demo.requests)).toEqual(['demo-key-1', 'demo-key-2'])
    expect(wire.service.pool.list()[0]?.models).toMatchObject([
      { model: 'gemini-9-preview', state: 'not-for-this-model' },
    ])
  })

  it('is a 404 after one call when nobody is known to list it', async () => {
    await using wire = await start()
    const answer = await wire.chat(body)
    expect(answer.status).toBe(404)
    expect(answer.json.error.code).toBe('model_not_found')
    expect(wire.demo.requests).toHaveLength(1)
    expect(wire.service.pool.list()[0]).toMatchObject({ models: [], failures: 0 })
  })
})

describe('a request larger than the tokens a key may have per minute', () => {
  const messages = [{ role: 'user', content: 'word '.repeat(300_000) }]
  const keys = Array.from({ length: 6 }, (_, index) => `demo-tokens-${index}`)

  it('is refused after one call, with the reason, and no key rests for it', async () => {
    await using wire = await startWire({ keys })
    const answer = await wire.chat({ messages })
    expect(answer.status).toBe(429)
    expect(answer.json.error.message).toMatch(/about 375\d{3} input tokens, more than the 250000/)
    expect(answer.headers['x-should-retry']).toBe('false')
    expect(answer.headers['retry-after']).toBeUndefined()
    expect(wire.demo.requests).toHaveLength(1)
    expect(wire.service.pool.list().flatMap(({ models }) => models)).toEqual([])
  })

  it('is served by a paid key where those may be used', async () => {
    const paidKeys = ['demo-paid-key']
    await using wire = await startWire({ keys, paidKeys, settings: { paidKeyUse: 'fallback' } })
    const answer = await wire.chat({ messages })
    expect(answer.status).toBe(200)
    expect(wire.demo.requests.map(({ key }) => key)).toEqual(['demo-tokens-0', 'demo-paid-key'])
  })

  it('leaves a smaller one to be tried on every key', async () => {
    await using wire = await startWire({ keys: [...keys, 'demo-key-1'] })
    expect((await wire.chat()).status).toBe(200)
    expect(wire.demo.requests).toHaveLength(7)
  })
})
