import type { ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import { type DemoRequest, startDemoUpstream } from '../../electron/demo/server.ts'
import { startWire, type WireAnswer, type WireService } from './service.ts'

const model = '/v1beta/models/gemini-3.8-flash'
const prompt = { contents: [{ parts: [{ text: 'Hello there' }] }] }

/** Lets the upstream answer everything with these bytes, cut wherever they were cut here. */
const says =
  (status: number, contentType: string, ...pieces: (string | Buffer)[]) =>
  (_request: DemoRequest, response: ServerResponse): true => {
    response.writeHead(status, { 'content-type': contentType })
    for (const piece of pieces) response.write(piece)
    response.end()
    return true
  }

/** The same request put to the emulator itself, as the first one it sees. */
async function askDirectly(
  path: string,
  body: unknown,
): Promise<{ bytes: Buffer; type: string | null }> {
  const demo = await startDemoUpstream()
  try {
    const answer = await fetch(demo.baseUrl.replace('/v1beta', path), {
      method: 'POST',
      headers: { 'x-goog-api-key': 'demo-key-1', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const type = answer.headers.get('content-type')
    return { bytes: Buffer.from(await answer.arrayBuffer()), type }
  } finally {
    await demo.close()
  }
}

describe('the bytes of an answer', () => {
  it.each([
    ['JSON', `${model}:generateContent`, prompt],
    ['an event stream', `${model}:streamGenerateContent?alt=sse`, prompt],
    ['a JSON array stream', `${model}:streamGenerateContent`, prompt],
    [
      'thoughts and tools',
      `${model}:streamGenerateContent?alt=sse`,
      {
        contents: [{ parts: [{ text: '[[thought]] Who won?' }] }],
        tools: [{ googleSearch: {} }],
      },
    ],
    ['a count', `${model}:countTokens`, prompt],
    ['Google’s v1', `${model.replace('v1beta', 'v1')}:generateContent`, prompt],
    ['v1alpha', `${model.replace('v1beta', 'v1alpha')}:streamGenerateContent?alt=sse`, prompt],
    [
      'a picture',
      '/v1beta/models/gemini-nano-banana-2.1:generateContent',
      {
        ...prompt,
        generationConfig: { responseModalities: ['TEXT', 'IMAGE'] },
      },
    ],
  ])('are Google’s own for %s', async (_name, path, body) => {
    const { bytes, type } = await askDirectly(path, body)
    await using wire = await startWire()
    const answer = await wire.call(path, { body })
    expect(answer.status).toBe(200)
    expect(answer.headers['content-type']).toBe(type)
    expect(answer.headers['x-gemini-balance-key']).toBe('...ey-1')
    expect(answer.body.equals(bytes)).toBe(true)
  })

  it.each([
    [
      'text/event-stream',
      `${model}:streamGenerateContent?alt=sse`,
      [
        'data: {"a":\t12345678901234567890 , "ü":"\\u00e9中"}\r',
        '\n\r\ndata: {"candidates":[{"newField":{"deep":[1.0,1e5]}}]}\n\n',
        Buffer.from([0xe4, 0xb8]),
        Buffer.from([0xad]),
        '\r\n\r\n',
      ],
    ],
    [
      'application/json; charset=UTF-8',
      `${model}:streamGenerateContent`,
      ['[{"a": 1}', '\r\n,\r\n', '  {"big":98765432109876543210}\n]\n'],
    ],
    [
      'application/json',
      `${model}:generateContent`,
      [' {"responseId" :"x",', '"int64":"9007199254740993"} \n'],
    ],
    ['text/plain', '/v1beta/files/x:download?alt=media', [Buffer.from([0, 1, 2, 255, 254])]],
    ['application/json', '/v1beta/somethingNew', ['{"futureField":{}}']],
  ])('survive whatever they are (%s)', async (type, path, pieces) => {
    await using wire = await startWire({ script: says(200, type, ...pieces) })
    const answer = await wire.call(path, path.startsWith(model) ? { body: prompt } : {})
    expect(answer.status).toBe(200)
    expect(answer.headers['content-type']).toBe(type)
    const bytes = Buffer.concat(pieces.map((piece) => Buffer.from(piece as string)))
    expect(answer.body.equals(bytes)).toBe(true)
  })

  it('of an event stream hold no comment, no [DONE] and nothing before the first event', async () => {
    await using wire = await startWire({ chunkDelayMs: 5 })
    const { text } = await wire.call(`${model}:streamGenerateContent?alt=sse`, { body: prompt })
    expect(text.startsWith('data: {')).toBe(true)
    expect(text).not.toMatch(/^:/m)
    expect(text).not.toContain('[DONE]')
  })

  it.each([200, 201, 202, 204])('come with Google’s own status %i', async (status) => {
    await using wire = await startWire({
      script: (_request, response) => {
        response.writeHead(status).end(status === 204 ? undefined : '{}')
        return true
      },
    })
    expect((await wire.call('/v1beta/files/x', { method: 'PATCH', body: {} })).status).toBe(status)
  })

  it('are not sent again when a client has them already', async () => {
    await using wire = await startWire({
      script: ({ headers }, response) => {
        response.writeHead(headers['if-none-match'] === '"v1"' ? 304 : 500, { etag: '"v1"' }).end()
        return true
      },
    })
    const answer = await wire.call('/v1beta/files/x', { headers: { 'if-none-match': '"v1"' } })
    expect(answer.status).toBe(304)
    expect(answer.headers['etag']).toBe('"v1"')
    expect(wire.demo.requests).toHaveLength(1)
  })
})

describe('the bytes of a request', () => {
  it.each([
    '{ "contents" : [ {"parts":[{"text":"Hi \\u00e9 中 👋"}]} ] , "x":12345678901234567890,\r\n "futureField":{"a":1.0} }\n',
    '\uFEFF{"contents":[]}',
    '{"contents":[{"parts":[{"text":"a"}]}],"contents":[]}',
    'no JSON at all',
    '{"generation_config":{"top_p":1.0},"contents":[]}',
  ])('reach Google as they are: %j', async (body) => {
    await using wire = await startWire({ script: says(200, 'application/json', '{}') })
    for (const verb of [
      'generateContent',
      'streamGenerateContent',
      'countTokens',
      'somethingNew',
    ]) {
      await wire.call(`${model}:${verb}`, { body })
      expect(wire.demo.requests.at(-1)?.rawBody.toString()).toBe(body)
      expect(wire.demo.requests.at(-1)?.headers['content-length']).toBe(
        `${Buffer.byteLength(body)}`,
      )
    }
  })

  it('stay as they are with code execution on when the client brings its own tools', async () => {
    await using wire = await startWire({ settings: { codeExecutionEnabled: true } })
    const body = '{"x":12345678901234567890, "tools":[{"urlContext":{}}],"contents":[]}'
    await wire.call(`${model}:generateContent`, { body })
    expect(wire.demo.requests[0]?.rawBody.toString()).toBe(body)
  })

  it('gain a tool and nothing else when a switch asks for it', async () => {
    await using wire = await startWire()
    const body = '{ "contents":[{"parts":[{"text":"Who won?"}]}], "x" : 12345678901234567890 }'
    await wire.call(`${model}-search:generateContent`, { body })
    expect(wire.demo.requests[0]?.rawBody.toString()).toBe(
      body.replace('{', '{"tools":[{"googleSearch":{}}],'),
    )
    wire.set({ codeExecutionEnabled: true })
    await wire.call(`${model}:generateContent`, { body })
    expect(wire.demo.requests[1]?.rawBody.toString()).toBe(
      body.replace('{', '{"tools":[{"codeExecution":{}}],'),
    )
    await wire.call(`${model}:countTokens`, { body })
    expect(wire.demo.requests[2]?.rawBody.toString()).toBe(body)
    wire.set({ codeExecutionEnabled: false })
    await wire.call(`${model}:generateContent`, { body })
    expect(wire.demo.requests[3]?.rawBody.toString()).toBe(body)
  })

  it('may be none', async () => {
    await using wire = await startWire({ script: says(200, 'application/json', '{}') })
    await wire.call('/v1beta/files/x', { method: 'DELETE' })
    await wire.call('/v1beta/operations/x:cancel', { method: 'POST' })
    await wire.call('/v1beta/files', {
      method: 'GET',
      headers: { 'content-type': 'application/json' },
    })
    expect(wire.demo.requests.map(({ rawBody }) => rawBody.length)).toEqual([0, 0, 0])
  })
})

describe('a -search model', () => {
  it.each(['generateContent', 'streamGenerateContent?alt=sse', 'streamGenerateContent'])(
    'is the model with Google Search (%s)',
    async (verb) => {
      await using wire = await startWire()
      const answer = await wire.call(`${model}-search:${verb}`, { body: prompt })
      expect(answer.text).toContain('groundingChunks')
      expect(wire.demo.requests[0]?.path).toBe(`${model}:${verb}`)
    },
  )

  it('is itself when Google has a model of that name', async () => {
    await using wire = await startWire({
      script: ({ path }, response) => {
        const body = path.includes('pageSize')
          ? '{"models":[{"name":"models/gemini-x-search"}]}'
          : '{}'
        return says(200, 'application/json', body)({} as DemoRequest, response)
      },
    })
    await wire.call('/v1/models')
    await wire.call('/v1beta/models/gemini-x-search:generateContent', { body: prompt })
    expect(wire.demo.requests.at(-1)?.path).toBe('/v1beta/models/gemini-x-search:generateContent')
    expect(wire.demo.requests.at(-1)?.rawBody.toString()).toBe(JSON.stringify(prompt))
  })

  it('searches once for a client that asks for it itself', async () => {
    await using wire = await startWire()
    const body = JSON.stringify({ ...prompt, tools: [{ google_search: {} }] })
    await wire.call(`${model}-search:generateContent`, { body })
    expect(wire.demo.requests[0]?.rawBody.toString()).toBe(body)
  })
})

describe('headers', () => {
  const forwarded = {
    'content-type': 'application/json; charset=utf-8',
    accept: 'text/event-stream',
    'x-goog-api-client': 'google-genai-sdk/3.1.0 gl-node/v24',
    'x-goog-fieldmask': 'name',
    'x-server-timeout': '600',
    range: 'bytes=0-1',
    'if-match': '"a"',
    'if-modified-since': 'Mon, 23 Nov 2026 00:00:00 GMT',
  }
  const dropped = {
    te: 'trailers',
    'keep-alive': 'timeout=5',
    'accept-encoding': 'gzip, br',
    'x-forwarded-host': 'me',
    'x-forwarded-for': '10.0.0.1',
    via: '1.1 me',
    origin: 'http://localhost',
    referer: 'http://localhost/x',
    'sec-ch-ua': 'x',
    'x-goog-user-project': 'p',
  }

  it('that Google reads go to it, and no others', async () => {
    await using wire = await startWire({ script: says(200, 'application/json', '{}') })
    await wire.call(`${model}:generateContent`, {
      body: prompt,
      headers: { ...forwarded, ...dropped },
    })
    const { headers } = wire.demo.requests[0] as DemoRequest
    expect(headers).toMatchObject({ ...forwarded, 'accept-encoding': 'identity' })
    expect(headers.host).toBe(new URL(wire.demo.baseUrl).host)
    const expected = new Set([
      ...Object.keys(forwarded),
      'accept-encoding',
      'connection',
      'content-length',
      'host',
      'x-goog-api-key',
    ])
    expect(new Set(Object.keys(headers))).toEqual(expected)
  })

  it('that hold for the answer come back, and Google’s others do not', async () => {
    await using wire = await startWire({
      script: (_request, response) => {
        response.writeHead(200, {
          'content-type': 'application/json',
          'x-gemini-service-tier': 'flex',
          'server-timing': 'gfet4t7; dur=12',
          etag: '"a"',
          'retry-after': '1',
          'set-cookie': ['NID=1', 'OTHER=2'],
          'alt-svc': 'h3=":443"',
          'content-disposition': 'attachment',
          'x-frame-options': 'SAMEORIGIN',
          'x-xss-protection': '0',
          server: 'ESF',
          vary: 'X-Origin, Referer',
          'access-control-allow-origin': '*',
          'access-control-allow-credentials': 'true',
          'access-control-expose-headers': 'x-secret',
          'x-request-id': 'of-google',
        })
        response.end('{}')
        return true
      },
    })
    const { headers } = await wire.call(`${model}:generateContent`, { body: prompt })
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'x-gemini-service-tier': 'flex',
      'server-timing': 'gfet4t7; dur=12',
      etag: '"a"',
      'retry-after': '1',
      'x-request-id': expect.stringMatching(/^req_/),
      vary: 'Origin',
    })
    for (const name of [
      'set-cookie',
      'alt-svc',
      'content-disposition',
      'x-frame-options',
      'x-xss-protection',
      'server',
      'access-control-allow-origin',
      'access-control-allow-credentials',
    ]) {
      expect(headers).not.toHaveProperty(name)
    }
    expect(JSON.stringify(headers)).not.toContain('x-secret')
  })

  it('with letters beyond Latin-1 do not leave the client waiting', async () => {
    await using wire = await startWire({
      script: (_request, response) => {
        response.socket?.end('HTTP/1.1 200 OK\r\nx-name: 中文\r\ncontent-length: 2\r\n\r\n{}')
        return true
      },
    })
    const answer = await wire.call('/v1beta/files/x')
    expect(answer.status).toBe(200)
    expect(answer.text).toBe('{}')
  })
})

describe('the query', () => {
  it('goes on as it is, but for credentials', async () => {
    await using wire = await startWire({ script: says(200, 'application/json', '{}') })
    const query =
      'pageSize=5&pageToken=a%2Fb%3D%3D&filter=x+y&prettyPrint=false&$fields=models%2Fname&alt=json'
    await wire.call(`/v1beta/models?key=other&${query}&access_token=t`)
    await wire.call('/v1beta/models?key=other')
    await wire.call('/v1beta/models?')
    expect(wire.demo.requests.map(({ path }) => path)).toEqual([
      `/v1beta/models?${query}`,
      '/v1beta/models',
      '/v1beta/models',
    ])
  })
})

describe('every native call', () => {
  async function jsonOf(wire: WireService, path: string, body?: object): Promise<any> {
    const answer = await wire.call(path, body === undefined ? {} : { body })
    expect([path, answer.status]).toEqual([path, 200])
    return answer.json
  }

  it.each(['/v1beta', '/gemini/v1beta', '/v1alpha'])('works under %s', async (base) => {
    await using wire = await startWire()
    expect((await jsonOf(wire, `${base}/models`)).models[0].name).toMatch(/^models\//)
    const page = await jsonOf(wire, `${base}/models?pageSize=3`)
    expect(page.models).toHaveLength(3)
    const next = await jsonOf(wire, `${base}/models?pageSize=3&pageToken=${page.nextPageToken}`)
    expect(next.models[0].name).not.toBe(page.models[0].name)
    const chat = `${base}/models/gemini-3.8-flash`
    expect((await jsonOf(wire, chat)).name).toBe('models/gemini-3.8-flash')
    expect((await jsonOf(wire, `${chat}:generateContent`, prompt)).candidates).toHaveLength(1)
    expect(await jsonOf(wire, `${chat}:streamGenerateContent`, prompt)).toEqual(expect.any(Array))
    expect((await jsonOf(wire, `${chat}:countTokens`, prompt)).totalTokens).toBeGreaterThan(0)
    const content = { parts: [{ text: 'Hello' }] }
    const embedding = `${base}/models/gemini-embedding-2`
    const one = await jsonOf(wire, `${embedding}:embedContent`, { content })
    expect(one.embedding.values).toHaveLength(3072)
    const requests = ['a', 'b'].map((text) => ({
      model: 'models/gemini-embedding-2',
      content: { parts: [{ text }] },
    }))
    const two = await jsonOf(wire, `${embedding}:batchEmbedContents`, { requests })
    expect(two.embeddings).toHaveLength(2)
  })

  it.each(['demo-invalid', 'demo-401'])(
    'is paged with one and the same key, even after %s failed',
    async (bad) => {
      await using wire = await startWire({ keys: [bad, 'demo-key-1', 'demo-key-2', 'demo-key-3'] })
      let path = '/v1beta/models?pageSize=4'
      const servedBy: unknown[] = []
      for (let page = 0; page < 4; page += 1) {
        const answer = await wire.call(path)
        servedBy.push(answer.headers['x-gemini-balance-key'])
        path = `/v1beta/models?pageSize=4&pageToken=${answer.json.nextPageToken}`
      }
      expect(new Set(servedBy).size).toBe(1)
    },
  )

  it.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])('passes as %s', async (method) => {
    await using wire = await startWire({ script: says(200, 'application/json', '{"ok":1}') })
    const answer = await wire.call('/v1beta/cachedContents/abc?updateMask=ttl', {
      method,
      ...(method === 'GET' || method === 'DELETE' ? {} : { body: '{"ttl":"60s"}' }),
    })
    expect(answer.json).toEqual({ ok: 1 })
    const [request] = wire.demo.requests
    expect(request).toMatchObject({ method, path: '/v1beta/cachedContents/abc?updateMask=ttl' })
  })
})

describe('an error of Google', () => {
  const body = `{\n  "error": {\n    "code": 400,\n    "message": "Bad – 中", "big": 12345678901234567890,\n    "status": "INVALID_ARGUMENT",\n    "details": [ {"@type": "type.googleapis.com/google.rpc.DebugInfo", "detail": "[ORIGINAL ERROR]"} ]\n  }, "beside": 1\n}\n`
  const verbs = [
    'generateContent',
    'streamGenerateContent?alt=sse',
    'streamGenerateContent',
    'countTokens',
  ]

  it.each(verbs)('comes back byte for byte from :%s', async (verb) => {
    const asStream = verb.endsWith('sse') ? 'text/event-stream' : 'application/json'
    const sent = verb === 'streamGenerateContent' ? `[${body}]` : body
    await using wire = await startWire({ script: says(400, asStream, sent) })
    const answer = await wire.call(`${model}:${verb}`, { body: prompt })
    expect(answer.status).toBe(400)
    expect(answer.headers['content-type']).toContain('application/json')
    expect(answer.text).toBe(sent)
    expect(wire.demo.requests).toHaveLength(1)
  })

  it.each(verbs.slice(0, 3))('has its true status for an unknown model with :%s', async (verb) => {
    const path = `/v1beta/models/gemini-0-unknown:${verb}`
    const { bytes } = await askDirectly(path, prompt)
    await using wire = await startWire()
    const answer = await wire.call(path, { body: prompt })
    expect(answer.status).toBe(404)
    expect(answer.text).toBe(bytes.toString())
  })

  it.each([400, 404, 409, 412, 416, 500, 501, 503])('keeps its status %i', async (status) => {
    const words = JSON.stringify({ error: { code: status, message: 'as it is', status: 'X' } })
    await using wire = await startWire({
      settings: { maxRetries: 1 },
      script: says(status, 'application/json', words),
    })
    const answer = await wire.call('/v1beta/files/x')
    expect(answer.status).toBe(status)
    expect(answer.text).toBe(words)
  })

  it('loses the key it quotes, and nothing else', async () => {
    const words = (key: string | undefined) =>
      `{"error": {"code": 400,"message": "API key ${key} cannot do  this"}}`
    await using wire = await startWire({
      script: ({ key }, response) =>
        says(400, 'application/json', words(key))({} as DemoRequest, response),
    })
    const answer = await wire.call(`${model}:generateContent`, { body: prompt })
    expect(answer.text).toBe(words('…ey-1'))
  })

  it.each<[string, string, string]>([
    ['HTML', 'text/html', '<html><title>Error 502</title></html>'],
    ['nothing', 'text/html', ''],
    ['JSON of something else', 'application/json', '{"message":"Bad Gateway"}'],
    ['an empty error', 'application/json', '{"error":{}}'],
  ])('that is %s becomes one that SDKs can read', async (_name, type, text) => {
    await using wire = await startWire({
      settings: { maxRetries: 1 },
      script: says(502, type, text),
    })
    const answers: WireAnswer[] = []
    for (const verb of verbs) answers.push(await wire.call(`${model}:${verb}`, { body: prompt }))
    for (const answer of answers) {
      expect(answer.status).toBe(502)
      expect(answer.json.error).toMatchObject({
        code: 502,
        message: expect.stringContaining('502'),
        status: 'UNAVAILABLE',
      })
    }
  })
})
