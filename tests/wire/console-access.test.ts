import { describe, expect, it } from 'vitest'
import { ADMIN_TOKEN, ask, openBrowser, signIn, startConsole } from './console-client.ts'
import { rawRequest } from './raw-request.ts'
import { startWire, TOKEN } from './service.ts'

const LIST = '/console/api/keys.list'

describe('signing in', () => {
  it('takes the right token and gives a session that opens everything', async () => {
    await using wire = await startConsole()
    const answer = await signIn(wire)
    expect(answer.status).toBe(200)
    expect(answer.json).toMatchObject({
      ok: true,
      data: { csrfToken: expect.any(String), idleTimeoutMs: 12 * 60 * 60_000 },
    })
    const [cookie] = answer.headers['set-cookie'] ?? []
    expect(cookie).toMatch(/^gemini-balance-\d+=[\w-]{43}; /)
    expect(cookie?.split('; ').slice(1).sort()).toEqual(['HttpOnly', 'Path=/', 'SameSite=Strict'])
    expect(answer.headers['cache-control']).toBe('no-store')

    const browser = await openBrowser(wire)
    expect((await browser.ask('keys.list')).json.data.keys).toHaveLength(1)
    const session = await wire.call('/console/session', {
      anonymous: true,
      headers: { cookie: browser.cookie },
    })
    expect(session.json.data.csrfToken).toBe(browser.csrfToken)
  })

  it('behind TLS gives a cookie that never travels without it', async () => {
    await using wire = await startConsole()
    const { headers } = await signIn(wire, ADMIN_TOKEN, { 'x-forwarded-proto': 'https' })
    expect(headers['set-cookie']?.[0]).toMatch(/; Secure/)
  })

  it.each(['', ' ', TOKEN, 'wrong', 7, null])('with %j fails', async (token) => {
    await using wire = await startConsole()
    const answer = await wire.call('/console/login', { anonymous: true, body: { token } })
    expect([400, 401]).toContain(answer.status)
    expect(answer.json.ok).toBe(false)
    expect(answer.headers['set-cookie']).toBeUndefined()
  })

  it('a thousand times with wrong tokens is slowed down, the right one included', async () => {
    await using wire = await startConsole()
    const statuses = new Map<number, number>()
    for (let attempt = 0; attempt < 1000; attempt += 1) {
      const { status } = await signIn(wire, `guess-${attempt}`)
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
    }
    expect([...statuses]).toEqual([
      [401, 10],
      [429, 990],
    ])
    const right = await signIn(wire)
    expect(right.status).toBe(429)
    expect(Number(right.headers['retry-after'])).toBeGreaterThan(0)
    expect(right.json.error).toMatchObject({ code: 'throttled' })
    // Guessing is no easier by another door.
    expect((await ask(wire, 'keys.list')).status).toBe(429)
  })

  it('leaves those who are in alone while somebody guesses', async () => {
    await using wire = await startConsole()
    const browser = await openBrowser(wire)
    for (let attempt = 0; attempt < 20; attempt += 1) await signIn(wire, `guess-${attempt}`)
    expect((await browser.ask('keys.list')).status).toBe(200)
  })

  it('never keeps a session id that was there before', async () => {
    await using wire = await startConsole()
    const planted = `gemini-balance-${wire.port}=planted-by-somebody-else`
    const { headers } = await signIn(wire, ADMIN_TOKEN, { cookie: planted })
    expect(headers['set-cookie']?.[0]).not.toContain('planted')
    const asPlanted = await wire.call(LIST, {
      anonymous: true,
      headers: { cookie: planted },
      body: {},
    })
    expect(asPlanted.status).toBe(401)
  })

  it('once more ends the session before', async () => {
    await using wire = await startConsole()
    const before = await openBrowser(wire)
    await signIn(wire, ADMIN_TOKEN, { cookie: before.cookie })
    expect((await before.ask('keys.list')).status).toBe(401)
  })
})

describe('signing out', () => {
  it('ends the session and takes the cookie away', async () => {
    await using wire = await startConsole()
    const { cookie, csrfToken, ask: askAs } = await openBrowser(wire)
    const headers = { cookie, 'x-csrf-token': csrfToken }
    const answer = await wire.call('/console/logout', { anonymous: true, method: 'POST', headers })
    expect(answer.status).toBe(200)
    expect(answer.headers['set-cookie']?.[0]).toMatch(/^gemini-balance-\d+=; Max-Age=0/)
    expect((await askAs('keys.list')).status).toBe(401)
  })
})

