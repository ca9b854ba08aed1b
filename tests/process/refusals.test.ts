import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { GOOGLE_KEY, spawnService, type SpawnOptions, TOKEN } from './spawn-service.ts'

/** What a service that does not start says: one line, and nothing on stdout. */
async function refusal(options: SpawnOptions): Promise<string> {
  await using service = spawnService(options)
  const { code, signal } = await service.exited
  expect(service.stdout).toBe('')
  expect(service.stderr).toMatch(/^gemini-balance: [^\n]+\n$/)
  expect(signal).toBeNull()
  expect(code).toBe(1)
  return service.stderr
}

describe.concurrent('a service that cannot start says why in one line', () => {
  const cases: [string, SpawnOptions, RegExp][] = [
    ['an unknown flag', { flags: ['--prot', '8000'] }, /--prot.*--help/],
    ['a flag without its value', { flags: ['--host'] }, /--host needs a value/],
    ['a stray argument', { flags: ['8000'] }, /8000/],
    ['a port that is none', { flags: ['--port', 'eight'] }, /--port.*65535.*eight/],
    ['a port out of range', { flags: ['--port', '70000'] }, /--port.*65535.*70000/],
    ['a number that is none', { env: { MAX_FAILURES: 'abc' } }, /MAX_FAILURES.*1.*1000.*abc/],
    ['an address that is none', { env: { BASE_URL: 'gemini' } }, /BASE_URL.*https?:/],
    [
      'a switch that is none',
      { env: { SHOW_SEARCH_LINK: 'maybe' } },
      /SHOW_SEARCH_LINK.*true or false/,
    ],
    [
      'keys that are no list',
      { env: { API_KEYS: `["${GOOGLE_KEY}"` } },
      /API_KEYS must be a JSON array/,
    ],
    ['a key in the wrong place', { env: { MAX_RETRIES: GOOGLE_KEY } }, /MAX_RETRIES must be/],
    ['a bad value in .env', { dotEnv: 'MAX_RETRIES=0\n' }, /MAX_RETRIES.*1.*100/],
    [
      'a bad value in settings.json',
      { settings: { port: 'eight' } },
      /settings\.json: "port".*eight/,
    ],
    [
      'a bad value in settings.json that the environment hides',
      { settings: { maxRetries: 0 }, env: { MAX_RETRIES: '2' } },
      /settings\.json: "maxRetries"/,
    ],
    [
      'a network address without a token',
      { flags: ['--host', '0.0.0.0'] },
      /0\.0\.0\.0.*ALLOWED_TOKENS/,
    ],
    [
      'a network address with tokens switched off',
      { flags: ['--host', '0.0.0.0'], env: { ALLOWED_TOKENS: TOKEN, REQUIRE_TOKEN: 'false' } },
      /0\.0\.0\.0.*requireToken/,
    ],
    [
      'an address this machine has not',
      { flags: ['--host', '192.0.2.7'], env: { ALLOWED_TOKENS: TOKEN } },
      /192\.0\.2\.7/,
    ],
    [
      'a .env that is a folder',
      { prepare: ({ cwd }) => mkdirSync(join(cwd, '.env')) },
      /\.env cannot be read/,
    ],
    [
      'a settings.json that is a folder',
      { prepare: ({ dataDir }) => mkdirSync(join(dataDir, 'settings.json')) },
      /settings\.json cannot be read/,
    ],
    [
      'a data folder that is a file',
      { flags: ['--data-dir', import.meta.filename] },
      /refusals\.test\.ts.* cannot be read/,
    ],
  ]
  it.each(cases)('%s', async (_name, options, expected) => {
    expect(await refusal(options)).toMatch(expected)
  })
})

describe('a port that is taken', () => {
  /** Another program on the address; the rest of the line names a port to use instead. */
  async function refusalBeside(server: Server): Promise<{ said: string; port: number }> {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const said = await refusal({ flags: ['--port', String(port), '--demo'] })
    server.close()
    return { said, port }
  }

  it.concurrent.each<[string, () => Server]>([
    [
      'a web server',
      () => createHttpServer((_request, response) => response.end('{"app":"other"}')),
    ],
    ['a program that never answers', () => createServer()],
  ])('by %s is named along with one that may be free', async (_name, create) => {
    const { said, port } = await refusalBeside(create())
    expect(said).toMatch(new RegExp(`Port ${port} .*taken by .*--port \\d+\\n`))
  })

  const hasIpv6 = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .some(({ address }) => address === '::1')

  describe.concurrent.each([
    ['127.0.0.1', '127.0.0.1', '127.0.0.1'],
    ['127.0.0.1', '0.0.0.0', '127.0.0.1'],
    ['0.0.0.0', '0.0.0.0', '127.0.0.1'],
    ['::1', '::1', '[::1]'],
  ])('by a Gemini Balance on %s, seen from %s', (theirs, ours, shown) => {
    it.skipIf(theirs === '::1' && !hasIpv6)(
      `means that it is already running${hasIpv6 ? '' : ' (skipped: this machine has no ::1)'}`,
      async () => {
        const env = { ALLOWED_TOKENS: TOKEN }
        await using first = spawnService({ flags: ['--demo', '--host', theirs], env })
        const { port } = new URL(await first.listening())
        const said = await refusal({ flags: ['--demo', '--host', ours, '--port', port], env })
        expect(said).toContain(`already running at http://${shown}:${port};`)
        expect(said).toMatch(/--port \d+\n/)
      },
    )
  })
})
