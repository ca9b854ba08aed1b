import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { startDemoUpstream } from '../../electron/demo/server.ts'
import { googleGenAi } from '../clients/google-client.ts'
import { ask, chat, environmentFor, eventually, spawnService, TOKEN } from './spawn-service.ts'

/** Everything the key store has on disk, its log included. */
function stored(dataDir: string): string {
  const files = readdirSync(dataDir).filter((name) => name.startsWith('keys.sqlite'))
  return files.map((name) => readFileSync(join(dataDir, name), 'latin1')).join('')
}

it.each(['SIGTERM', 'SIGKILL'] as const)(
  'what was learned about keys survives the end of the service (%s)',
  async (signal) => {
    const demo = await startDemoUpstream()
    const env = environmentFor(demo.baseUrl, ['demo-invalid', 'demo-key-1'])
    await using first = spawnService({ env })
    const origin = await first.listening()
    expect((await chat(origin)).status).toBe(200)
    const callsBefore = demo.requests.length
    expect(callsBefore).toBe(2)
    // A crash may lose what was learned in the last half second, not more.
    if (signal === 'SIGKILL') await eventually(() => stored(first.dataDir).includes('key_invalid'))
    first.kill(signal)
    await first.exited

    await using second = spawnService({ env, dataDirOf: first })
    const again = await second.listening()
    expect((await ask(again, '/health')).json.keys).toEqual({ ready: 1, total: 2 })
    expect((await chat(again)).status).toBe(200)
    expect(demo.requests.length).toBe(callsBefore + 1)
    await demo.close()
  },
)

it('a file that was uploaded, and an upload that was begun, belong to their key after a restart', async () => {
  const demo = await startDemoUpstream()
  const env = environmentFor(demo.baseUrl, ['demo-key-1', 'demo-key-2', 'demo-key-3'])
  await using first = spawnService({ env })
  const before = googleGenAi({ origin: await first.listening() }, {}, TOKEN)
  const file = await before.files.upload({
    file: new Blob(['x']),
    config: { mimeType: 'text/plain' },
  })
  const started = await fetch(`${await first.listening()}/upload/v1beta/files`, {
    method: 'POST',
    headers: {
      'x-goog-api-key': TOKEN,
      'x-goog-upload-protocol': 'resumable',
      'x-goog-upload-command': 'start',
    },
  })
  const address = new URL(started.headers.get('x-goog-upload-url') ?? '')
  first.kill('SIGTERM')
  await first.exited

  await using second = spawnService({ env, dataDirOf: first })
  const origin = await second.listening()
  const after = googleGenAi({ origin }, {}, TOKEN)
  for (let turn = 0; turn < 3; turn += 1) {
    expect((await after.files.get({ name: file.name ?? '' })).state).toBe('ACTIVE')
  }
  const finished = await fetch(origin + address.pathname + address.search, {
    method: 'POST',
    headers: { 'x-goog-upload-command': 'upload, finalize', 'x-goog-upload-offset': '0' },
    body: 'the rest',
  })
  expect(await finished.json()).toMatchObject({ file: { sizeBytes: '8' } })
  await demo.close()
})