describe('a call of the console', () => {
  it('without credentials is refused', async () => {
    await using wire = await startConsole()
    const answer = await wire.call(LIST, { anonymous: true, body: {} })
    expect(answer.status).toBe(401)
    expect(answer.json).toMatchObject({ ok: false, error: { code: 'unauthorized' } })
  })

  it('with a token of the API is refused, in all its forms', async () => {
    await using wire = await startConsole()
    const forms: Record<string, string>[] = [
      { authorization: `Bearer ${TOKEN}` },
      { 'x-api-key': ADMIN_TOKEN },
      { 'x-goog-api-key': ADMIN_TOKEN },
    ]
    for (const headers of forms) {
      const answer = await wire.call(LIST, { anonymous: true, headers, body: {} })
      expect(answer.status).toBe(401)
    }
    const inUrl = await wire.call(`${LIST}?key=${ADMIN_TOKEN}`, { anonymous: true, body: {} })
    expect(inUrl.status).toBe(401)
  })

  it('with no token required of clients still needs the administrator’s', async () => {
    await using wire = await startConsole({ settings: { requireToken: false } })
    expect((await wire.call(LIST, { anonymous: true, body: {} })).status).toBe(401)
  })

  it.each([undefined, '', 'wrong', 'x'.repeat(43)])(
    'of a browser with the CSRF token %j is refused',
    async (token) => {
      await using wire = await startConsole()
      const { cookie } = await openBrowser(wire)
      const headers = { cookie, ...(token !== undefined && { 'x-csrf-token': token }) }
      const answer = await wire.call(LIST, { anonymous: true, headers, body: {} })
      expect(answer.status).toBe(403)
      expect(answer.json.error.code).toBe('forbidden')
    },
  )

  it('with the CSRF token of another session is refused', async () => {
    await using wire = await startConsole()
    const [mine, other] = [await openBrowser(wire), await openBrowser(wire)]
    const answer = await mine.ask('keys.list', {}, { 'x-csrf-token': other.csrfToken })
    expect(answer.status).toBe(403)
  })

  it.each([
    'https://evil.example',
    'null',
    'http://localhost:1',
    'http://127.0.0.1:1',
    'app://gemini-balance',
  ])('from a page of %s is refused, cookie or token', async (origin) => {
    await using wire = await startConsole()
    const browser = await openBrowser(wire)
    const answers = [
      await browser.ask('keys.list', {}, { origin }),
      await wire.call(LIST, {
        anonymous: true,
        headers: { authorization: `Bearer ${ADMIN_TOKEN}`, origin },
        body: {},
      }),
      await signIn(wire, ADMIN_TOKEN, { origin }),
    ]
    for (const answer of answers) {
      expect(answer.status).toBe(403)
      expect(answer.json).toMatchObject({ ok: false, error: { code: 'forbidden' } })
    }
  })

  it('from a page of another port of this machine is refused even without an Origin', async () => {
    await using wire = await startConsole()
    const { cookie } = await openBrowser(wire)
    const headers = { cookie, 'sec-fetch-site': 'same-site' }
    const answer = await wire.call('/console/api/events', { anonymous: true, headers })
    expect(answer.status).toBe(403)
  })

  it('from the page of a reverse proxy passes once that is an allowed origin', async () => {
    const origin = 'https://nas.example'
    await using wire = await startConsole({ settings: { allowedOrigins: [`${origin}/`] } })
    const browser = await openBrowser(wire)
    expect((await browser.ask('keys.list', {}, { origin })).status).toBe(200)
  })

  it('for another Host is refused', async () => {
    await using wire = await startConsole()
    const browser = await openBrowser(wire)
    const answer = await browser.ask('keys.list', {}, { host: 'rebound.example' })
    expect(answer.status).toBe(403)
    expect(answer.json.error.code).toBe('forbidden')
  })

  it('with a body that is too large is refused before it is read', async () => {
    await using wire = await startConsole()
    const head = `Host: localhost\r\nConnection: close\r\nContent-Length: 999999999\r\n`
    const login = await rawRequest(wire.port, `POST /console/login HTTP/1.1\r\n${head}\r\n`)
    expect(login).toContain('"code":"invalid_input"')
    const anonymous = await rawRequest(wire.port, `POST ${LIST} HTTP/1.1\r\n${head}\r\n`)
    expect(anonymous).toContain('"code":"unauthorized"')
    const authorised = `Authorization: Bearer ${ADMIN_TOKEN}\r\n`
    const known = await rawRequest(wire.port, `POST ${LIST} HTTP/1.1\r\n${authorised}${head}\r\n`)
    expect(known).toContain('HTTP/1.1 400')
    expect(known).toContain('too large')
  })
})

describe('a service without AUTH_TOKEN', () => {
  it('has no console and says how to switch it on', async () => {
    await using wire = await startWire()
    for (const token of ['', TOKEN, ADMIN_TOKEN]) {
      const answer = await signIn(wire, token)
      expect(answer.status).toBe(503)
      expect(answer.json.error).toMatchObject({
        code: 'console_off',
        message: expect.stringContaining('AUTH_TOKEN'),
      })
    }
    expect((await wire.call(LIST, { body: {} })).status).toBe(503)
    const page = await wire.call('/console/', { anonymous: true })
    expect(page.status).toBe(503)
    expect(page.text).toContain('AUTH_TOKEN')
  })
})

describe('a service with --no-console', () => {
  it.each(['/', '/auth', '/console', '/console/', '/console/session'])(
    'knows nothing of GET %s',
    async (path) => {
      await using wire = await startConsole({ pagesFolder: null })
      expect((await wire.call(path)).status).toBe(404)
    },
  )

  it('knows nothing of its calls', async () => {
    await using wire = await startConsole({ pagesFolder: null })
    expect((await ask(wire, 'keys.list')).status).toBe(404)
    expect((await signIn(wire)).status).toBe(404)
  })
})
