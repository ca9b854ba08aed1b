import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import { chatBody, eventsOf, startWire, textOf, until } from './service.ts'

const streamBody = chatBody({ stream: true })
const chat = '/v1/chat/completions'
const settings = { keepAliveSeconds: 0.005, maxRetries: 2 }
const overloaded = { error: { code: 503, message: 'Overloaded', status: 'UNAVAILABLE' } }

const event = (text: string, end = {}) =>
  `data: ${JSON.stringify({ candidates: [{ content: { parts: [{ text }] }, ...end }] })}\r\n\r\n`

/** A Google that says nothing to a call until it is told to. */
function silentGoogle() {
  const calls: ServerResponse[] = []
  const write = (text: string): void => {
    const call = calls.at(-1)
    if (call?.headersSent === false) call.writeHead(200, { 'content-type': 'text/event-stream' })
    call?.write(text)
  }
  return {
    script: (_request: unknown, response: ServerResponse) => {
      calls.push(response)
      return true
    },
    /** Resolves once Google has been called that often. */
    called: (times: number) => until(() => calls.length === times),
    write,
    answer(text: string): void {
      write(text)
      calls.at(-1)?.end()
    },
    /** The answer to the first call there was. */
    first: (text: string) => calls[0]?.end(text),
    fail(): void {
      calls.at(-1)?.writeHead(503, { 'content-type': 'application/json' })
      calls.at(-1)?.end(JSON.stringify(overloaded))
    },
  }
}

async function restOf(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const bytes of answer as AsyncIterable<Buffer>) chunks.push(bytes)
  return Buffer.concat(chunks).toString()
}

describe('a chat stream while Google is silent', () => {
  it('B3.13: begins with comments, and the answer follows whole', async () => {
    const google = silentGoogle()
    await using wire = await startWire({ settings, script: google.script })
    const answer = await wire.open(chat, { body: streamBody })
    const [early] = (await once(answer, 'data')) as [Buffer]
    expect(answer.statusCode).toBe(200)
    expect(early.toString()).toMatch(/^(: keep-alive\n\n)+$/)
    await google.called(1)
    google.answer(event('Hello', { finishReason: 'STOP' }))
    const events = eventsOf(await restOf(answer))
    expect(textOf(events)).toBe('Hello')
    expect(events.at(-1)).toBe('[DONE]')
  })

  it('B3.13: is given signs of life in the middle of an answer, too', async () => {
    const google = silentGoogle()
    await using wire = await startWire({ settings, script: google.script })
    const answer = await wire.open(chat, { body: streamBody })
    await Promise.all([once(answer, 'data'), google.called(1)])
    google.write(event('Hello'))
    let text = ''
    let asked = 0
    const goesOn = (soFar: string) => /Hello[^]*: keep-alive/.test(soFar) && (asked += 1) === 1
    for await (const bytes of answer as AsyncIterable<Buffer>) {
      text += bytes.toString()
      if (goesOn(text)) google.answer(event('!', { finishReason: 'STOP' }))
    }
    expect(textOf(eventsOf(text.replaceAll(': keep-alive\n\n', '')))).toBe('Hello!')
  })

  it('B3.13: that has begun with comments can still be served by another key', async () => {
    const google = silentGoogle()
    await using wire = await startWire({
      keys: ['demo-key-1', 'demo-key-2'],
      settings,
      script: google.script,
    })
    const answer = await wire.open(chat, { body: streamBody })
    await Promise.all([once(answer, 'data'), google.called(1)])
    google.fail()
    await google.called(2)
    google.answer(event('Hello', { finishReason: 'STOP' }))
    const events = eventsOf(await restOf(answer))
    expect(textOf(events)).toBe('Hello')
    expect(events.at(-1)).toBe('[DONE]')
  })

  it('B3.13: that has begun with comments ends with an error event when nobody can serve it', async () => {
    const google = silentGoogle()
    await using wire = await startWire({
      settings: { ...settings, maxRetries: 1 },
      script: google.script,
    })
    const answer = await wire.open(chat, { body: streamBody })
    await Promise.all([once(answer, 'data'), google.called(1)])
    google.fail()
    const events = eventsOf(await restOf(answer))
    expect(events).toMatchObject([{ error: { type: 'overloaded_error', code: 'overloaded' } }])
    await until(() => wire.records.length === 1)
    expect(wire.records[0]).toMatchObject({ errorCode: 'overloaded' })
  })

  it('B3.3: has a status of its own when Google refuses in time', async () => {
    await using wire = await startWire({ keys: ['demo-503'], settings: { maxRetries: 1 } })
    expect((await wire.chat({ stream: true })).status).toBe(503)
  })

  it('B3.13: hears nothing when signs of life are off', async () => {
    const google = silentGoogle()
    await using wire = await startWire({
      settings: { keepAliveSeconds: 0 },
      script: google.script,
    })
    const opening = wire.open(chat, { body: streamBody })
    await google.called(1)
    google.answer(event('Hello', { finishReason: 'STOP' }))
    expect(await restOf(await opening)).not.toContain('keep-alive')
  })

  it('D2: has no comments on the native route, which would stall Google’s own clients', async () => {
    const google = silentGoogle()
    await using wire = await startWire({ settings, script: google.script })
    const path = '/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse'
    let hasBegun = false
    const opening = wire.open(path, { body: { contents: [{ parts: [{ text: 'Hello' }] }] } })
    const native = opening.then((answer) => {
      hasBegun = true
      return restOf(answer)
    })
    await google.called(1)
    const beside = await wire.open(chat, { body: streamBody })
    await once(beside, 'data')
    beside.destroy()
    expect(hasBegun).toBe(false)
    google.first(event('Hello', { finishReason: 'STOP' }))
    expect(await native).toBe(event('Hello', { finishReason: 'STOP' }))
  })
})

describe('an answer that stops coming', () => {
  it('B6: ends with an error event after the pause the person allows, and no key is blamed', async () => {
    const google = silentGoogle()
    await using wire = await startWire({
      settings: { idleTimeoutSeconds: 0.02 },
      script: google.script,
    })
    const opening = wire.open(chat, { body: streamBody })
    await google.called(1)
    google.write(event('Once upon a'))
    const events = eventsOf(await restOf(await opening))
    expect(textOf(events)).toBe('Once upon a')
    expect(events.at(-1)).toMatchObject({ error: { code: 'timeout' } })
    expect(events).not.toContain('[DONE]')
    expect(wire.service.pool.list()[0]).toMatchObject({ ready: true, failures: 0 })
  })

  it('B6: is tried again elsewhere while the client has seen nothing of it', async () => {
    const google = silentGoogle()
    await using wire = await startWire({
      settings: { idleTimeoutSeconds: 0.02, maxRetries: 2 },
      script: google.script,
    })
    const opening = wire.open(chat, { body: streamBody })
    await google.called(1)
    google.write(': nothing yet\r\n\r\n')
    await google.called(2)
    google.answer(event('Hello', { finishReason: 'STOP' }))
    expect(textOf(eventsOf(await restOf(await opening)))).toBe('Hello')
  })
})
