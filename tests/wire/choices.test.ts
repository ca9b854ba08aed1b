import type { ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import type { DemoRequest } from '../../electron/demo/server.ts'
import { chatBody, eventsOf, startWire, TOKEN, until } from './service.ts'

const keys = ['demo-key-1', 'demo-key-2']
const withUsage = { stream: true, stream_options: { include_usage: true } }

/** Google refuses these of its calls, counted from 1. */
const refusing =
  (...calls: number[]) =>
  ({ id }: DemoRequest, response: ServerResponse) => {
    if (!calls.includes(id)) return false
    const error = { code: 400, message: 'No', status: 'INVALID_ARGUMENT' }
    response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify({ error }))
    return true
  }

/** The text and the reasons of each choice of a stream. */
function choicesOf(text: string) {
  const choices = eventsOf(text).flatMap((event) => event.choices ?? [])
  const indexes = [...new Set(choices.map(({ index }) => index))].toSorted(
    (one, other) => one - other,
  )
  return indexes.map((index) => {
    const own = choices.filter((choice) => choice.index === index)
    return {
      index,
      roles: own.filter(({ delta }) => delta.role).length,
      text: own.map(({ delta }) => delta.content ?? '').join(''),
      reasons: own.flatMap(({ finish_reason: reason }) => reason ?? []),
    }
  })
}

