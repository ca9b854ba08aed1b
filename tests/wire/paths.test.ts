import { describe, expect, it } from 'vitest'
import { chatBody, startWire } from './service.ts'

const prompt = { contents: [{ parts: [{ text: 'Hello there' }] }] }

/** What clients write in front of an OpenAI route (design §5.2). */
const openAiBases = [
  '/v1/',
  '/',
  '/hf/v1/',
  '/openai/v1/',
  '/api/v1/',
  '/v1/v1/',
  '//v1//',
  '///',
  '/openai/',
  '/v1beta/openai/',
  '/hf/v1/v1/',
]
/** What they write in front of a native one. */
const nativeBases = ['/v1beta/', '/gemini/v1beta/', '/v1beta/v1beta/', '//v1beta//', '/v1/v1beta/']

describe('an alias of an OpenAI route', () => {
  it.each(openAiBases)('%s is served like /v1/', async (base) => {
    await using wire = await startWire()
    const chat = await wire.call(`${base}chat/completions`, { body: chatBody() })
    expect(chat.json.object).toBe('chat.completion')
    const streamed = await wire.call(`${base}chat/completions/`, {
      body: chatBody({ stream: true }),
    })
    expect(streamed.text).toMatch(/data: \[DONE\]\n\n$/)
    const list = await wire.call(`${base}models`)
    expect(list.json.object).toBe('list')
    const one = await wire.call(`${base}models/gemini-3.8-flash/`)
    expect(one.json.id).toBe('gemini-3.8-flash')
    const body = { model: 'gemini-embedding-2', input: 'x' }
    const embeddings = await wire.call(`${base}embeddings?api-version=1`, { body })
    expect(embeddings.json.data).toHaveLength(1)
  })

  it.each(openAiBases)('%s needs a token like /v1/', async (base) => {
    await using wire = await startWire()
    for (const path of [
      'chat/completions',
      'models',
      'models/x',
      'embeddings',
      'models/x:countTokens',
    ]) {
      const method = path.startsWith('models') && !path.includes(':') ? 'GET' : 'POST'
      const answer = await wire.call(base + path, { method, anonymous: true })
      expect([path, answer.status]).toEqual([path, 401])
    }
    expect(wire.demo.requests).toHaveLength(0)
  })
})

describe('an alias of a native route', () => {
  it.each(nativeBases)('%s is served like /v1beta/', async (base) => {
    await using wire = await startWire()
    const model = `${base}models/gemini-3.8-flash`
    expect((await wire.call(`${model}:generateContent`, { body: prompt })).status).toBe(200)
    expect((await wire.call(`${model}%3AgenerateContent`, { body: prompt })).status).toBe(200)
    expect((await wire.call(`${model}:countTokens/`, { body: prompt })).status).toBe(200)
    expect((await wire.call(`${base}models/`)).json.models.length).toBeGreaterThan(3)
    for (const { path } of wire.demo.requests) expect(path).toMatch(/^\/v1beta\/models/)
    const refused = await wire.call(`${model}:generateContent`, { body: prompt, anonymous: true })
    expect(refused.json.error.status).toBe('UNAUTHENTICATED')
  })

  it('keeps the version and the encoding the client chose', async () => {
    await using wire = await startWire()
    const paths = [
      '/v1alpha/models/gemini-3.8-flash%3AcountTokens',
      '/v1/models/gemini-3.8-flash:countTokens',
      '/v1beta/tunedModels/a%20b~c:generateContent',
    ]
    for (const path of paths) await wire.call(path, { body: prompt })
    expect(wire.demo.requests.map(({ path }) => path)).toEqual(paths)
  })
})

describe('a path made up to get past the token', () => {
  it.each([
    '/health/../v1/models',
    '/health/..%2fv1/models',
    '/health%2f..%2fv1%2fmodels',
    '/v1/../health/../v1/models',
    '/v1/..%2f..%2fhealth',
    '/v1/models/..%2f..%2fhealth',
    '/v1/models;/health',
    '/v1/models#/health',
    '/v1/models?/health',
    '/v1/models%3f/health',
    '/v1/models/%zz',
    '/v1beta/../health',
    '/v1beta/%2e%2e/health',
    '/v1beta/models%00',
    '/v1beta/health',
    '/%76%31beta/models',
    '/%76%31/models',
    '/v%31/models/x:generateContent',
    '/google/v1/models',
    '/google/v1beta/models',
    '/v1\\models',
    '/.//v1/models',
    '/health;/v1/models',
    '/health//v1/models',
    '/v1/health/models',
  ])('%s gives nothing away', async (path) => {
    await using wire = await startWire()
    const answer = await wire.call(path, { anonymous: true })
    expect([401, 404]).toContain(answer.status)
    expect(answer.json.error.message).toEqual(expect.any(String))
    expect(wire.demo.requests).toHaveLength(0)
  })

  it.each([
    '/health',
    '//health',
    '/health/',
    '///health//',
    '/%68ealth',
    '/health?key=x',
    '/health#x',
  ])('%s is the open route and nothing else', async (path) => {
    await using wire = await startWire()
    const answer = await wire.call(path, { anonymous: true })
    expect(answer.json.app).toBe('gemini-balance')
  })
})

