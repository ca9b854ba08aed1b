import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import { createActivityFile } from '../../electron/activity/activity-file.ts'
import { startDemoUpstream } from '../../electron/demo/server.ts'
import { ask, chat, environmentFor, eventually, spawnService, TOKEN } from './spawn-service.ts'

const query = (dataDir: string, sql: string): Record<string, unknown>[] => {
  const database = new DatabaseSync(join(dataDir, 'activity.sqlite'), { readOnly: true })
  try {
    return database.prepare(sql).all()
  } finally {
    database.close()
  }
}

/** What minutes, hours and days add up to; one number when they agree. */
function sumsOf(dataDir: string): number[] {
  const file = createActivityFile({
    path: join(dataDir, 'activity.sqlite'),
    nowMs: () => Date.now(),
    utcOffsetMs: () => 0,
    onRemark: (remark) => expect.unreachable(remark),
  })
  try {
    return file.ask((database) =>
      database
        .prepare('SELECT DISTINCT n FROM (SELECT sum(requests) AS n FROM usage GROUP BY grain)')
        .all()
        .map(({ n }) => Number(n)),
    )
  } finally {
    file.close()
  }
}

it('a kill in the middle of load costs at most a second of the request log', async () => {
  const demo = await startDemoUpstream()
  const env = environmentFor(demo.baseUrl, ['demo-key-1', 'demo-key-2'])
  const answered: { id: string; atMs: number }[] = []
  await using first = spawnService({ env })
  const origin = await first.listening()
  const killed = new AbortController()
  const client = async () => {
    while (!killed.signal.aborted) {
      const response = await fetch(`${origin}/v1/models`, {
        headers: { authorization: `Bearer ${JSON.parse(env.ALLOWED_TOKENS)[0]}` },
      }).catch(() => undefined)
      const id = response?.headers.get('x-request-id')
      await response?.arrayBuffer().catch(() => undefined)
      if (typeof id === 'string') answered.push({ id, atMs: Date.now() })
    }
  }
  const clients = [client(), client(), client()]
  await eventually(() => answered.length > 500 && Date.now() - (answered[0]?.atMs ?? 0) > 1500)
  first.kill('SIGKILL')
  const killedAtMs = Date.now()
  await first.exited
  killed.abort()
  await Promise.all(clients)

  // The next start goes on in the same file and adds up what the first one left.
  await using second = spawnService({ env, dataDirOf: first })
  const again = await second.listening()
  expect((await chat(again)).status).toBe(200)
  second.kill('SIGTERM')
  expect(await second.exited).toEqual({ code: 0, signal: null })
  const stored = new Set(query(first.dataDir, 'SELECT id FROM requests').map(({ id }) => id))
  const lost = answered.filter(({ id }) => !stored.has(id))
  for (const { atMs } of lost) expect(killedAtMs - atMs).toBeLessThan(1000)
  expect(stored.size).toBeGreaterThan(300)
  expect(sumsOf(first.dataDir)).toEqual([stored.size])
  await demo.close()
})

it('the log is kept in files, without secrets', async () => {
  const demo = await startDemoUpstream()
  await using service = spawnService({
    settings: { logRequests: true },
    env: environmentFor(demo.baseUrl, ['demo-invalid', 'demo-500-x']),
  })
  const origin = await service.listening()
  await chat(origin)
  await ask(origin, `/v1/models?key=${TOKEN}`)
  service.kill('SIGTERM')
  await service.exited
  const text = readFileSync(join(service.dataDir, 'logs', 'service.log'), 'utf8')
  expect(text).toContain('"path":"/v1/chat/completions"')
  for (const secret of [TOKEN, 'demo-invalid', 'demo-500-x']) expect(text).not.toContain(secret)
  await demo.close()
})

it('an idle service has no request log, and a demo keeps none', async () => {
  await using idle = spawnService()
  await idle.listening()
  await using demo = spawnService({ flags: ['--demo'] })
  const origin = await demo.listening()
  expect((await ask(origin, '/v1/models', { token: 'sk-demo' })).status).toBe(200)
  for (const { dataDir, kill, exited } of [idle, demo]) {
    kill('SIGTERM')
    await exited
    expect(existsSync(join(dataDir, 'activity.sqlite'))).toBe(false)
  }
})