describe('n choices', () => {
  it('come as one answer, numbered, with the tokens of all of them', async () => {
    await using wire = await startWire({ keys })
    const one = await wire.chat()
    const answer = await wire.chat({ n: 3 })
    expect(answer.status).toBe(200)
    expect(answer.json.choices.map((choice: any) => choice.index)).toEqual([0, 1, 2])
    for (const { message, finish_reason: reason } of answer.json.choices) {
      expect(message.content).toContain('Hello there')
      expect(reason).toBe('stop')
    }
    for (const name of ['prompt_tokens', 'completion_tokens', 'total_tokens']) {
      expect(answer.json.usage[name]).toBe(3 * one.json.usage[name])
    }
    expect(wire.demo.requests).toHaveLength(4)
    for (const { body } of wire.demo.requests) {
      expect((body as any).generationConfig?.candidateCount).toBeUndefined()
    }
  })

  it('come as one stream: one id, each with its role and reason, [DONE] once', async () => {
    await using wire = await startWire({ keys, chunkDelayMs: 1 })
    const one = await wire.chat()
    const answer = await wire.chat({ ...withUsage, n: 3 })
    const events = eventsOf(answer.text)
    expect(events.filter((event) => event === '[DONE]')).toHaveLength(1)
    expect(events.at(-1)).toBe('[DONE]')
    expect(new Set(events.slice(0, -1).map(({ id }) => id)).size).toBe(1)
    const content = one.json.choices[0].message.content
    expect(choicesOf(answer.text)).toEqual(
      [0, 1, 2].map((index) => ({ index, roles: 1, text: content, reasons: ['stop'] })),
    )
    const counted = events.filter((event) => event.usage)
    expect(counted).toHaveLength(1)
    expect(counted[0]).toBe(events.at(-2))
    expect(counted[0].usage.total_tokens).toBe(3 * one.json.usage.total_tokens)
  })

  it('are not held up by one another', async () => {
    await using wire = await startWire({ keys, chunkDelayMs: 5 })
    const answer = await wire.chat({
      stream: true,
      n: 2,
      messages: [{ role: 'user', content: '[[length 12]] Hello' }],
    })
    const indexes = eventsOf(answer.text).flatMap((event) => event.choices?.[0]?.index ?? [])
    // In turns, not one after the other.
    expect(indexes.lastIndexOf(0)).toBeGreaterThan(indexes.indexOf(1))
  })

  it.each([false, true])(
    'have a seed each, and the same ones whenever asked (stream: %s)',
    async (stream) => {
      await using wire = await startWire({ keys })
      const seedsOf = async (changes: object) => {
        const before = wire.demo.requests.length
        expect((await wire.chat({ n: 3, stream, ...changes })).status).toBe(200)
        const sent = wire.demo.requests.slice(before).map(({ body }) => body as any)
        return sent.map(({ generationConfig }) => generationConfig?.seed)
      }
      expect(new Set(await seedsOf({ seed: 7 }))).toEqual(new Set([7, 8, 9]))
      expect(new Set(await seedsOf({ seed: 7 }))).toEqual(new Set([7, 8, 9]))
      const most = 2 ** 31 - 1
      expect(new Set(await seedsOf({ seed: most }))).toEqual(new Set([most, -most - 1, -most]))
      expect(await seedsOf({})).toEqual([undefined, undefined, undefined])
    },
  )

  it.each([false, true])('are fewer when some cannot be had (stream: %s)', async (stream) => {
    await using wire = await startWire({ keys, script: refusing(2) })
    const answer = await wire.chat({ n: 3, stream })
    expect(answer.status).toBe(200)
    const indexes = stream
      ? choicesOf(answer.text).map(({ index }) => index)
      : answer.json.choices.map(({ index }: any) => index)
    expect(indexes).toEqual([0, 1])
  })

  it.each([false, true])('are an error when none can be had (stream: %s)', async (stream) => {
    await using wire = await startWire({ keys, script: refusing(1, 2) })
    const answer = await wire.chat({ n: 2, stream })
    expect(answer.status).toBe(400)
    expect(answer.json.error.message).toBe('No')
  })

  it('never end as if they were whole when one breaks off', async () => {
    await using wire = await startWire({ keys: ['demo-cut', 'demo-cut-2'], chunkDelayMs: 1 })
    const answer = await wire.chat({ n: 2, stream: true })
    const events = eventsOf(answer.text)
    expect(events.at(-1)).toMatchObject({ error: { code: expect.any(String) } })
    expect(events).not.toContain('[DONE]')
  })

  it('leave no key busy and count all tokens in the request log', async () => {
    await using wire = await startWire({ keys })
    const answer = await wire.chat({ ...withUsage, n: 4 })
    await until(() => wire.service.pool.list().every(({ inFlight }) => inFlight === 0))
    await until(() => wire.records.length > 0)
    const [record] = wire.records
    const { usage } = eventsOf(answer.text).at(-2)
    expect(record?.tokens?.input).toBe(usage.prompt_tokens)
    expect(record?.attempts).toHaveLength(4)
    expect(record).toMatchObject({ model: 'gemini-3.8-flash', retries: 0 })
  })

  it.each([
    ['demo-rpm', 2],
    ['demo-503', 3],
  ])('count as retries only what a refusal called for (%s)', async (bad, choices) => {
    await using wire = await startWire({ keys: [bad, 'demo-key-1'] })
    const answer = await wire.chat({ n: choices })
    expect(answer.status).toBe(200)
    await until(() => wire.records.length > 0)
    const { attempts = [], retries } = wire.records[0] ?? {}
    expect(attempts.length).toBeGreaterThan(choices)
    expect(retries).toBe(attempts.filter(({ verdict }) => verdict !== 'ok').length)
  })

  it('count no retry for the last refusal of each when none can be had', async () => {
    await using wire = await startWire({ keys: ['demo-rpm', 'demo-rpm-2'] })
    expect((await wire.chat({ n: 2 })).status).toBe(429)
    await until(() => wire.records.length > 0)
    const { attempts = [], retries } = wire.records[0] ?? {}
    expect(retries).toBe(attempts.length - 2)
  })

  it.each([false, true])(
    'free the keys of those that are there when the client leaves before the others (stream: %s)',
    async (stream) => {
      // The second call never gets an answer.
      await using wire = await startWire({ keys, script: ({ id }) => id === 2 })
      const controller = new AbortController()
      const outcome = fetch(`${wire.origin}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${TOKEN}` },
        body: JSON.stringify(chatBody({ n: 2, stream })),
        signal: controller.signal,
      }).then(
        () => 'answered',
        () => 'given up',
      )
      await until(() => wire.demo.requests.length === 2 && wire.demo.requests[0]?.finished === true)
      controller.abort()
      expect(await outcome).toBe('given up')
      await until(() => wire.service.pool.list().every(({ inFlight }) => inFlight === 0))
    },
  )

  it('are given up together when the client goes away', async () => {
    await using wire = await startWire({ keys, chunkDelayMs: 20 })
    const message = await wire.open('/v1/chat/completions', {
      body: {
        model: 'gemini-3.8-flash',
        n: 2,
        stream: true,
        messages: [{ role: 'user', content: '[[length 500]] Hello' }],
      },
    })
    await new Promise((resolve) => message.once('data', resolve))
    message.destroy()
    await until(() => wire.demo.requests.every(({ closedByClient }) => closedByClient))
    await until(() => wire.service.pool.list().every(({ inFlight }) => inFlight === 0))
    expect(wire.demo.requests).toHaveLength(2)
  })
})

describe('a number of choices', () => {
  it.each([0, 9, 1.5])('of %d is a 400 that names it', async (n) => {
    await using wire = await startWire()
    const answer = await wire.chat({ n })
    expect(answer.status).toBe(400)
    expect(answer.json.error.param).toBe('n')
    expect(wire.demo.requests).toHaveLength(0)
  })
})
