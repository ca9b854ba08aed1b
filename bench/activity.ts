/**
 * What a million requests in activity.sqlite cost: `node bench/activity.ts [rows]`. Prints the cost of
 * recording and storing, the size of the file, the time of every question and whether it goes by an
 * index.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { type ActivityFile, createActivityFile } from '../electron/activity/activity-file.ts'
import { cleanRecords } from '../electron/activity/clean-records.ts'
import { causes, keysBehind } from '../electron/activity/questions/causes.ts'
import { failingKeys } from '../electron/activity/questions/failing-keys.ts'
import { latencies } from '../electron/activity/questions/latencies.ts'
import { listRequests } from '../electron/activity/questions/list-requests.ts'
import { oneRequest } from '../electron/activity/questions/one-request.ts'
import { servedSince } from '../electron/activity/questions/served-since.ts'
import { heat, series, shares, totals } from '../electron/activity/questions/usage.ts'
import { flatten } from '../electron/activity/request-columns.ts'
import { createRedactor } from '../electron/shared/redact.ts'
import type { RequestRecord } from '../electron/shared/request-record.ts'

const DAY_MS = 86_400_000
const BATCH = 500
const rows = Number(process.argv[2] ?? 1_000_000)
const nowMs = Date.now()
const folder = mkdtempSync(join(tmpdir(), 'gemini-balance-bench-'))
const path = join(folder, 'activity.sqlite')

/** Deterministic noise between 0 and 1. */
function noise(seed: number): number {
  const mixed = Math.imul(seed ^ (seed >>> 15), 0x2c1b3c6d)
  return ((mixed ^ (mixed >>> 12)) >>> 0) / 2 ** 32
}

const pick = <Entry>(entries: readonly Entry[], seed: number): Entry =>
  entries[Math.floor(noise(seed) * entries.length)] as Entry

const keys = Array.from({ length: 20 }, (_, at) => `key-${at}-0123456789ab`)
const models = [
  'gemini-3.8-flash',
  'gemini-3.6-flash',
  'gemini-3.1-pro-preview',
  'gemini-2.5-flash',
]
const clients = ['Cherry Studio', 'Cline', 'OpenAI SDK (Python)', 'curl']
const tokens = ['…7f2c', '…aa01', '…b2d9']

/** One request of thirty days, one in twenty of which failed. */
function requestAt(at: number): RequestRecord {
  const startedAtMs = Math.round(nowMs - 30 * DAY_MS * (1 - at / rows))
  const [keyId, model] = [pick(keys, at), pick(models, at * 7)]
  const failed = noise(at * 3) < 0.05
  const totalMs = 300 + 9000 * noise(at * 11) ** 3
  const refused = { keyId: pick(keys, at + 1), verdict: 'quota_minute', status: 429, ms: 90 }
  return {
    id: `req_${startedAtMs.toString(16)}${at.toString(16).padStart(12, '0')}`,
    startedAtMs,
    method: 'POST',
    route: '/v1/chat/completions',
    dialect: 'openai',
    // One token is used by a client of its own, as people do, and by that one alone.
    token: at % 1000 === 0 ? '…only' : pick(tokens, at * 13),
    client: at % 1000 === 0 ? 'Cline' : pick(clients, at * 17),
    modelAsked: model,
    model,
    stream: true,
    status: failed ? 429 : 200,
    errorCode: failed ? 'rate_limit_exceeded' : '',
    errorMessage: failed ? `All 20 API keys are resting; the first is back in ${at % 60} s.` : '',
    firstByteMs: failed ? undefined : totalMs / 4,
    totalMs,
    tokens: failed ? undefined : { input: 900, output: 300, thinking: 100, cached: 200 },
    bytesIn: 1100,
    bytesOut: 24_000,
    keyId,
    attempts: failed ? [refused] : [{ keyId, verdict: 'ok', status: 200, ms: totalMs / 4 }],
  }
}

/** CPU in microseconds of a piece of work. */
function cpuOf(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return user + system
}

