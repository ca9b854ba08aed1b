import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { startDemoUpstream } from '../../electron/demo/server.ts'
import {
  chat,
  environmentFor,
  eventually,
  freePort,
  spawnService,
  type SpawnOptions,
  writeSettings,
} from './spawn-service.ts'

/** Whether a chat comes with the thoughts of the model: what showThinkingProcess decides. */
async function thinksAloud(origin: string): Promise<boolean> {
  const { status, text } = await chat(origin, {}, 'sk-demo')
  expect(status).toBe(200)
  return text.includes('Reading the request')
}

describe('a setting', () => {
  const failing = Array.from({ length: 8 }, (_, at) => `demo-500-${at}`)

  it.each<[string, SpawnOptions, number]>([
    ['the default', {}, 3],
    ['settings.json over the default', { settings: { maxRetries: 2 } }, 2],
    ['.env over settings.json', { settings: { maxRetries: 2 }, dotEnv: 'MAX_RETRIES=4\n' }, 4],
    [
      'the environment over .env',
      { settings: { maxRetries: 2 }, dotEnv: 'MAX_RETRIES=4\n', env: { MAX_RETRIES: '5' } },
      5,
    ],
    ['.env over a blank environment', { dotEnv: 'MAX_RETRIES=4\n', env: { MAX_RETRIES: '' } }, 4],
  ])('is taken from %s', async (_name, options, attempts) => {
    const demo = await startDemoUpstream()
    const env = { ...environmentFor(demo.baseUrl, failing), ...options.env }
    await using service = spawnService({ ...options, env })
    expect((await chat(await service.listening())).status).toBe(502)
    expect(demo.requests).toHaveLength(attempts)
    await demo.close()
  })

  it('is taken from a flag over all else', async () => {
    const [inFile, inFlag] = [await freePort(), await freePort()]
    const settings = { port: inFile, host: '127.0.0.1' }
    await using fromFile = spawnService({ flags: ['--demo'], settings })
    expect(await fromFile.listening()).toBe(`http://127.0.0.1:${inFile}`)
    const flags = ['--demo', '--port', String(inFlag)]
    await using fromFlag = spawnService({ flags, settings })
    expect(await fromFlag.listening()).toBe(`http://127.0.0.1:${inFlag}`)
  })

  it('in .env can be keys and tokens, too', async () => {
    const demo = await startDemoUpstream()
    const lines = Object.entries(environmentFor(demo.baseUrl)).map(
      ([name, value]) => `${name}='${value}'`,
    )
    await using service = spawnService({ dotEnv: `# keys\n${lines.join('\n')}\n` })
    expect((await chat(await service.listening())).status).toBe(200)
    expect(demo.requests[0]?.key).toBe('demo-key-1')
    await demo.close()
  })
})

describe('settings.json', () => {
  it('is applied while the service runs, made, changed and broken', async () => {
    await using service = spawnService({ flags: ['--demo'] })
    const origin = await service.listening()
    expect(await thinksAloud(origin)).toBe(true)

    writeSettings(service.dataDir, { showThinkingProcess: false })
    await eventually(async () => !(await thinksAloud(origin)))
    writeSettings(service.dataDir, { showThinkingProcess: true })
    await eventually(() => thinksAloud(origin))

    writeSettings(service.dataDir, { showThinkingProcess: 'sometimes' })
    await eventually(() => service.stderr.includes('"showThinkingProcess" must be true or false'))
    expect(await thinksAloud(origin)).toBe(true)
    writeSettings(service.dataDir, { showThinkingProcess: false })
    await eventually(async () => !(await thinksAloud(origin)))
  })

  it('that is no JSON is kept aside, and said so', async () => {
    const broken = '{ "maxRetries": 5, '
    await using service = spawnService({ flags: ['--demo'], settings: broken })
    const origin = await service.listening()
    expect((await chat(origin, {}, 'sk-demo')).status).toBe(200)
    const [kept, ...others] = readdirSync(service.dataDir)
    expect(kept).toMatch(/^settings\.corrupt-.*\.json$/)
    expect(others).toEqual([])
    expect(readFileSync(join(service.dataDir, kept!), 'utf8')).toBe(broken)
    await eventually(() => service.stderr.includes(join(service.dataDir, kept!)))
    expect(service.stderr).toMatch(
      /^gemini-balance: settings\.json could not be read and was kept/m,
    )
  })

  it('survives two services that share it', async () => {
    const settings = { showThinkingProcess: true, mine: { note: 'kept' } }
    await using first = spawnService({ flags: ['--demo'], settings })
    await using second = spawnService({ flags: ['--demo'], dataDirOf: first })
    const origins = [await first.listening(), await second.listening()]
    const changed = { ...settings, showThinkingProcess: false }
    writeSettings(first.dataDir, changed)
    for (const origin of origins) await eventually(async () => !(await thinksAloud(origin)))
    for (const service of [first, second]) {
      service.kill('SIGTERM')
      expect(await service.exited).toEqual({ code: 0, signal: null })
    }
    expect(readdirSync(first.dataDir)).toEqual(['settings.json'])
    expect(JSON.parse(readFileSync(join(first.dataDir, 'settings.json'), 'utf8'))).toEqual(changed)
  })
})
