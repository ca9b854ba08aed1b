import type { ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import { startWire, type WireAnswer, type WireService } from './service.ts'

const ids = (answer: WireAnswer): string[] => answer.json.data.map(({ id }: { id: string }) => id)

async function listed(wire: WireService): Promise<string[]> {
  return ids(await wire.call('/v1/models'))
}

function sendModels(response: ServerResponse, names: string[], nextPageToken?: string): true {
  const models = names.map((name) => ({ name: `models/${name}`, inputTokenLimit: 1 }))
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ models, ...(nextPageToken && { nextPageToken }) }))
  return true
}

describe('the list of models', () => {
  it('has OpenAI’s shape and Google’s ids', async () => {
    await using wire = await startWire()
    const answer = await wire.call('/v1/models')
    expect(answer.json.object).toBe('list')
    expect(answer.json.data.length).toBeGreaterThan(15)
    const nowSeconds = Date.now() / 1000
    for (const model of answer.json.data) {
      expect(Object.keys(model).toSorted()).toEqual(['created', 'id', 'object', 'owned_by'])
      expect(model).toMatchObject({ object: 'model', owned_by: 'google' })
      expect(model.id).not.toContain('models/')
      expect(Number.isInteger(model.created)).toBe(true)
      expect(Math.abs(model.created - nowSeconds)).toBeLessThan(60)
    }
    expect(new Set(ids(answer)).size).toBe(answer.json.data.length)
    expect(ids(answer)).toContain('gemini-3.8-flash')
    expect(ids(answer)).toContain('gemini-embedding-2')
  })

  it('is asked of Google in the fewest pages and once only', async () => {
    await using wire = await startWire()
    const first = await wire.call('/v1/models')
    expect(wire.demo.requests.map(({ path }) => path)).toEqual(['/v1beta/models?pageSize=1000'])
    const second = await wire.call('/v1/models')
    expect(second.json).toEqual(first.json)
    await wire.call('/v1/models/gemini-3.8-flash')
    expect(wire.demo.requests).toHaveLength(1)
  })

  it('is asked once by clients that come at the same time', async () => {
    await using wire = await startWire()
    const lists = await Promise.all(Array.from({ length: 5 }, () => listed(wire)))
    for (const list of lists) expect(list).toEqual(lists[0])
    expect(wire.demo.requests).toHaveLength(1)
  })

  it('holds -search for the models of MODEL_SEARCH and -chat for the image model, live', async () => {
    await using wire = await startWire({ settings: { searchModels: ['gemini-3.8-flash'] } })
    const before = await listed(wire)
    expect(before.filter((id) => id.endsWith('-search'))).toEqual(['gemini-3.8-flash-search'])
    expect(before.filter((id) => id.endsWith('-chat'))).toEqual(['gemini-nano-banana-2.1-chat'])
    wire.set({
      searchModels: ['gemini-3.6-flash', 'gemini-4-argon', 'gemini-not-there'],
      createImageModel: 'gemini-3-pro-image',
    })
    const after = await listed(wire)
    expect(after.filter((id) => id.endsWith('-search'))).toEqual([
      'gemini-4-argon-search',
      'gemini-3.6-flash-search',
    ])
    expect(after.filter((id) => id.endsWith('-chat'))).toEqual(['gemini-3-pro-image-chat'])
    wire.set({ searchModels: [], createImageModel: 'gemini-3.8-flash' })
    expect((await listed(wire)).filter((id) => /-(search|chat)$/.test(id))).toEqual([])
    expect(wire.demo.requests).toHaveLength(1)
  })
})

describe('one model', () => {
  it.each([
    'gemini-3.8-flash',
    'gemini-3.8-flash-search',
    'gemini-nano-banana-2.1-chat',
    'models/gemini-3.8-flash',
    'models%2Fgemini-3.8-flash',
  ])('%s is found', async (id) => {
    await using wire = await startWire()
    const answer = await wire.call(`/v1/models/${id}`)
    expect(answer.status).toBe(200)
    expect(answer.json).toMatchObject({
      id: decodeURIComponent(id).replace('models/', ''),
      object: 'model',
      owned_by: 'google',
      created: expect.any(Number),
    })
  })

  it('with a slash in its id is found', async () => {
    await using wire = await startWire({
      script: (_request, response) => sendModels(response, ['gemini-a', 'tuned/one/two']),
    })
    expect((await wire.call('/v1/models/tuned/one/two')).json.id).toBe('tuned/one/two')
    expect((await wire.call('/v1/models/tuned%2Fone%2Ftwo')).json.id).toBe('tuned/one/two')
  })

  it.each([
    'gpt-4o',
    'gemini-3.8-flash-chat',
    'gemini-4-argon-search',
    '__proto__',
    '%F0%9F%98%80',
  ])('%s, which nobody has, is a 404 that names it', async (id) => {
    await using wire = await startWire()
    const answer = await wire.call(`/v1/models/${id}`)
    expect(answer.status).toBe(404)
    expect(answer.json.error).toMatchObject({ code: 'model_not_found', param: 'model' })
    expect(answer.json.error.message).toContain(decodeURIComponent(id))
  })
})

/** The keys here end in a number; their whole text must not get into ids and URLs. */
const numberOf = (key: string | undefined) => key?.slice(-1)

