import { describe, expect, it } from 'vitest'
import { ADMIN_TOKEN, ask, data, startConsole } from './console-client.ts'
import { record, TOKEN, type WireService } from './service.ts'

const models = (wire: WireService, token: string) =>
  wire.call('/v1/models', { anonymous: true, headers: { authorization: `Bearer ${token}` } })

describe('access tokens', () => {
  it('are listed by name, with their last use, and never whole', async () => {
    await using wire = await startConsole()
    await models(wire, TOKEN)
    const { tokens } = await data(wire, 'tokens.list')
    expect(tokens).toMatchObject([
      { name: 'Client 0', isAdmin: false, source: 'environment', lastUsedAtMs: expect.any(Number) },
      { name: 'AUTH_TOKEN', isAdmin: true },
    ])
  })

  it('that are made here open the API at once, and no longer once revoked', async () => {
    await using wire = await startConsole()
    const { token, secret } = await data(wire, 'tokens.create', { name: 'Phone' })
    expect((await models(wire, secret)).status).toBe(200)
    expect((await ask(wire, 'keys.list')).status).toBe(200)
    const asAdmin = await wire.call('/console/api/keys.list', {
      anonymous: true,
      headers: { authorization: `Bearer ${secret}` },
      body: {},
    })
    expect(asAdmin.status).toBe(401)
    expect(await data(wire, 'tokens.reveal', { id: token.id })).toEqual({ secret })
    expect(wire.log().filter((line) => line.includes('secret shown'))).toHaveLength(1)
    // Shown twice on request; from here on it is a secret like any other.
    record.secrets.add(`"${secret}`)
    record.said.length = 0
    expect(wire.log().join('')).not.toContain(secret)
    const renamed = await data(wire, 'tokens.rename', { id: token.id, name: 'Tablet' })
    expect(renamed.name).toBe('Tablet')
    expect(await data(wire, 'tokens.revoke', { id: token.id })).toEqual({ revoked: true })
    expect((await models(wire, secret)).status).toBe(401)
  })
})

describe('settings', () => {
  it('are told with where they come from and what waits for a restart', async () => {
    await using wire = await startConsole()
    const before = await data(wire, 'settings.get')
    expect(before).toMatchObject({
      sources: { port: 'file', maxRetries: 'default' },
      variables: { searchModels: 'MODEL_SEARCH' },
      pendingRestart: [],
    })
    expect(Object.keys(before.values)).toEqual(Object.keys(before.defaults))
    const after = await data(wire, 'settings.update', { change: { port: 9, maxRetries: 9 } })
    expect(after).toMatchObject({ values: { port: 9, maxRetries: 9 }, pendingRestart: ['port'] })
    const reset = await data(wire, 'settings.reset', { names: ['maxRetries'] })
    expect(reset).toMatchObject({ values: { maxRetries: 3 }, sources: { maxRetries: 'default' } })
  })

  it('change the next answer', async () => {
    await using wire = await startConsole()
    await data(wire, 'settings.update', { change: { searchModels: ['gemini-3.8-flash'] } })
    const { data: listed } = (await wire.call('/v1/models')).json
    expect(listed.map(({ id }: { id: string }) => id)).toContain('gemini-3.8-flash-search')
  })

  it('take the tokens of image hosts, tell that they are set, and never give them back', async () => {
    await using wire = await startConsole()
    const secret = 'image-host-token-4711'
    record.secrets.add(secret)
    const before = await data(wire, 'settings.get')
    expect(before.secrets.smmsSecretToken).toEqual({ isSet: false })
    const after = await data(wire, 'settings.setSecret', { name: 'smmsSecretToken', secret })
    expect(after.secrets.smmsSecretToken).toEqual({
      isSet: true,
      masked: '…4711',
      source: 'session',
    })
    expect(wire.service.hostSecrets.get('smmsSecretToken')).toBe(secret)
    expect((await ask(wire, 'settings.setSecret', { name: 'paidKey', secret })).status).toBe(400)
    const cleared = await data(wire, 'settings.clearSecret', { name: 'smmsSecretToken' })
    expect(cleared.secrets.smmsSecretToken).toEqual({ isSet: false })
  })

  it('refuse an address with a secret in it, without repeating that', async () => {
    await using wire = await startConsole()
    record.secrets.add('hidden-code')
    const change = { cloudflareImgbedUrl: 'https://img.example.org/upload?authCode=hidden-code' }
    const { json } = await ask(wire, 'settings.update', { change })
    expect(json.error.message).toContain('cloudflareImgbedUrl must hold no password')
  })

  it('never show the password of a proxy, and keep it when the list comes back', async () => {
    await using wire = await startConsole()
    record.secrets.add('hunter2')
    const proxies = ['http://me:hunter2@127.0.0.1:9']
    const shown = await data(wire, 'settings.update', { change: { proxies } })
    expect(shown.values.proxies).toEqual(['http://me:…@127.0.0.1:9'])
    await data(wire, 'settings.update', { change: { proxies: [...shown.values.proxies, 'none'] } })
    expect(wire.settings().proxies).toEqual([...proxies, 'none'])
  })

  it('are left as they were when one of them is wrong', async () => {
    await using wire = await startConsole()
    const change = { maxRetries: 9, maxFailures: 0 }
    const { json } = await ask(wire, 'settings.update', { change })
    expect(json.error).toEqual({
      code: 'setting_invalid',
      message: 'maxFailures must be a whole number between 1 and 1000, not 0',
    })
    expect((await data(wire, 'settings.get')).values.maxRetries).toBe(3)
  })
})

