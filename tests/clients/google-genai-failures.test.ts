import { ApiError, type GoogleGenAI } from '@google/genai'
import { describe, expect, it } from 'vitest'
import { startWire, until } from '../wire/service.ts'
import { googleGenAi, hello } from './google-client.ts'

describe('a failure', () => {
  it.each([
    ['a whole answer', (ai: GoogleGenAI) => ai.models.generateContent(hello)],
    ['a stream', (ai: GoogleGenAI) => ai.models.generateContentStream(hello)],
    ['a list', (ai: GoogleGenAI) => ai.models.list()],
  ])('is ApiError 401 for a wrong token (%s)', async (_name, ask) => {
    await using wire = await startWire()
    const refused = ask(googleGenAi(wire, {}, 'wrong'))
    await expect(refused).rejects.toThrow(ApiError)
    await expect(refused).rejects.toMatchObject({
      status: 401,
      message: expect.stringContaining('"status":"UNAUTHENTICATED"'),
    })
    expect(wire.demo.requests).toHaveLength(0)
  })

  it('is ApiError with the words of Google for a request it refuses, and no key is blamed', async () => {
    await using wire = await startWire({ keys: ['demo-key-1', 'demo-key-2'] })
    const refused = googleGenAi(wire).models.generateContent({
      ...hello,
      config: { frequencyPenalty: 1 },
    })
    await expect(refused).rejects.toThrow(ApiError)
    await expect(refused).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('Penalty is not enabled for this model'),
    })
    expect(wire.demo.requests).toHaveLength(1)
    expect(wire.service.pool.list().every((key) => key.ready && key.failures === 0)).toBe(true)
  })

  it('is ApiError 404 for an unknown model', async () => {
    await using wire = await startWire()
    const ai = googleGenAi(wire)
    for (const ask of [
      () => ai.models.generateContent({ ...hello, model: 'gemini-0-unknown' }),
      () => ai.models.get({ model: 'gemini-0-unknown' }),
    ]) {
      await expect(ask()).rejects.toMatchObject({
        status: 404,
        message: expect.stringContaining('"status":"NOT_FOUND"'),
      })
    }
  })

  it('is ApiError 429 with the details of the quota when every key is used up', async () => {
    await using wire = await startWire({ keys: ['demo-rpm', 'demo-rpm-2'] })
    await expect(googleGenAi(wire).models.generateContent(hello)).rejects.toMatchObject({
      status: 429,
      message: expect.stringContaining('PerMinute'),
    })
    expect(wire.demo.requests).toHaveLength(2)
  })

  it.each(['demo-cut', 'demo-error-event', 'demo-error-tail'])(
    'in the middle of a stream is an error after the text so far, which comes once (%s)',
    async (key) => {
      await using wire = await startWire({ keys: [key, 'demo-key-1'] })
      const stream = await googleGenAi(wire).models.generateContentStream(hello)
      let text = ''
      const read = async () => {
        for await (const chunk of stream) text += chunk.text ?? ''
      }
      // A raw tail passes as it came; the SDK finds no event in it.
      await expect(read()).rejects.toThrow(/"code":50[23]|Incomplete JSON/)
      expect(text.split('你好')).toHaveLength(2)
      expect(wire.demo.requests).toHaveLength(1)
    },
  )
})

describe('an abort', () => {
  it('of a stream stops Google, and no key is blamed', async () => {
    await using wire = await startWire({ keys: ['demo-endless'] })
    const controller = new AbortController()
    const stream = await googleGenAi(wire).models.generateContentStream({
      ...hello,
      config: { abortSignal: controller.signal },
    })
    const read = async () => {
      for await (const _chunk of stream) controller.abort()
    }
    await expect(read()).rejects.toThrow(/abort/i)
    await until(() => wire.demo.requests[0]?.closedByClient === true)
    expect(wire.demo.requests).toHaveLength(1)
    expect(wire.service.pool.list()[0]).toMatchObject({ ready: true, failures: 0 })
  })

  it('of a whole answer stops Google', async () => {
    await using wire = await startWire({ keys: ['demo-slow', 'demo-key-1'] })
    const controller = new AbortController()
    const aborted = googleGenAi(wire).models.generateContent({
      ...hello,
      config: { abortSignal: controller.signal },
    })
    await Promise.all([
      expect(aborted).rejects.toThrow(/abort/i),
      until(() => wire.demo.requests.length === 1).then(() => controller.abort()),
    ])
    await until(() => wire.demo.requests[0]?.closedByClient === true)
    expect(wire.demo.requests).toHaveLength(1)
  })
})
