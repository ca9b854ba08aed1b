import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { chatBody, eventsOf, startWire, textOf, until } from './service.ts'

const streamBody = chatBody({ stream: true })
const nativeStream = '/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse'
const prompt = { contents: [{ parts: [{ text: 'Hello there' }] }] }

/** Every way to ask for a stream. */
const streams = [
  ['/v1/chat/completions', streamBody],
  [nativeStream, prompt],
  [nativeStream.replace('?alt=sse', ''), prompt],
] as const

describe('a client that hangs up', () => {
  it.each(streams)(
    'in the middle of %s stops Google at once and blames no key',
    async (path, body) => {
      await using wire = await startWire({ keys: ['demo-endless'] })
      const answer = await wire.open(path, { body })
      await once(answer, 'data')
      answer.destroy()
      await until(() => wire.demo.requests[0]?.closedByClient === true)
      expect(wire.demo.requests).toHaveLength(1)
      expect(wire.service.pool.list()[0]).toMatchObject({ ready: true, failures: 0 })
    },
  )

  it('before the first byte stops Google at once, and no other key is asked', async () => {
    await using wire = await startWire({ keys: ['demo-slow', 'demo-key-1'] })
    const opening = new AbortController()
    const request = fetch(`${wire.origin}/v1/chat/completions`, {
      method: 'POST',
      signal: opening.signal,
      headers: { authorization: 'Bearer wire-token-8d1f2c' },
      body: JSON.stringify(streamBody),
    })
    await until(() => wire.demo.requests.length === 1)
    opening.abort()
    await expect(request).rejects.toThrow('abort')
    await until(() => wire.demo.requests[0]?.closedByClient === true)
    expect(wire.demo.requests).toHaveLength(1)
  })
})

describe('a client that reads slowly', () => {
  it.each(streams)('of %s slows Google down instead of filling the memory', async (path, body) => {
    await using wire = await startWire({ keys: ['demo-endless'] })
    const answer = await wire.open(path, { body })
    answer.pause()
    // Without back-pressure the demo would go on for ever; with it, it comes to rest.
    let before = -1
    let sent = 0
    await until(() => {
      before = sent
      sent = wire.demo.requests[0]?.bytesWritten ?? 0
      return sent > 0 && sent === before
    }, 15_000)
    expect(sent).toBeLessThan(64 * 1024 * 1024)
    answer.destroy()
  })
})

describe('events', () => {
  it('reach the client while Google is still thinking about the next one', async () => {
    let goOn: () => void = () => undefined
    await using wire = await startWire({
      script: (_request, response) => {
        const chunk = (text: string, end = {}) =>
          `data: ${JSON.stringify({ candidates: [{ content: { parts: [{ text }] }, ...end }] })}\r\n\r\n`
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.write(chunk('first'))
        goOn = () => response.end(chunk(' second', { finishReason: 'STOP' }))
        return true
      },
    })
    const answer = await wire.open('/v1/chat/completions', { body: streamBody })
    const [early] = (await once(answer, 'data')) as [Buffer]
    expect(textOf(eventsOf(early.toString()))).toBe('first')
    goOn()
    const rest: Buffer[] = []
    for await (const bytes of answer as AsyncIterable<Buffer>) rest.push(bytes)
    const events = eventsOf(Buffer.concat(rest).toString())
    expect(textOf(events)).toBe(' second')
    expect(events.at(-1)).toBe('[DONE]')
  })

  it('carry a 12 MB image in one piece', async () => {
    const data = 'A'.repeat(12 * 1024 * 1024)
    const chunk = {
      candidates: [
        {
          content: { parts: [{ inlineData: { mimeType: 'image/png', data } }] },
          finishReason: 'STOP',
        },
      ],
    }
    await using wire = await startWire({
      script: (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.end(`data: ${JSON.stringify(chunk)}\r\n\r\n`)
        return true
      },
    })
    const answer = await wire.chat({ stream: true, model: 'gemini-nano-banana-2.1' })
    expect(textOf(eventsOf(answer.text))).toContain(data)
  })

  it('of an answer that never begins are a 504 after the time the person set', async () => {
    await using wire = await startWire({
      keys: ['demo-slow'],
      settings: { firstByteTimeoutSeconds: 1, maxRetries: 1 },
    })
    const answer = await wire.chat({ stream: true })
    expect(answer.status).toBe(504)
    expect(answer.json.error.code).toBe('timeout')
    expect(wire.service.pool.list()[0]).toMatchObject({ ready: true, failures: 0 })
  })
})

describe('a service that stops', () => {
  it('ends open streams with an error event within three seconds and frees the port', async () => {
    const wire = await startWire({ keys: ['demo-endless'] })
    const answers = await Promise.all(
      streams.map(async ([path, body]) => {
        const answer = await wire.open(path, { body })
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        await once(answer, 'data')
        return { answer, chunks, ended: once(answer, 'end') }
      }),
    )
    const startedAtMs = Date.now()
    await wire.service.dispose()
    expect(Date.now() - startedAtMs).toBeLessThan(3000)
    for (const { answer, chunks, ended } of answers) {
      await ended
      expect(answer.complete).toBe(true)
      expect(Buffer.concat(chunks).toString().slice(-300)).toContain('shutting down')
    }
    await expect(fetch(`${wire.origin}/health`)).rejects.toThrow('fetch failed')
    await wire.demo.close()
  })

  it('lets an answer that is nearly done finish', async () => {
    await using wire = await startWire({ chunkDelayMs: 30 })
    const answer = await wire.open('/v1/chat/completions', { body: streamBody })
    const stopped = wire.service.dispose()
    const chunks: Buffer[] = []
    for await (const bytes of answer as AsyncIterable<Buffer>) chunks.push(bytes)
    await stopped
    expect(eventsOf(Buffer.concat(chunks).toString()).at(-1)).toBe('[DONE]')
  })
})