describe('what is not served', () => {
  it.each([
    ['GET', '/'],
    ['GET', '/nothing/here'],
    ['GET', '/v1'],
    ['GET', '/v1/nothing'],
    ['GET', '/api/nothing'],
    ['GET', '/v1/chat/completions'],
    ['PUT', '/v1/chat/completions'],
    ['DELETE', '/v1/models/gemini-3.8-flash'],
    ['POST', '/v1/models'],
    ['POST', '/v1/models/gemini-3.8-flash'],
    ['POST', '/v1/responses'],
    ['POST', '/v1/images/variations'],
    ['GET', '/v1/embeddings'],
    ['POST', '/health'],
    ['TRACE', '/v1/models'],
    ['PROPFIND', '/v1/models'],
  ])('%s %s is a 404 in OpenAI’s words', async (method, path) => {
    await using wire = await startWire({ pagesFolder: null })
    const answer = await wire.call(path, { method })
    expect(answer.status).toBe(404)
    expect(answer.headers['content-type']).toContain('application/json')
    expect(answer.headers['x-request-id']).toMatch(/^req_/)
    expect(answer.json.error).toEqual({
      message: expect.stringContaining(method),
      type: 'invalid_request_error',
      param: null,
      code: 'not_found',
    })
    expect(wire.demo.requests).toHaveLength(0)
  })

  it.each([
    ['GET', '/v1beta'],
    ['GET', '/v1alpha/'],
    ['GET', '/upload/v1beta/files'],
    ['PROPFIND', '/v1beta/models'],
  ])('%s %s is a 404 in Google’s words', async (method, path) => {
    await using wire = await startWire({ pagesFolder: null })
    const answer = await wire.call(path, { method })
    expect(answer.status).toBe(404)
    expect(answer.headers['x-request-id']).toMatch(/^req_/)
    expect(answer.json.error).toMatchObject({ code: 404, status: 'NOT_FOUND' })
    expect(wire.demo.requests).toHaveLength(0)
  })
})

describe('a native path that climbs', () => {
  it.each([
    '/v1beta/../v1/models',
    '/v1beta/%2e%2e/secret',
    '/v1beta/.%2E/secret',
    '/v1beta/models/..%2f..%2fsecret',
    '/v1beta/models/..%5csecret',
    '/v1beta/models\\..\\..\\secret',
    '/v1beta/./models',
    '/v1alpha/files/%2E',
    '/gemini/v1beta/../../secret',
    '/v1/models/../files:upload',
  ])('%s is a 400 and never reaches Google', async (path) => {
    await using wire = await startWire()
    for (const method of ['GET', 'POST', 'DELETE']) {
      if (path.startsWith('/v1/') && method !== 'POST') continue
      const answer = await wire.call(path, { method })
      expect([method, answer.status]).toEqual([method, 400])
      expect(answer.json.error.message).toContain('..')
    }
    expect(wire.demo.requests).toHaveLength(0)
  })

  it('is not seen where there is only a dot in a name', async () => {
    await using wire = await startWire()
    await wire.call('/v1beta/files/..a')
    await wire.call('/v1beta/models/gemini-3.8-flash')
    expect(wire.demo.requests).toHaveLength(2)
  })
})

it('a broken escape is an ordinary unknown name, in the answer and in the log', async () => {
  await using wire = await startWire()
  const answer = await wire.call('/v1/models/50%zz?key=sk-someone-elses')
  expect(answer.status).toBe(404)
  expect(answer.json.error.code).toBe('model_not_found')
  expect(answer.text).not.toContain('sk-someone-elses')
  expect(wire.log().at(-1)).not.toContain('sk-someone-elses')
})
