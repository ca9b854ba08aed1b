import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { GenerateContentResponse, Model } from '../gemini/wire.ts'
import { errorOf, generate, post, saying, sseEvents, textOf } from './demo-client.ts'
import { startDemoUpstream, type DemoUpstream } from './server.ts'

let demo: DemoUpstream
beforeAll(async () => {
  demo = await startDemoUpstream()
})
afterAll(() => demo.close())

const get = (path: string, key = 'demo-key-1') =>
  fetch(demo.baseUrl + path, { headers: { 'x-goog-api-key': key } })

const recording = { inlineData: { mimeType: 'audio/wav', data: 'UklGRg==' } }

/** A request that a model takes. */
function bodyFor(id: string): object {
  const modalities = (...names: string[]) => ({ generationConfig: { responseModalities: names } })
  if (id.includes('embedding')) return { content: { parts: [{ text: 'x' }] } }
  if (/image|banana/.test(id)) return saying('Hello', modalities('TEXT', 'IMAGE'))
  if (id.includes('tts')) return saying('Hello', modalities('AUDIO'))
  if (id.includes('transcribe')) return { contents: [{ role: 'user', parts: [recording] }] }
  return saying('Hello')
}

describe('models', () => {
  it('lists chat, image and embedding models in pages', async () => {
    const names: string[] = []
    let token: string | undefined = ''
    let pages = 0
    while (token !== undefined) {
      const query: string = token === '' ? '?pageSize=8' : `?pageSize=8&pageToken=${token}`
      const page = (await (await get(`/models${query}`)).json()) as {
        models: Model[]
        nextPageToken?: string
      }
      names.push(...page.models.map(({ name }) => name))
      token = page.nextPageToken
      pages += 1
    }
    expect(pages).toBe(3)
    expect(new Set(names).size).toBe(names.length)
    expect(names).toEqual(
      expect.arrayContaining([
        'models/gemini-4-argon',
        'models/gemini-nano-banana-2.1',
        'models/gemini-embedding-2',
      ]),
    )
  })

  it('refuses a page token it did not give', async () => {
    expect((await get('/models?pageToken=nonsense')).status).toBe(400)
  })

  it('describes one model, and answers every listed model by the method it lists', async () => {
    const model = await (await get('/models/gemini-3.8-flash')).json()
    expect(model).toMatchObject({
      name: 'models/gemini-3.8-flash',
      displayName: 'Gemini 3.8 Flash',
      inputTokenLimit: 1_048_576,
      supportedGenerationMethods: ['generateContent', 'countTokens'],
    })
    const { models } = (await (await get('/models')).json()) as { models: Model[] }
    for (const { name, supportedGenerationMethods: [verb = ''] = [] } of models) {
      const id = name.replace('models/', '')
      const response = await post(demo.baseUrl, { model: id, verb, body: bodyFor(id) })
      expect([id, response.status]).toEqual([id, 200])
    }
  })

  it('says 404 in the words of Google for a model, a verb and a path it does not have', async () => {
    expect(await errorOf(await get('/models/none'))).toEqual({
      code: 404,
      message: 'Model is not found: models/none for api version v1beta',
      status: 'NOT_FOUND',
    })
    const unknown = await errorOf(await post(demo.baseUrl, { model: 'none' }))
    expect(unknown.message).toBe(
      'models/none is not found for API version v1beta, or is not supported for generateContent. Call ListModels to see the list of available models and their supported methods.',
    )
    const wrongMethod = await errorOf(
      await post(demo.baseUrl, { verb: 'embedContent', body: { content: { parts: [] } } }),
    )
    expect(wrongMethod.message).toContain('not supported for embedContent')
    expect((await post(demo.baseUrl, { verb: 'predict' })).status).toBe(404)
    expect((await get('/tunedModels')).status).toBe(404)
    expect((await get('/models/%E0%A4%A')).status).toBe(404)
  })
})

describe('framing', () => {
  it('streams SSE with CRLF events, one part each, and only the last with a reason', async () => {
    const response = await post(demo.baseUrl, {
      verb: 'streamGenerateContent',
      query: '?alt=sse',
    })
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    expect(response.headers.get('content-disposition')).toBe('attachment')
    expect(response.headers.get('vary')).toBe('Origin, X-Origin, Referer')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    const text = await response.text()
    expect(text).toMatch(/^data: \{"candidates": \[/)
    expect(text).toMatch(/\}\r\n\r\n$/)
    const events = sseEvents(text)
    expect(events.length).toBeGreaterThanOrEqual(4)
    const reasons = events.map(({ candidates }) => candidates?.[0]?.finishReason)
    expect(reasons.pop()).toBe('STOP')
    expect(reasons.every((reason) => reason === undefined)).toBe(true)
  })

  it('streams a JSON array without alt=sse', async () => {
    const response = await post(demo.baseUrl, { verb: 'streamGenerateContent' })
    expect(response.headers.get('content-type')).toBe('application/json; charset=UTF-8')
    const text = await response.text()
    expect(text.startsWith('[{\n')).toBe(true)
    expect(text).toContain('}\n,\n{')
    expect(text.endsWith('}\n]')).toBe(true)
    const events = JSON.parse(text) as GenerateContentResponse[]
    expect(textOf(...events)).toContain('你好 👋')
  })

  it('indents a whole answer', async () => {
    const text = await (await post(demo.baseUrl)).text()
    expect(text).toMatch(/^\{\n {2}"candidates": \[\n/)
  })

  it('puts an error of the stream endpoint under the content type that was asked for', async () => {
    const verb = 'streamGenerateContent'
    const sse = await post(demo.baseUrl, { model: 'none', verb, query: '?alt=sse' })
    expect([sse.status, sse.headers.get('content-type')]).toEqual([404, 'text/event-stream'])
    const error = await errorOf(sse)
    expect(error.details?.[0]?.['@type']).toBe('type.googleapis.com/google.rpc.DebugInfo')
    const array = await post(demo.baseUrl, { model: 'none', verb })
    expect(await array.json()).toMatchObject([{ error: { code: 404, status: 'NOT_FOUND' } }])
  })

  it.each(['v1', 'v1beta', 'v1alpha'])('serves %s, and %%3A for a colon', async (version) => {
    const url = `${demo.baseUrl.replace('v1beta', version)}/models/gemini-3.8-flash%3AgenerateContent`
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'x-goog-api-key': 'demo-key-1' },
      body: JSON.stringify(saying('Hello')),
    })
    expect(response.status).toBe(200)
  })
})