describe('the service at a glance', () => {
  it('is told with what is ready and what needs attention', async () => {
    await using wire = await startConsole({ keys: ['demo-key-1', 'demo-invalid'] })
    expect(await data(wire, 'app.status')).toMatchObject({
      mode: 'headless',
      service: { kind: 'running', origin: wire.origin, openaiBaseUrl: `${wire.origin}/v1` },
      keys: { ready: 2, total: 2, byState: { ready: 2 }, partly: { count: 0 }, paid: 0 },
      vault: { kind: 'session', state: 'available' },
      attention: [],
      can: { startStop: false },
    })
  })

  it('goes into a bug report without a secret', async () => {
    await using wire = await startConsole()
    const proxies = ['http://me:hunter2@proxy.example:1']
    await data(wire, 'settings.update', { change: { proxies } })
    const { text } = await data(wire, 'app.diagnostics')
    expect(text).toContain('Gemini Balance 0.0.0-test, headless')
    expect(text).toContain('Setting: proxies')
    expect(text).not.toContain('hunter2')
  })

  it('knows the models of the keys, with the names that this service adds', async () => {
    await using wire = await startConsole()
    const { models: listed, fetchedAtMs } = await data(wire, 'models.list')
    expect(fetchedAtMs).toEqual(expect.any(Number))
    const kinds = new Map(listed.map(({ id, kind }: any) => [id, kind]))
    expect(kinds.get('gemini-3.8-flash')).toBe('chat')
    expect(kinds.get('gemini-3.8-flash-search')).toBe('chat')
    expect(kinds.get('gemini-embedding-2')).toBe('embedding')
    expect(kinds.get('gemini-nano-banana-2.1-chat')).toBe('image')
  })
})

describe('GET /v1/keys/list', () => {
  const list = (wire: WireService, query = '', token = ADMIN_TOKEN) =>
    wire.call(`/v1/keys/list${query}`, {
      anonymous: true,
      headers: { authorization: `Bearer ${token}` },
    })

  it('tells the administrator which keys are good, masked and each once', async () => {
    await using wire = await startConsole({ keys: ['demo-invalid', 'first-same', 'other-same'] })
    for (let at = 0; at < 3; at += 1) await wire.chat()
    const { status, json } = await list(wire)
    expect(status).toBe(200)
    expect(json.status).toBe('success')
    expect(json.total).toBe(3)
    const masked = [...Object.keys(json.data.valid_keys), ...Object.keys(json.data.invalid_keys)]
    expect(masked).toHaveLength(3)
    expect(masked.filter((name) => /^…same [0-9a-f]{16}$/.test(name))).toHaveLength(2)
    expect(json.data.invalid_keys).toHaveProperty('…alid')
  })

  it('shows them whole on request, which the log notes', async () => {
    await using wire = await startConsole({ keys: ['demo-key-whole'] })
    expect((await list(wire, '?reveal=1')).json.data.valid_keys).toEqual({ '…hole': 0 })
    record.secrets.delete('demo-key-whole')
    const { json } = await list(wire, '?reveal=true')
    expect(json.data.valid_keys).toEqual({ 'demo-key-whole': 0 })
    const noted = wire.log().filter((line) => line.includes('all keys revealed'))
    expect(noted).toHaveLength(1)
    expect(noted[0]).not.toContain('demo-key-whole')
  })

  it('is not for clients, nor for those without a token', async () => {
    await using wire = await startConsole()
    expect((await list(wire, '', TOKEN)).json.error.code).toBe('admin_token_required')
    expect((await list(wire, '', TOKEN)).status).toBe(403)
    expect((await list(wire, '', 'wrong')).status).toBe(401)
    wire.set({ requireToken: false })
    expect((await wire.call('/v1/keys/list', { anonymous: true })).status).toBe(403)
  })

  it('in a browser leads to the console', async () => {
    await using wire = await startConsole()
    const headers = { accept: 'text/html,application/xhtml+xml' }
    const answer = await wire.call('/v1/keys/list', { anonymous: true, headers })
    expect([answer.status, answer.headers.location]).toEqual([302, '/console/#/keys'])
  })
})
