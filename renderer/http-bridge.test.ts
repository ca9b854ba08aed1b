import { afterEach, describe, expect, it, vi } from 'vitest'
import { createHttpBridge } from './http-bridge.ts'

const base = new URL('http://127.0.0.1:8000/console/')

interface Sent {
  url: string
  headers: Record<string, string>
  body: unknown
}

/** An answer that is never there; the question ends when the page gives it up. */
const NEVER = Symbol('never')

/** A service that gives prepared answers and remembers what it was asked. */
function service(answers: Record<string, unknown>): Sent[] {
  const sent: Sent[] = []
  vi.stubGlobal('fetch', async (url: URL, init: Asked) => {
    const { pathname } = url
    const body: unknown = init.body === undefined ? undefined : JSON.parse(init.body)
    sent.push({ url: pathname, headers: init.headers, body })
    if (!(pathname in answers)) throw new TypeError('fetch failed')
    if (answers[pathname] === NEVER) await givenUp(init.signal)
    return Response.json(answers[pathname])
  })
  return sent
}

interface Asked {
  headers: Record<string, string>
  body?: string
  signal?: AbortSignal
}

function givenUp(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason))
  })
}

class FakeEventSource extends EventTarget {
  static opened: FakeEventSource[] = []
  isClosed = false

  constructor() {
    super()
    FakeEventSource.opened.push(this)
  }

  close(): void {
    this.isClosed = true
  }
}

vi.stubGlobal('EventSource', FakeEventSource)
afterEach(() => {
  FakeEventSource.opened = []
})

describe('the web console', () => {
  it('shows the token of its session with every call after signing in', async () => {
    const sent = service({
      '/console/login': { ok: true, data: { csrfToken: 'c-1' } },
      '/console/api/keys.list': { ok: true, data: { keys: [] } },
    })
    const bridge = createHttpBridge(base)
    await bridge.session.signIn('secret')
    const outcome = await bridge.call('keys.list', {})

    expect(outcome).toEqual({ ok: true, data: { keys: [] } })
    expect(sent[1]).toMatchObject({ url: '/console/api/keys.list', body: {} })
    expect(sent[1]?.headers['x-csrf-token']).toBe('c-1')
    expect(bridge.session.get()).toBe('signed-in')
  })

  it('asks to sign in again when the session has ended, and stops listening', async () => {
    service({
      '/console/session': { ok: true, data: { csrfToken: 'c-1' } },
      '/console/api/keys.list': { ok: false, error: { code: 'unauthorized', message: '' } },
    })
    const bridge = createHttpBridge(base)
    await bridge.session.resume()
    await bridge.call('keys.list', {})

    expect(bridge.session.get()).toBe('signed-out')
    expect(FakeEventSource.opened[0]?.isClosed).toBe(true)
  })

  it('leaves at once when it signs out: nothing under way is refused, nothing more is asked', async () => {
    const sent = service({
      '/console/session': { ok: true, data: { csrfToken: 'c-1' } },
      '/console/api/keys.list': NEVER,
      '/console/logout': { ok: true, data: {} },
    })
    const bridge = createHttpBridge(base)
    await bridge.session.resume()
    const underWay = bridge.call('keys.list', {})
    const left = bridge.session.signOut()
    const late = bridge.call('app.status', {})

    expect(bridge.session.get()).toBe('signed-out')
    expect(FakeEventSource.opened[0]?.isClosed).toBe(true)
    const refused = { ok: false, error: { code: 'unauthorized' } }
    expect(await underWay).toMatchObject(refused)
    expect(await late).toMatchObject(refused)
    await left
    expect(sent.map(({ url }) => url)).toEqual([
      '/console/session',
      '/console/api/keys.list',
      '/console/logout',
    ])
  })

  it('does not say that it has signed out when the service could not be told', async () => {
    service({ '/console/session': { ok: true, data: { csrfToken: 'c-1' } } })
    const bridge = createHttpBridge(base)
    await bridge.session.resume()
    await bridge.session.signOut()
    expect(bridge.session.get()).toBe('unreachable')
  })

  it('says that the service does not answer instead of throwing', async () => {
    service({})
    const outcome = await createHttpBridge(base).call('keys.list', {})
    expect(outcome).toMatchObject({ ok: false, error: { message: expect.any(String) } })
  })

  it('hands every event to those who listen for its type, whenever they began', async () => {
    service({ '/console/session': { ok: true, data: { csrfToken: 'c-1' } } })
    const bridge = createHttpBridge(base)
    const seen: unknown[] = []
    bridge.on('tokens.changed', (data) => seen.push(['early', data]))
    await bridge.session.resume()
    const stop = bridge.on('tokens.changed', (data) => seen.push(['late', data]))
    const event = () => new MessageEvent('tokens.changed', { data: '{"tokens":[]}' })
    FakeEventSource.opened[0]?.dispatchEvent(event())
    stop()
    FakeEventSource.opened[0]?.dispatchEvent(event())

    expect(seen).toEqual([
      ['early', { tokens: [] }],
      ['late', { tokens: [] }],
      ['early', { tokens: [] }],
    ])
  })
})
