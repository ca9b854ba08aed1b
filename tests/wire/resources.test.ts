import type { ServerResponse } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DemoRequest } from '../../electron/demo/server.ts'
import { startWire, type WireService } from './service.ts'

/** A Google whose caches belong to the key that made them. */
function cachesOfKeys() {
  const owners = new Map<string, string>()
  let refusal: { status: number; error: object } | undefined
  const answer = (response: ServerResponse, status: number, body: object): true => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    return true
  }
  const script = ({ method, path, body, key = '' }: DemoRequest, response: ServerResponse) => {
    if (method === 'POST' && path === '/v1beta/cachedContents') {
      const name = `cachedContents/c${owners.size}`
      owners.set(name, key)
      return answer(response, 200, { name, model: 'models/gemini-3.8-flash' })
    }
    const { cachedContent } = (body ?? {}) as { cachedContent?: string }
    const named = cachedContent ?? /cachedContents\/\w+/.exec(path)?.[0]
    if (named === undefined) return false
    if (owners.get(named) !== key) {
      const message = 'CachedContent not found (or permission denied)'
      return answer(response, 403, { error: { code: 403, message, status: 'PERMISSION_DENIED' } })
    }
    if (refusal !== undefined) return answer(response, refusal.status, { error: refusal.error })
    return answer(response, 200, {
      name: named,
      candidates: [{ content: { parts: [{ text: 'ok' }] }, finishReason: 'STOP' }],
    })
  }
  return { script, owners, refuse: (with_: typeof refusal) => (refusal = with_) }
}

const google = cachesOfKeys()
const keys = ['demo-key-1', 'demo-key-2', 'demo-key-3', 'demo-key-4', 'demo-key-5']
let wire: WireService
beforeAll(async () => {
  wire = await startWire({ keys, script: google.script })
})
afterAll(() => wire[Symbol.asyncDispose]())

const create = async (): Promise<string> => {
  const made = await wire.call('/v1beta/cachedContents', { method: 'POST', body: { contents: [] } })
  return made.json.name
}
const use = (...names: string[]) =>
  wire.call('/v1beta/models/gemini-3.8-flash:generateContent', {
    method: 'POST',
    body: {
      contents: [],
      cachedContent: names[0],
      systemInstruction: { cachedContent: names[1] },
    },
  })

describe('what one of five keys has made', () => {
  it('is read, used and deleted with that key', async () => {
    const names = [await create(), await create(), await create()]
    expect(new Set(google.owners.values()).size).toBe(3)
    for (const name of names) {
      for (const path of [`/v1beta/${name}`, `/gemini/v1beta/${name}`]) {
        expect((await wire.call(path, { method: 'GET' })).status).toBe(200)
      }
      expect((await use(name)).status).toBe(200)
      const chat = await wire.chat({ google: { cached_content: name } })
      expect(wire.demo.requests.at(-1)?.body).toMatchObject({ cachedContent: name })
      expect(wire.demo.requests.at(-1)?.key).toBe(google.owners.get(name))
      expect(chat.status).toBe(200)
      expect((await wire.call(`/v1beta/${name}`, { method: 'DELETE' })).status).toBe(200)
    }
  })

  it('cannot be joined with what another has made', async () => {
    const answer = await use(await create(), await create())
    expect(answer.status).toBe(400)
    expect(answer.json.error.message).toMatch(/different API keys/)
  })

  it('waits for that key while it rests, and asks no other', async () => {
    const name = await create()
    google.refuse({
      status: 429,
      error: { code: 429, message: 'Please retry in 30s.', status: 'RESOURCE_EXHAUSTED' },
    })
    const before = wire.demo.requests.length
    const refused = await use(name)
    google.refuse(undefined)
    const resting = await use(name)
    expect([refused.status, resting.status]).toEqual([429, 429])
    expect(Number(resting.headers['retry-after'])).toBeGreaterThan(20)
    expect(wire.demo.requests.length - before).toBe(1)
  })

  it('is missed by name once that key is deleted', async () => {
    const name = await create()
    const [owner] = wire.service.pool
      .list()
      .filter(({ id }) => wire.service.pool.get(id)?.secret === google.owners.get(name))
    wire.service.pool.remove(owner?.id ?? '')
    const answer = await use(name)
    expect(answer.status).toBe(404)
    expect(answer.json.error.message).toContain(name)
  })
})
