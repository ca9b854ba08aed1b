import { once } from 'node:events'
import { type IncomingMessage, request as httpRequest } from 'node:http'
import { expect, it } from 'vitest'
import { startDemoUpstream } from '../../electron/demo/server.ts'
import { chat, environmentFor, eventually, spawnService, TOKEN } from './spawn-service.ts'

const prompt = { contents: [{ parts: [{ text: 'Hello there' }] }] }
const messages = [{ role: 'user', content: 'Hello there' }]

/** Opens a stream, and reads it to its end in the background. */
async function openStream(origin: string, path: string, body: object) {
  const request = httpRequest(`${origin}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
  })
  request.end(JSON.stringify(body))
  const [answer] = (await once(request, 'response')) as [IncomingMessage]
  let tail = ''
  answer.setEncoding('utf8').on('data', (text: string) => {
    tail = (tail + text).slice(-500)
  })
  const ended = once(answer, 'end')
  await once(answer, 'data')
  return { answer, ended, tail: () => tail }
}

it.concurrent.each(['SIGTERM', 'SIGINT'] as const)(
  '%s ends open streams with an error event and the service with exit code 0, within three seconds',
  async (signal) => {
    const demo = await startDemoUpstream({ chunkDelayMs: 5 })
    await using service = spawnService({ env: environmentFor(demo.baseUrl, ['demo-endless']) })
    const origin = await service.listening()
    const native = '/v1beta/models/gemini-3.8-flash:streamGenerateContent'
    const streams = await Promise.all([
      openStream(origin, '/v1/chat/completions', {
        model: 'gemini-3.8-flash',
        messages,
        stream: true,
      }),
      openStream(origin, `${native}?alt=sse`, prompt),
      openStream(origin, native, prompt),
    ])
    const startedAtMs = performance.now()
    service.kill(signal)
    expect(await service.exited).toEqual({ code: 0, signal: null })
    expect(performance.now() - startedAtMs).toBeLessThan(3000)
    for (const { answer, ended, tail } of streams) {
      await ended
      expect(answer.complete).toBe(true)
      expect(tail()).toMatch(/"error":.*shutting down/)
      expect(tail()).not.toContain('[DONE]')
    }
    await demo.close()
  },
)

it.concurrent('SIGTERM does not wait for a client that does not read', async () => {
  const demo = await startDemoUpstream()
  await using service = spawnService({ env: environmentFor(demo.baseUrl, ['demo-endless']) })
  const origin = await service.listening()
  const body = { model: 'gemini-3.8-flash', messages, stream: true }
  const { answer } = await openStream(origin, '/v1/chat/completions', body)
  answer.pause().on('error', () => undefined)
  let before = -1
  await eventually(() => {
    const sent = demo.requests[0]?.bytesWritten ?? 0
    const isStuck = sent === before
    before = sent
    return isStuck
  })
  const startedAtMs = performance.now()
  service.kill('SIGTERM')
  expect(await service.exited).toEqual({ code: 0, signal: null })
  expect(performance.now() - startedAtMs).toBeLessThan(3000)
  await demo.close()
})

it.concurrent('SIGTERM tells a client that waits for a whole answer that there will be none', async () => {
  const demo = await startDemoUpstream()
  await using service = spawnService({ env: environmentFor(demo.baseUrl, ['demo-slow']) })
  const waiting = chat(await service.listening())
  await eventually(() => demo.requests.length === 1)
  const startedAtMs = performance.now()
  service.kill('SIGTERM')
  const { status, json } = await waiting
  expect(status).toBe(503)
  expect(json.error.message).toContain('shutting down')
  expect(await service.exited).toEqual({ code: 0, signal: null })
  expect(performance.now() - startedAtMs).toBeLessThan(3000)
  await demo.close()
})

it.concurrent('a second signal while it stops changes nothing', async () => {
  const demo = await startDemoUpstream({ chunkDelayMs: 5 })
  await using service = spawnService({ env: environmentFor(demo.baseUrl, ['demo-endless']) })
  const origin = await service.listening()
  const body = { model: 'gemini-3.8-flash', messages, stream: true }
  const { answer, ended } = await openStream(origin, '/v1/chat/completions', body)
  service.kill('SIGINT')
  service.kill('SIGTERM')
  expect(await service.exited).toEqual({ code: 0, signal: null })
  await ended
  expect(answer.complete).toBe(true)
  await demo.close()
})
