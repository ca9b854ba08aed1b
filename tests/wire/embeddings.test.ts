import { describe, expect, it } from 'vitest'
import { startWire, type WireService } from './service.ts'

const model = 'gemini-embedding-2'

const embed = (wire: WireService, body: object) =>
  wire.call('/v1/embeddings', { body: { model, ...body } })

/** What OpenAI's SDKs do with base64. */
function decode(base64: string): number[] {
  const bytes = Buffer.from(base64, 'base64')
  return Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readFloatLE(at * 4))
}

describe('embeddings of', () => {
  it('one text have OpenAI’s shape', async () => {
    await using wire = await startWire()
    const answer = await embed(wire, { input: 'Hello there' })
    expect(answer.status).toBe(200)
    expect(answer.headers['x-gemini-balance-key']).toBe('...ey-1')
    expect(answer.json).toMatchObject({ object: 'list', model })
    expect(answer.json.data).toHaveLength(1)
    expect(answer.json.data[0]).toMatchObject({ object: 'embedding', index: 0 })
    expect(answer.json.data[0].embedding).toHaveLength(3072)
    expect(answer.json.usage.prompt_tokens).toBeGreaterThan(0)
    expect(answer.json.usage.total_tokens).toBe(answer.json.usage.prompt_tokens)
  })

  it('one text are the same alone and in an array', async () => {
    await using wire = await startWire()
    const alone = await embed(wire, { input: 'Hello there' })
    const inArray = await embed(wire, { input: ['Hello there'] })
    expect(inArray.json.data).toEqual(alone.json.data)
  })

  it('250 texts come in their order, from three calls', async () => {
    await using wire = await startWire()
    const input = Array.from({ length: 250 }, (_, at) => `text ${at}`)
    const answer = await embed(wire, { input, dimensions: 8 })
    const sizes = wire.demo.requests.map(({ body }) => (body as any).requests.length)
    expect(sizes).toEqual([100, 100, 50])
    expect(answer.json.data.map(({ index }: any) => index)).toEqual(input.map((_, at) => at))
    for (const at of [0, 99, 100, 199, 200, 249]) {
      const single = await embed(wire, { input: input[at], dimensions: 8 })
      expect(answer.json.data[at].embedding).toEqual(single.json.data[0].embedding)
    }
  })

  it.each(['gemini-embedding-2', 'gemini-embedding-001'])(
    '%s have the length asked for and unit norm',
    async (name) => {
      await using wire = await startWire()
      for (const dimensions of [1, 256, 768, 3072]) {
        const answer = await embed(wire, { model: name, input: 'Hello', dimensions })
        const vector: number[] = answer.json.data[0].embedding
        expect(vector).toHaveLength(dimensions)
        expect(Math.hypot(...vector)).toBeCloseTo(1, 5)
      }
    },
  )

  it.each(['gemini-embedding-2', 'gemini-embedding-001'])(
    '%s count their tokens in whole numbers',
    async (name) => {
      await using wire = await startWire()
      const { usage } = (await embed(wire, { model: name, input: ['Hello', 'there, you'] })).json
      expect(Number.isInteger(usage.prompt_tokens)).toBe(true)
      expect(usage.prompt_tokens).toBeGreaterThan(0)
      expect(usage.total_tokens).toBe(usage.prompt_tokens)
    },
  )

  it('a model named in Google’s way work too', async () => {
    await using wire = await startWire()
    expect((await embed(wire, { model: `models/${model}`, input: 'Hello' })).status).toBe(200)
  })
})

describe('encoding_format', () => {
  it('base64 decodes to the very numbers of float', async () => {
    await using wire = await startWire()
    const input = ['Hello', '你好 👋']
    const float = await embed(wire, { input, encoding_format: 'float' })
    const base64 = await embed(wire, { input, encoding_format: 'base64' })
    const byDefault = await embed(wire, { input })
    expect(byDefault.json.data).toEqual(float.json.data)
    for (const at of [0, 1]) {
      const text = base64.json.data[at].embedding
      expect(text).toEqual(expect.any(String))
      expect(decode(text)).toEqual(float.json.data[at].embedding.map(Math.fround))
    }
  })

  it('of another kind is a 400', async () => {
    await using wire = await startWire()
    const answer = await embed(wire, { input: 'x', encoding_format: 'hex' })
    expect(answer.status).toBe(400)
    expect(answer.json.error.param).toBe('encoding_format')
  })
})

