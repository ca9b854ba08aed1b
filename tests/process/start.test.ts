import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { startDemoUpstream } from '../../electron/demo/server.ts'
import packageJson from '../../package.json' with { type: 'json' }
import { eventsOf, textOf } from '../wire/service.ts'
import {
  ADMIN_TOKEN,
  ask,
  chat,
  environmentFor,
  eventually,
  freePort,
  spawnService,
  TOKEN,
} from './spawn-service.ts'

describe('the demo', () => {
  it('prints its address once bound and answers /health and a streamed chat', async () => {
    await using service = spawnService({ flags: ['--demo'] })
    const origin = await service.listening()
    expect(origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect((await ask(origin, '/health', { token: '' })).json).toEqual({
      status: 'healthy',
      app: 'gemini-balance',
      version: packageJson.version,
      keys: { ready: 5, total: 5 },
    })
    const answer = await chat(origin, { stream: true }, 'sk-demo')
    const events = eventsOf(answer.text)
    expect(textOf(events)).toContain('You said: “Hello there”')
    expect(events.at(-1)).toBe('[DONE]')
    expect(service.stdout).toContain(`${origin}/v1\n`)
    expect(service.stdout).toMatch(/Access token +sk-demo/)
  })

  it('takes no notice of keys and BASE_URL in the environment', async () => {
    const env = environmentFor('http://127.0.0.1:9/v1beta')
    await using service = spawnService({ flags: ['--demo'], env })
    const origin = await service.listening()
    expect((await chat(origin)).status).toBe(200)
  })
})

describe('keys and tokens in the environment', () => {
  it('are all it takes', async () => {
    const demo = await startDemoUpstream()
    const env = {
      ...environmentFor(demo.baseUrl, ['demo-500-1', 'demo-key-1']),
      AUTH_TOKEN: ADMIN_TOKEN,
    }
    await using service = spawnService({ env })
    const origin = await service.listening()
    const answer = await chat(origin)
    expect(answer.json.choices[0].message.content).toContain('You said: “Hello there”')
    expect(demo.requests.map(({ key }) => key)).toEqual(['demo-500-1', 'demo-key-1'])
    expect((await chat(origin, { stream: true }, ADMIN_TOKEN)).text).toContain('[DONE]')
    expect((await ask(origin, '/v1/models')).json.data.length).toBeGreaterThan(5)
    expect((await chat(origin, {}, 'wrong')).status).toBe(401)
    expect((await ask(origin, '/health')).json.keys).toEqual({ ready: 2, total: 2 })
    await demo.close()
  })

  it('may be absent: it starts, says what to set, and refuses every request', async () => {
    await using service = spawnService({ env: { API_KEYS: '["demo-key-1"]' } })
    const origin = await service.listening()
    await eventually(() => service.stderr.includes('set ALLOWED_TOKENS'))
    for (const token of ['', 'sk-demo', TOKEN]) {
      expect((await chat(origin, {}, token)).status).toBe(401)
      expect((await ask(origin, '/v1/models', { token })).status).toBe(401)
      expect((await ask(origin, '/v1beta/models', { token })).status).toBe(401)
    }
    expect((await ask(origin, '/health', { token: '' })).status).toBe(200)
    expect(service.stdout).not.toContain('Access token')
  })

  it.skipIf(process.platform !== 'linux')(
    'may be absent along with the keychain: one line says what is missing and what to do (skipped: only on Linux can there be no keychain)',
    async () => {
      await using service = spawnService({ env: { ALLOWED_TOKENS: TOKEN } })
      const origin = await service.listening()
      await eventually(() => service.stderr.includes('keychain'))
      const said = service.stderr.split('\n').filter((line) => line.startsWith('gemini-balance: '))
      expect(said).toHaveLength(1)
      expect(said[0]).toMatch(
        /no Gemini API key.*secrets cannot be read: .*\w\. Install libsecret.*API_KEYS/,
      )
      expect((await ask(origin, '/health')).json.keys).toEqual({ ready: 0, total: 0 })
      const answer = await chat(origin)
      expect(answer.status).toBe(503)
      expect(answer.json.error.code).toBe('no_available_keys')
    },
  )
})

describe('questions about the program itself', () => {
  it('--help lists every flag', async () => {
    await using service = spawnService({ flags: ['--help'] })
    expect(await service.exited).toEqual({ code: 0, signal: null })
    for (const flag of ['--host', '--port', '--data-dir', '--demo', '--no-console', '--version']) {
      expect(service.stdout).toContain(flag)
    }
    expect(service.stderr).toBe('')
  })

  it('--version prints the version and nothing else', async () => {
    await using service = spawnService({ flags: ['--version'] })
    expect(await service.exited).toEqual({ code: 0, signal: null })
    expect(service.stdout).toBe(`${packageJson.version}\n`)
  })
})

describe('a machine without Electron', () => {
  const hooks = `import { registerHooks } from 'node:module'
    registerHooks({
      resolve(specifier, context, next) {
        if (/^electron($|\\/)/.test(specifier)) throw new Error('electron was asked for')
        return next(specifier, context)
      },
    })`
  const withoutElectron = ['--import', `data:text/javascript,${encodeURIComponent(hooks)}`]

  it.each(['import("electron")', 'require("electron")', 'import("electron/main")'])(
    'is what the hooks make: %s throws',
    (code) => {
      const { status, stderr } = spawnSync(process.execPath, [...withoutElectron, '-e', code], {
        encoding: 'utf8',
      })
      expect(status).toBe(1)
      expect(stderr).toContain('electron was asked for')
    },
  )

  it('runs the service', async () => {
    const options = withoutElectron.join(' ')
    await using service = spawnService({ flags: ['--demo'], env: { NODE_OPTIONS: options } })
    const origin = await service.listening()
    expect((await chat(origin, {}, 'sk-demo')).status).toBe(200)
    service.kill('SIGTERM')
    expect(await service.exited).toEqual({ code: 0, signal: null })
    expect(service.stderr).not.toContain('electron was asked for')
  })
})

it('a service whose output nobody reads any more runs on', async () => {
  const port = await freePort()
  await using service = spawnService({ flags: ['--demo', '--port', String(port)] })
  service.stopReading()
  const origin = `http://127.0.0.1:${port}`
  const isUp = () =>
    fetch(`${origin}/health`)
      .then(({ ok }) => ok)
      .catch(() => false)
  await eventually(isUp)
  expect((await chat(origin, {}, 'sk-demo')).status).toBe(200)
  service.kill('SIGTERM')
  expect(await service.exited).toEqual({ code: 0, signal: null })
})