function fill(file: ActivityFile): void {
  const { redact } = createRedactor()
  const cost = { prepare: 0, clone: 0, write: 0, tidy: 0 }
  for (let from = 0; from < rows; from += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, rows - from) }, (_, at) =>
      requestAt(from + at),
    )
    let flat = batch.map(flatten)
    cost.prepare += cpuOf(() => (flat = cleanRecords(batch, redact).map(flatten)))
    cost.clone += cpuOf(() => structuredClone(flat))
    cost.write += cpuOf(() => file.write(flat))
    if (from % 10_000 === 0) cost.tidy += cpuOf(() => file.tidy({ days: 3650, megabytes: 100_000 }))
  }
  cost.tidy += cpuOf(() => file.ask(() => undefined))
  for (const [what, microseconds] of Object.entries(cost)) {
    console.log(`${what.padEnd(12)} ${(microseconds / rows).toFixed(2)} µs of CPU per request`)
  }
  console.log(`size         ${Math.round(statSync(path).size / 1e6)} MB for ${rows} requests`)
}

/** Median and slowest of several runs, in milliseconds. */
function timeOf(work: () => unknown): string {
  const times = Array.from({ length: 9 }, () => {
    const began = performance.now()
    work()
    return performance.now() - began
  }).sort((one, other) => one - other)
  return `${times[4]?.toFixed(1).padStart(7)} ms, slowest ${times[8]?.toFixed(1).padStart(7)} ms`
}

/** How SQLite finds the rows that a piece of work asks for. */
function plansOf(database: DatabaseSync, work: () => unknown): string {
  const { prepare } = database
  const plans = new Set<string>()
  database.prepare = (sql) => {
    for (const { detail } of prepare.call(database, `EXPLAIN QUERY PLAN ${sql}`).all()) {
      if (/^(SCAN|SEARCH)/.test(String(detail))) plans.add(String(detail))
    }
    return prepare.call(database, sql)
  }
  work()
  database.prepare = prepare
  return [...plans].join('; ')
}

function askAll(file: ActivityFile): void {
  const now = { nowMs, utcOffsetMs: 0, prices: {} }
  const oneId = requestAt(Math.floor(rows / 2)).id
  file.ask((database, names) => {
    const show = (name: string, work: () => unknown) => {
      console.log(`${name.padEnd(44)} ${timeOf(work)}  ${plansOf(database, work)}`)
    }
    for (const period of ['1h', '24h', '7d', '30d'] as const) {
      const usage = { ...now, filter: { period } }
      show(`totals ${period}`, () => totals(database, names, usage))
      show(`series ${period}`, () => series(database, names, usage))
      for (const by of ['key', 'model', 'client', 'token'] as const) {
        show(`shares by ${by} ${period}`, () =>
          shares(database, names, { ...usage, by, limit: 100 }),
        )
      }
      show(`latencies ${period}`, () => latencies(database, names, { ...now, period }))
      const failing = { ...now, period, status: 429, limit: 20 }
      show(`failing keys ${period}`, () => failingKeys(database, names, failing))
    }
    show('series of one key 30d', () =>
      series(database, names, { ...now, filter: { period: '30d', keyId: keys[3] } }),
    )
    const month = { fromMs: nowMs - 30 * DAY_MS, outcome: 'failed' } as const
    show('causes of errors 30d', () => causes(database, names, month))
    show('keys behind all errors 30d', () => keysBehind(database, names, month))
    show('the quota day', () => servedSince(database, names, { fromMs: nowMs - DAY_MS }))
    show('heat', () => heat(database, names, now))
    show('one request', () => oneRequest(database, names, { id: oneId }))
    const lists = {
      'the newest requests': {},
      'requests of one key': { keyId: keys[3] },
      'requests of one key and model': { keyId: keys[3], model: models[1] },
      'requests of two that never met': { token: '…only', client: 'curl' },
      'requests before half of all': { toMs: nowMs - 15 * DAY_MS },
      'failed requests of one key': { keyId: keys[3], outcome: 'failed' },
      'requests with a status that never was': { status: 418 },
      'cancelled requests, of which there are none': { outcome: 'cancelled' },
      'errors that say something': { search: 'back in 7 s' },
      'errors that nobody had': { search: 'no such words' },
    } as const
    for (const [name, filter] of Object.entries(lists)) {
      show(name, () => listRequests(database, names, filter))
    }
  })
}

const file = createActivityFile({
  path,
  nowMs: () => nowMs,
  utcOffsetMs: () => 0,
  onRemark: (remark) => console.log(remark),
})
try {
  fill(file)
  askAll(file)
} finally {
  file.close()
  rmSync(folder, { recursive: true, force: true })
}