describe('a bad request is a 400 that names the field', () => {
  it.each<[string, string, object]>([
    ['numbers that are no tokens', 'input', { input: [1, 200_000] }],
    ['lists with numbers that are no tokens', 'input[0]', { input: [[-1], [3]] }],
    ['a number', 'input', { input: 5 }],
    ['null', 'input', { input: null }],
    ['nothing', 'input', {}],
    ['an object', 'input[1]', { input: ['x', {}] }],
    ['an empty text', 'input', { input: '' }],
    ['an empty text among others', 'input[1]', { input: ['x', ''] }],
    ['an empty array', 'input', { input: [] }],
    ['no dimensions', 'dimensions', { input: 'x', dimensions: 0 }],
    ['half a dimension', 'dimensions', { input: 'x', dimensions: 1.5 }],
    ['dimensions as text', 'dimensions', { input: 'x', dimensions: '8' }],
    ['no model', 'model', { input: 'x', model: null }],
    ['an empty model', 'model', { input: 'x', model: ' ' }],
  ])('(%s)', async (_name, param, body) => {
    await using wire = await startWire()
    const answer = await embed(wire, body)
    expect(answer.status).toBe(400)
    expect(answer.json.error).toMatchObject({ param, type: 'invalid_request_error' })
    expect(answer.json.error.message).toContain(param.replace(/\[.*/, ''))
    expect(wire.demo.requests).toHaveLength(0)
  })

  it('or in Google’s own words where Google knows better', async () => {
    await using wire = await startWire()
    const answer = await embed(wire, { input: 'x', dimensions: 4000 })
    expect(answer.status).toBe(400)
    expect(answer.json.error.message).toContain('output_dimensionality must be between 1 and 3072')
  })

  it.each(['gemini-3.8-flash', 'text-embedding-3-small'])(
    'and a model that cannot embed (%j) is a 404',
    async (name) => {
      await using wire = await startWire()
      const answer = await embed(wire, { input: 'x', model: name })
      expect(answer.status).toBe(404)
      expect(answer.json.error.code).toBe('model_not_found')
    },
  )

  it.each(['../../files', 'a/b?c#d', '\uD800', ''])(
    'and a name that cannot be a model’s (%j) goes nowhere',
    async (name) => {
      await using wire = await startWire()
      const answer = await embed(wire, { input: 'x', model: name })
      expect(answer.status).toBe(400)
      expect(answer.json.error.param).toBe('model')
      expect(wire.demo.requests).toHaveLength(0)
    },
  )
})

describe('an answer of Google that is not whole', () => {
  it.each<[string, unknown]>([
    ['a vector too few', { embeddings: [{ values: [1] }] }],
    ['a vector too many', { embeddings: [{ values: [1] }, { values: [1] }, { values: [1] }] }],
    ['no vectors', {}],
    ['vectors of nothing', { embeddings: [{ values: [] }, { values: [1] }] }],
    ['no values', { embeddings: [{}, {}] }],
    ['null among them', { embeddings: [null, { values: [1] }] }],
    ['a text in their place', { embeddings: 'ab' }],
    ['null', null],
  ])('(%s) is asked of the next key, and is a 502 when none is better', async (_name, body) => {
    let isBetter = true
    await using wire = await startWire({
      keys: ['demo-key-1', 'demo-key-2'],
      settings: { maxRetries: 2 },
      script: ({ key }, response) => {
        if (isBetter && key === 'demo-key-2') return false
        response.writeHead(200, { 'content-type': 'application/json' })
        response.end(JSON.stringify(body))
        return true
      },
    })
    const answer = await embed(wire, { input: ['a', 'b'], dimensions: 4 })
    expect(answer.status).toBe(200)
    expect(answer.headers['x-gemini-balance-key']).toBe('...ey-2')
    isBetter = false
    const failed = await embed(wire, { input: ['a', 'b'], dimensions: 4 })
    expect(failed.status).toBe(502)
    expect(failed.json.error).toMatchObject({ type: 'api_error', code: 'incomplete_response' })
    expect(failed.headers['x-should-retry']).toBe('false')
    expect(wire.service.pool.counts()).toEqual({ ready: 2, total: 2 })
  })

  it('in its last part fails the whole, with what Google said', async () => {
    await using wire = await startWire({
      settings: { maxRetries: 1 },
      script: ({ id }, response) => {
        if (id < 3) return false
        response.writeHead(503, { 'content-type': 'application/json' })
        response.end('{"error":{"code":503,"message":"overloaded","status":"UNAVAILABLE"}}')
        return true
      },
    })
    const input = Array.from({ length: 250 }, (_, at) => `text ${at}`)
    const answer = await embed(wire, { input, dimensions: 2 })
    expect(answer.status).toBe(503)
    expect(answer.json.error).toMatchObject({ message: 'overloaded', code: 'overloaded' })
  })
})

describe('token ids, as LangChain for Python sends them', () => {
  it('are embedded like the text they stand for, also beside texts', async () => {
    await using wire = await startWire()
    const tokens = await embed(wire, { input: [[9906, 1917], [9906], 'Hello'] })
    const texts = await embed(wire, { input: ['Hello world', 'Hello', 'Hello'] })
    expect(tokens.status).toBe(200)
    expect(tokens.json.data).toEqual(texts.json.data)
  })
})