describe('the record of requests', () => {
  it('keeps the raw body, the parsed one, the key and the bytes written', async () => {
    const body = '{ "contents": [{"parts": [{"text": "Hello"}]}] }'
    await (await post(demo.baseUrl, { body })).text()
    const request = demo.requests.at(-1)
    expect(request).toMatchObject({
      method: 'POST',
      path: '/v1beta/models/gemini-3.8-flash:generateContent',
      body: { contents: [{ parts: [{ text: 'Hello' }] }] },
      key: 'demo-key-1',
      finished: true,
      closedByClient: false,
    })
    expect(request?.rawBody.toString()).toBe(body)
    expect(request?.bytesWritten).toBeGreaterThan(500)
  })

  it('forgets the oldest beyond its limit', async () => {
    const small = await startDemoUpstream({ keepRequests: 2 })
    for (const text of ['one', 'two', 'three']) {
      await generate(small.baseUrl, { body: saying(text) })
    }
    expect(small.requests.map(({ id }) => id)).toEqual([2, 3])
    await small.close()
  })

  it('lets a script answer by hand', async () => {
    const scripted = await startDemoUpstream({
      script: ({ id }, response) => {
        if (id > 1) return false
        response.writeHead(418).end('by hand')
        return true
      },
    })
    const first = await post(scripted.baseUrl)
    expect([first.status, await first.text()]).toEqual([418, 'by hand'])
    expect((await post(scripted.baseUrl)).status).toBe(200)
    await scripted.close()
  })

  it('notices a client that hangs up, and not one that was hung up on', async () => {
    const abort = new AbortController()
    const url = `${demo.baseUrl}/models/gemini-3.8-flash:streamGenerateContent?alt=sse`
    const slow = fetch(url, {
      method: 'POST',
      headers: { 'x-goog-api-key': 'demo-slow' },
      body: JSON.stringify(saying('Hello')),
      signal: abort.signal,
    })
    await vi.waitFor(() => expect(demo.requests.at(-1)?.key).toBe('demo-slow'))
    const request = demo.requests.at(-1)
    abort.abort()
    await expect(slow).rejects.toThrow('aborted')
    await vi.waitFor(() => expect(request?.closedByClient).toBe(true))
    expect(request?.finished).toBe(false)

    await expect(post(demo.baseUrl, { key: 'demo-reset' })).rejects.toThrow('fetch failed')
    expect(demo.requests.at(-1)).toMatchObject({ key: 'demo-reset', closedByClient: false })
  })
})

describe('closing', () => {
  it('ends at once although streams are open, and twice does no harm', async () => {
    const open = await startDemoUpstream()
    const endless = await post(open.baseUrl, {
      key: 'demo-endless',
      verb: 'streamGenerateContent',
      query: '?alt=sse',
    })
    const broken = endless.text().then(
      () => 'complete',
      () => 'broken',
    )
    const start = performance.now()
    await open.close()
    await open.close()
    expect(performance.now() - start).toBeLessThan(1000)
    expect(await broken).toBe('broken')
  })

  it('waits for a reader that does not read instead of filling memory', async () => {
    const { port } = new URL(demo.baseUrl)
    const socket = connect(Number(port), '127.0.0.1')
    socket.pause()
    const body = JSON.stringify(saying('Hello'))
    socket.write(
      `POST /v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse HTTP/1.1\r\nhost: demo\r\nx-goog-api-key: demo-endless\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    )
    await vi.waitFor(() => expect(demo.requests.at(-1)?.key).toBe('demo-endless'))
    const request = demo.requests.at(-1)
    let before = -1
    await vi.waitFor(
      () => {
        const now = request?.bytesWritten ?? 0
        const settled = now > 0 && now === before
        before = now
        expect(settled).toBe(true)
      },
      { timeout: 10_000, interval: 100 },
    )
    socket.destroy()
    await vi.waitFor(() => expect(request?.closedByClient).toBe(true))
  })
})

it('answers equal requests in equal order equally', async () => {
  const again = await Promise.all([startDemoUpstream(), startDemoUpstream()])
  const [one, two] = await Promise.all(
    again.map(async ({ baseUrl }) => [await generate(baseUrl), await generate(baseUrl)]),
  )
  expect(one).toEqual(two)
  expect(one?.[0]?.responseId).not.toBe(one?.[1]?.responseId)
  await Promise.all(again.map((server) => server.close()))
})

it('pauses between the events of a stream when told to', async () => {
  const paced = await startDemoUpstream({ chunkDelayMs: 5 })
  const start = performance.now()
  const body = saying('[[length 9]]')
  const query = '?alt=sse'
  await (await post(paced.baseUrl, { verb: 'streamGenerateContent', query, body })).text()
  expect(performance.now() - start).toBeGreaterThan(35)
  await paced.close()
})