describe('several keys', () => {
  it('give the union of what each may use', async () => {
    await using wire = await startWire({
      keys: ['demo-key-1', 'demo-key-2', 'demo-key-3'],
      script: ({ key }, response) =>
        sendModels(response, ['gemini-common', `gemini-of-${numberOf(key)}`]),
    })
    expect((await listed(wire)).toSorted()).toEqual([
      'gemini-common',
      'gemini-of-1',
      'gemini-of-2',
      'gemini-of-3',
    ])
  })

  it.each(['demo-invalid', 'demo-suspended', 'demo-reset', 'demo-html', 'demo-401'])(
    'give a whole list although %s is among them',
    async (bad) => {
      await using wire = await startWire({ keys: [bad, 'demo-key-1'] })
      const answer = await wire.call('/v1/models')
      expect(answer.status).toBe(200)
      expect(ids(answer)).toContain('gemini-3.8-flash')
    },
  )

  it('that may not generate now still list', async () => {
    await using wire = await startWire({ keys: ['demo-rpm'] })
    await wire.chat()
    expect(await listed(wire)).toContain('gemini-3.8-flash')
  })

  it('that all fail are an error, which is not kept', async () => {
    let isDown = true
    await using wire = await startWire({
      settings: { maxRetries: 1 },
      script: (_request, response) => {
        if (isDown) response.destroy()
        return isDown
      },
    })
    const failed = await wire.call('/v1/models')
    expect(failed.status).toBe(502)
    expect(failed.json.error.code).toBe('upstream_unreachable')
    isDown = false
    expect(await listed(wire)).toContain('gemini-3.8-flash')
  })
})

describe('a list of several pages', () => {
  it('is followed to its end, each page with the key that knows it', async () => {
    await using wire = await startWire({
      keys: ['demo-key-1', 'demo-key-2'],
      script: ({ key, path }, response) => {
        const token = new URLSearchParams(path.split('?')[1]).get('pageToken')
        const [owner = numberOf(key), page = '1'] = token?.split('/') ?? []
        if (owner !== numberOf(key)) {
          response.writeHead(400).end('{"error":{"code":400,"message":"foreign page token"}}')
          return true
        }
        const next = page === '3' ? undefined : `${owner}/${Number(page) + 1}`
        return sendModels(response, [`gemini-${owner}-page-${page}`], next)
      },
    })
    const expected = [1, 2].flatMap((key) => [1, 2, 3].map((page) => `gemini-${key}-page-${page}`))
    expect((await listed(wire)).toSorted()).toEqual(expected)
  })

  it('of which a later page fails still gives what other keys list', async () => {
    await using wire = await startWire({
      keys: ['demo-key-1', 'demo-key-2'],
      script: ({ key, path }, response) => {
        if (key === 'demo-key-2') return sendModels(response, ['gemini-b'])
        if (!path.includes('pageToken')) return sendModels(response, ['gemini-a'], 'next')
        response.writeHead(500).end('{"error":{"code":500,"message":"no","status":"INTERNAL"}}')
        return true
      },
    })
    expect(await listed(wire)).toContain('gemini-b')
  })

  it('that never ends is cut off', async () => {
    await using wire = await startWire({
      script: (_request, response) => sendModels(response, ['gemini-a'], 'again'),
    })
    expect(await listed(wire)).toEqual(['gemini-a'])
    expect(wire.demo.requests.length).toBeLessThanOrEqual(20)
  })
})

describe('a name that a person has given to a model', () => {
  const modelAliases = { 'gpt-4o': 'gemini-3.6-flash', 'text-*': 'gemini-embedding-2' }
  const asked = ({ demo }: WireService) => demo.requests.at(-1)?.path

  it('is listed, answered under and served by that model', async () => {
    await using wire = await startWire({ settings: { modelAliases } })
    expect(await listed(wire)).toContain('gpt-4o')
    expect(await listed(wire)).not.toContain('text-*')
    expect((await wire.call('/v1/models/gpt-4o')).status).toBe(200)
    const answer = await wire.chat({ model: 'gpt-4o' })
    expect(answer.json.model).toBe('gpt-4o')
    expect(asked(wire)).toBe('/v1beta/models/gemini-3.6-flash:generateContent')
    const embedded = { model: 'text-embedding-3-small', input: 'Hello' }
    expect((await wire.call('/v1/embeddings', { body: embedded })).status).toBe(200)
    expect(asked(wire)).toBe('/v1beta/models/gemini-embedding-2:batchEmbedContents')
    expect(wire.records.map((one) => [one.modelAsked, one.model])).toEqual([
      ['', ''],
      ['', ''],
      ['', ''],
      ['gpt-4o', 'gemini-3.6-flash'],
      ['text-embedding-3-small', 'gemini-embedding-2'],
    ])
  })

  it('means something else as soon as the setting says so', async () => {
    await using wire = await startWire({ settings: { modelAliases } })
    wire.set({ modelAliases: { 'gpt-4o': 'gemini-3.8-flash' } })
    await wire.chat({ model: 'gpt-4o' })
    expect(asked(wire)).toBe('/v1beta/models/gemini-3.8-flash:generateContent')
  })
})

describe('an odd answer of Google', () => {
  it.each([
    ['no JSON', 'hello', 502],
    ['null', 'null', 502],
    [
      'entries that are no models',
      '{"models":[null,{},{"name":5},{"name":"models/gemini-a"}]}',
      200,
    ],
  ])('(%s) does not break the list', async (_name, body, status) => {
    await using wire = await startWire({
      script: (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).end(body)
        return true
      },
    })
    const answer = await wire.call('/v1/models')
    expect(answer.status).toBe(status)
    if (status === 200) expect(ids(answer)).toEqual(['gemini-a'])
    else expect(answer.json.error.type).toBe('api_error')
  })
})
