import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import { startDemoUpstream } from '../../electron/demo/server.ts'
import { mountDisk, whyNoDisk } from './small-disk.ts'
import { ADMIN_TOKEN, chat, environmentFor, eventually, spawnService } from './spawn-service.ts'

/** What a call of the console answers. */
async function data(origin: string, action: string, input: unknown = {}): Promise<any> {
  const answer = await fetch(`${origin}/console/api/${action}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
    body: JSON.stringify(input),
  })
  const { ok, data: given, error } = JSON.parse(await answer.text())
  if (ok !== true) throw new Error(`${action}: ${JSON.stringify(error)}`)
  return given
}

/** What the interface tells a person to look at. */
const attention = async (origin: string): Promise<string> =>
  JSON.stringify((await data(origin, 'app.status')).attention)

const queued = async (origin: string): Promise<number> =>
  (await data(origin, 'activity.health')).recorder.waiting

/** Sends chats one after the other; each of them has to be answered. */
async function chatTimes(origin: string, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) expect((await chat(origin)).status).toBe(200)
}

function idsIn(dataDir: string): unknown[] {
  const database = new DatabaseSync(join(dataDir, 'activity.sqlite'), { readOnly: true })
  try {
    expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' })
    return database.prepare('SELECT id FROM requests').all()
  } finally {
    database.close()
  }
}

it.skipIf(whyNoDisk !== undefined)(
  `a full disk stops no request: a person is told, and all of them are stored once there is room${
    whyNoDisk === undefined ? '' : ` (${whyNoDisk})`
  }`,
  async () => {
    const demo = await startDemoUpstream()
    using disk = mountDisk(6)
    await using service = spawnService({
      dataDirOf: disk,
      settings: { logRequests: true },
      env: { ...environmentFor(demo.baseUrl), AUTH_TOKEN: ADMIN_TOKEN },
    })
    const origin = await service.listening()
    await chatTimes(origin, 5)
    expect((await data(origin, 'activity.totals', { period: '24h' })).requests).toBe(5)

    disk.fill()
    // The first of them may still fit into room that SQLite has had before.
    await chatTimes(origin, 60)
    await eventually(async () => (await attention(origin)).includes('Requests cannot be logged'))
    expect(await attention(origin)).toMatch(/disk|full/)
    expect(await data(origin, 'activity.health')).toMatchObject({
      problem: expect.stringContaining('it is tried again'),
    })
    // What is there can still be read, and the live view needs no disk.
    expect((await data(origin, 'activity.totals', { period: '24h' })).requests).toBeGreaterThan(4)
    expect((await data(origin, 'activity.requests')).requests.length).toBeGreaterThan(4)
    expect((await data(origin, 'activity.recent', { limit: 200 })).requests).toHaveLength(65)
    await chatTimes(origin, 5)

    disk.clear()
    await eventually(async () => (await queued(origin)) === 0)
    expect(await attention(origin)).not.toContain('cannot be logged')
    expect((await data(origin, 'activity.totals', { period: '24h' })).requests).toBe(70)
    service.kill('SIGTERM')
    expect(await service.exited).toEqual({ code: 0, signal: null })
    expect(idsIn(disk.dataDir)).toHaveLength(70)
    expect(service.stderr).toContain('Requests are logged again')
    await demo.close()
  },
)

it.skipIf(whyNoDisk !== undefined)(
  `a service on a disk that is full from the start serves, tells what it knows, and remembers once there is room${
    whyNoDisk === undefined ? '' : ` (${whyNoDisk})`
  }`,
  async () => {
    const demo = await startDemoUpstream()
    using disk = mountDisk(6)
    const env = { ...environmentFor(demo.baseUrl), AUTH_TOKEN: ADMIN_TOKEN }
    const start = () => spawnService({ dataDirOf: disk, env, prepare: () => disk.fill() })
    await using first = start()
    const origin = await first.listening()
    await chatTimes(origin, 10)
    await eventually(async () => (await attention(origin)).includes('Requests cannot be logged'))
    await expect(data(origin, 'activity.totals', { period: '24h' })).rejects.toThrow(
      /log_unavailable.*cannot be read at the moment/,
    )
    disk.clear()
    await eventually(async () => (await queued(origin)) === 0)
    expect((await data(origin, 'activity.totals', { period: '24h' })).requests).toBe(10)
    first.kill('SIGTERM')
    await first.exited

    await using second = start()
    const again = await second.listening()
    await chatTimes(again, 5)
    await eventually(async () => (await attention(again)).includes('Requests cannot be logged'))
    expect((await data(again, 'activity.totals', { period: '24h' })).requests).toBe(10)
    disk.clear()
    await eventually(async () => (await queued(again)) === 0)
    expect((await data(again, 'activity.totals', { period: '24h' })).requests).toBe(15)
    await demo.close()
  },
)

it('a database that is deleted under the service stops no request: a person is told, and a new one begins', async () => {
  const demo = await startDemoUpstream()
  await using service = spawnService({
    env: { ...environmentFor(demo.baseUrl), AUTH_TOKEN: ADMIN_TOKEN },
  })
  const origin = await service.listening()
  await chatTimes(origin, 5)
  await eventually(async () => (await queued(origin)) === 0)
  for (const name of readdirSync(service.dataDir)) {
    if (name.startsWith('activity')) rmSync(join(service.dataDir, name))
  }
  await chatTimes(origin, 5)
  await eventually(async () => (await attention(origin)).includes('was deleted or replaced'))
  await eventually(async () => (await queued(origin)) === 0)
  expect((await data(origin, 'activity.totals', { period: '24h' })).requests).toBe(5)
  service.kill('SIGTERM')
  await service.exited
  expect(idsIn(service.dataDir)).toHaveLength(5)
  await demo.close()
})
