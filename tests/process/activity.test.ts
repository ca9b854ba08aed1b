import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { createActivityFile } from '../../electron/activity/activity-file.ts'
import { startDemoUpstream } from '../../electron/demo/server.ts'
import {
  ADMIN_TOKEN,
  ask,
  chat,
  environmentFor,
  eventually,
  spawnService,
  TOKEN,
} from './spawn-service.ts'

const query = (dataDir: string, sql: string): Record<string, unknown>[] => {
  const database = new DatabaseSync(join(dataDir, 'activity.sqlite'), { readOnly: true })
  try {
    return database.prepare(sql).all()
  } finally {
    database.close()
  }
}

/** What rows add up to. */
const ROWS = `SELECT count(*) AS requests, sum(status >= 400 AND status <> 499) AS failed,
  sum(max(attempts - 1, 0)) AS retries, sum(input_tokens) AS input, sum(output_tokens) AS output,
  sum(bytes_out) AS bytes, sum(total_ms) AS ms FROM requests`
/** The same as sums have it. */
const SUMS = `sum(requests) AS requests, sum(failed) AS failed, sum(retries) AS retries,
  sum(input_tokens) AS input, sum(output_tokens) AS output, sum(bytes_out) AS bytes, sum(total_ms) AS ms`

/** Has what came in late sorted and added up. */
function bringUpToDate(dataDir: string): void {
  const file = createActivityFile({
    path: join(dataDir, 'activity.sqlite'),
    nowMs: () => Date.now(),
    utcOffsetMs: () => 0,
    onRemark: (remark) => expect.unreachable(remark),
  })
  file.ask(() => undefined)
  file.close()
}

/** Sums by every stretch of time and every name, once each that is different. */
const differentSums = (dataDir: string, what: string, tables: readonly string[]) =>
  query(
    dataDir,
    `SELECT DISTINCT * FROM (${tables.map((table) => `SELECT ${what} FROM ${table}`).join(' UNION ALL ')})`,
  )

it('a kill in the middle of load costs at most a second of the request log, and no sum', async () => {
  const demo = await startDemoUpstream()
  const keys = ['demo-key-1', 'demo-key-2', 'demo-500-x']
  const env = { ...environmentFor(demo.baseUrl, keys), AUTH_TOKEN: ADMIN_TOKEN }
  const answered: { id: string; atMs: number }[] = []
  await using first = spawnService({ env })
  const origin = await first.listening()
  const killed = new AbortController()
  const client = async (stream: boolean) => {
    while (!killed.signal.aborted) {
      const response = await fetch(`${origin}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          model: 'gemini-3.8-flash',
          messages: [{ role: 'user', content: 'Hello there' }],
          stream,
        }),
      }).catch(() => undefined)
      const id = response?.headers.get('x-request-id')
      const whole = await response?.arrayBuffer().catch(() => undefined)
      if (typeof id === 'string' && whole !== undefined) answered.push({ id, atMs: Date.now() })
    }
  }
  // Who looks at statistics has everything added up, again and again.
  const looking = async () => {
    while (!killed.signal.aborted) {
      await ask(origin, '/console/api/activity.totals', {
        token: ADMIN_TOKEN,
        body: { period: '1h' },
      }).catch(() => undefined)
      await delay(100)
    }
  }
  const clients = Array.from({ length: 16 }, (_, at) => client(at % 2 === 0))
  clients.push(looking())
  await eventually(() => answered.length > 60 && Date.now() - (answered[0]?.atMs ?? 0) > 2500)
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
  bringUpToDate(first.dataDir)
  const stored = new Set(query(first.dataDir, 'SELECT id FROM requests').map(({ id }) => id))
  const lost = answered.filter(({ id }) => !stored.has(id))
  for (const { atMs } of lost) expect(killedAtMs - atMs).toBeLessThan(1000)
  expect(stored.size).toBeGreaterThan(40)

  const [rows] = query(first.dataDir, ROWS)
  expect(Number(rows?.['retries'])).toBeGreaterThan(0)
  expect(
    differentSums(first.dataDir, SUMS, ['usage GROUP BY grain', 'shares GROUP BY grain, part']),
  ).toEqual([rows])
  expect(
    differentSums(first.dataDir, 'sum(count) AS n', [
      'latencies GROUP BY grain, measure',
      "latencies WHERE measure = 'total_ms' GROUP BY grain",
    ]),
  ).toEqual([{ n: rows?.['requests'] }])
  expect(differentSums(first.dataDir, 'sum(count) AS n', ['failures GROUP BY grain'])).toEqual(
    query(
      first.dataDir,
      "SELECT count(*) AS n FROM attempts JOIN names ON id = verdict WHERE text <> 'ok'",
    ),
  )
  expect(query(first.dataDir, 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }])
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
