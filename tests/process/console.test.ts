import { readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { ADMIN_TOKEN, ask, eventually, GOOGLE_KEY, spawnService, TOKEN } from './spawn-service.ts'

const call = (origin: string, action: string, input: object = {}, token = ADMIN_TOKEN) =>
  ask(origin, `/console/api/${action}`, { token, body: input })

const env = { API_KEYS: '["demo-key-1"]', ALLOWED_TOKENS: TOKEN, AUTH_TOKEN: ADMIN_TOKEN }

it('AUTH_TOKEN opens the console, whose address is printed', async () => {
  await using service = spawnService({ env })
  const origin = await service.listening()
  await eventually(() => service.stdout.includes(`Web console       ${origin}/console/\n`))
  expect((await call(origin, 'keys.list')).json.data.keys).toMatchObject([
    { masked: '…ey-1', source: 'environment' },
  ])
  expect((await call(origin, 'keys.list', {}, TOKEN)).status).toBe(401)
  expect((await call(origin, 'app.status')).json.data).toMatchObject({
    mode: 'headless',
    dataDir: service.dataDir,
  })
})

it.skipIf(process.platform !== 'linux')(
  'keys added where there is no keychain serve, and nothing of them is on disk (skipped: only on Linux can there be no keychain)',
  async () => {
    await using service = spawnService({ env })
    const origin = await service.listening()
    await eventually(() => service.stderr.includes('are lost when the service stops'))
    const { json } = await call(origin, 'keys.add', { text: `Mine: ${GOOGLE_KEY}` })
    expect(json.data).toMatchObject({ counts: { new: 1 }, stored: 'session' })
    const { attention } = (await call(origin, 'app.status')).json.data
    expect(attention).toMatchObject([{ code: 'vault', vault: { state: 'missing' } }])
    await call(origin, 'tokens.create', { name: 'Phone' })
    expect(readdirSync(service.dataDir)).not.toContain('tokens.json')
    service.kill('SIGTERM')
    await service.exited
  },
)

it('without AUTH_TOKEN there is no console, and how to get it is printed', async () => {
  await using service = spawnService({ env: { ...env, AUTH_TOKEN: '' } })
  const origin = await service.listening()
  await eventually(() => service.stdout.includes('Web console       off; set AUTH_TOKEN'))
  expect((await call(origin, 'keys.list', {}, TOKEN)).status).toBe(503)
  expect((await call(origin, 'keys.list', {}, '')).status).toBe(503)
})

it('--no-console serves none', async () => {
  await using service = spawnService({ env, flags: ['--no-console'] })
  const origin = await service.listening()
  await eventually(() => service.stdout.includes('Keys '))
  expect(service.stdout).not.toContain('console')
  for (const path of ['/', '/console/', '/console/session']) {
    expect((await ask(origin, path)).status).toBe(404)
  }
  expect((await ask(origin, '/v1/keys/list', { token: ADMIN_TOKEN })).status).toBe(200)
})

it('settings changed in the console are written, and those of the environment are not', async () => {
  await using service = spawnService({ env: { ...env, MAX_FAILURES: '5' } })
  const origin = await service.listening()
  const changed = await call(origin, 'settings.update', { change: { maxRetries: 7 } })
  expect(changed.json.data.sources).toMatchObject({
    maxRetries: 'file',
    maxFailures: 'environment',
  })
  const refused = await call(origin, 'settings.update', { change: { maxFailures: 6 } })
  expect(refused.json.error).toMatchObject({
    code: 'setting_invalid',
    message: expect.stringContaining('MAX_FAILURES'),
  })
})

it('a console that listens does not hold up the end', async () => {
  await using service = spawnService({ env })
  const origin = await service.listening()
  const events = await fetch(`${origin}/console/api/events`, {
    headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
  })
  const reader = events.body?.getReader()
  await reader?.read()
  service.kill('SIGTERM')
  expect(await service.exited).toEqual({ code: 0, signal: null })
  expect((await reader?.read())?.done).toBe(true)
})
