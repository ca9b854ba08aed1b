import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RequestRecord } from '../shared/request-record.ts'
import { openDatabase } from '../sqlite/database.ts'
import { type ActivityFile, createActivityFile } from './activity-file.ts'
import { oneRequest } from './questions/one-request.ts'
import { flatten } from './request-columns.ts'
import { aFailedRequest, aRequest, NOON_MS } from './request.fixture.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from './roll-up.ts'
import { activityMigrations } from './schema.ts'

let folder: string
let path: string
let nowMs: number
let remarks: string[]
let file: ActivityFile

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gemini-balance-activity-'))
  path = join(folder, 'activity.sqlite')
  nowMs = NOON_MS
  remarks = []
  file = open()
})

afterEach(() => {
  file.close()
  rmSync(folder, { recursive: true, force: true })
})

function open(): ActivityFile {
  return createActivityFile({
    path,
    nowMs: () => nowMs,
    utcOffsetMs: () => 8 * HOUR_MS,
    onRemark: (remark) => remarks.push(remark),
  })
}

function write(...records: RequestRecord[]): void {
  file.write(records.map(flatten))
}

/** Rows of a query, by whoever opens the file beside us. */
function query(sql: string): Record<string, unknown>[] {
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    return database.prepare(sql).all()
  } finally {
    database.close()
  }
}

function count(table: string): number {
  return Number(query(`SELECT count(*) AS n FROM ${table}`)[0]?.['n'])
}

const lookUp = (id: string) => file.ask((database, names) => oneRequest(database, names, { id }))

describe('a stored request', () => {
  it('comes back as it was, also after a restart', () => {
    const requests = [
      aRequest(),
      aRequest({ firstByteMs: undefined, tokens: undefined, attempts: [], keyId: '', model: '' }),
      aFailedRequest(),
      aRequest({ bodies: { request: '{"a":1}', response: 'data: {}' } }),
    ]
    write(...requests)
    file.close()
    for (const request of requests) expect(lookUp(request.id)).toEqual(request)
    expect(lookUp('req_unknown')).toBeUndefined()
  })
})

describe('sums', () => {
  it('count each request once by minute, hour and day, whatever comes between', () => {
    write(aRequest(), aFailedRequest())
    file.tidy({ days: 7, megabytes: 200 })
    write(aRequest({ startedAtMs: NOON_MS + 30_000 }), aRequest({ status: 499 }))
    file.close()
    write(aRequest({ startedAtMs: NOON_MS + 61_000, keyId: 'key-2' }))
    file.ask(() => undefined)
    file.ask(() => undefined)
    const sums = (table: string, grain: number) =>
      query(`SELECT sum(requests) AS requests, sum(failed) AS failed, sum(cancelled) AS cancelled,
        sum(retries) AS retries, sum(input_tokens) AS input, sum(first_bytes) AS answered
        FROM ${table} WHERE grain = ${grain}`)
    const all = { requests: 5, failed: 1, cancelled: 1, retries: 1, input: 4000, answered: 4 }
    for (const grain of [MINUTE_MS, HOUR_MS, DAY_MS]) {
      expect(sums('usage', grain)).toEqual([all])
      expect(sums('model_usage', grain)).toEqual([all])
      expect(
        query(`SELECT measure, step, sum(count) AS count FROM latencies WHERE grain = ${grain}
          GROUP BY measure, step ORDER BY measure`),
      ).toEqual([
        { measure: 'first_byte_ms', step: 4, count: 4 },
        { measure: 'total_ms', step: 9, count: 5 },
      ])
    }
    expect(
      query(`SELECT DISTINCT start_ms FROM usage WHERE grain = ${MINUTE_MS} ORDER BY 1`),
    ).toEqual([{ start_ms: NOON_MS }, { start_ms: NOON_MS + MINUTE_MS }])
  })

  it('begin a day when it begins for the person', () => {
    // 20:00 on the 23rd in China; its day began at 16:00 UTC on the 22nd.
    write(aRequest())
    file.ask(() => undefined)
    expect(query(`SELECT start_ms FROM usage WHERE grain = ${DAY_MS}`)).toEqual([
      { start_ms: Date.UTC(2026, 10, 22, 16) },
    ])
  })

  it('say which key failed how often and how', () => {
    write(aFailedRequest(), aFailedRequest(), aRequest())
    file.ask(() => undefined)
    const rows = query(`SELECT k.text AS key, status, v.text AS verdict, count FROM failures
      JOIN names k ON k.id = key JOIN names v ON v.id = verdict WHERE grain = ${HOUR_MS} ORDER BY 1`)
    expect(rows).toEqual([
      { key: 'key-1', status: 429, verdict: 'rate_limited', count: 2 },
      { key: 'key-2', status: 503, verdict: 'overloaded', count: 2 },
    ])
  })
})

describe('forgetting', () => {
  const forgetAll = (retention: { days: number; megabytes: number }) => {
    while (file.tidy(retention)) continue
  }

  it('takes single requests after their days, and leaves the sums', () => {
    const bodies = { request: 'a', response: 'b' }
    write(aRequest({ startedAtMs: NOON_MS - 8 * DAY_MS, bodies }), aFailedRequest(), aRequest())
    forgetAll({ days: 7, megabytes: 200 })
    expect([count('requests'), count('bodies'), count('attempts')]).toEqual([2, 0, 2])
    nowMs += 8 * DAY_MS
    forgetAll({ days: 7, megabytes: 200 })
    expect([count('requests'), count('attempts')]).toEqual([0, 0])
    expect(query(`SELECT sum(requests) AS n FROM usage WHERE grain = ${DAY_MS}`)).toEqual([
      { n: 3 },
    ])
    write(aRequest())
    file.ask(() => undefined)
    expect(query(`SELECT sum(requests) AS n FROM usage WHERE grain = ${DAY_MS}`)).toEqual([
      { n: 4 },
    ])
  })

  it('makes room when the file grows too large, the oldest first, and gives the space back', () => {
    const errorMessage = 'x'.repeat(900)
    const requests = Array.from({ length: 6000 }, () => aRequest({ errorMessage }))
    write(...requests)
    forgetAll({ days: 7, megabytes: 3 })
    expect(count('requests')).toBeGreaterThan(500)
    expect(lookUp(requests.at(-1)?.id ?? '')).toBeDefined()
    expect(lookUp(requests[0]?.id ?? '')).toBeUndefined()
    const [{ pages } = {}] = query('SELECT page_count AS pages FROM pragma_page_count')
    expect(Number(pages) * 4096).toBeLessThan(3.5 * 1024 * 1024)
  })

  it('takes minutes after three days and hours after a hundred; days stay', () => {
    write(aRequest())
    nowMs += 4 * DAY_MS
    forgetAll({ days: 7, megabytes: 200 })
    const grains = () => query('SELECT grain FROM usage ORDER BY 1').map(({ grain }) => grain)
    expect(grains()).toEqual([HOUR_MS, DAY_MS])
    nowMs += 100 * DAY_MS
    forgetAll({ days: 7, megabytes: 200 })
    expect(grains()).toEqual([DAY_MS])
  })
})

describe('trouble with the file', () => {
  it('that is damaged: it is set aside with a date and a new one begins', () => {
    writeFileSync(path, 'this is no database, it is a text that is longer than a header'.repeat(20))
    const request = aRequest()
    write(request)
    expect(lookUp(request.id)).toEqual(request)
    expect(readdirSync(folder)).toContain('activity.corrupt-2026-11-23T12-00-00.000Z.sqlite')
    expect(remarks).toEqual([expect.stringContaining('activity.corrupt-2026-11-23T12-00-00.000Z')])
  })

  it('that a later release wrote: it is set aside whole', () => {
    write(aRequest())
    file.close()
    const database = new DatabaseSync(path)
    database.exec('PRAGMA user_version=1000')
    database.close()
    write(aRequest())
    expect(count('requests')).toBe(1)
    expect(readdirSync(folder)).toContain('activity.newer-2026-11-23T12-00-00.000Z.sqlite')
  })

  it('that an empty one came from, or one of every release before, is brought up to date', () => {
    for (let version = 0; version < activityMigrations.length; version += 1) {
      const old = join(folder, `version-${version}.sqlite`)
      openDatabase(old, activityMigrations.slice(0, version)).close()
      path = old
      file = open()
      const request = aRequest()
      write(request)
      expect(lookUp(request.id)).toEqual(request)
      file.close()
    }
    expect(remarks).toEqual([])
  })

  it('that was deleted: a new one begins', () => {
    write(aRequest())
    for (const name of readdirSync(folder)) rmSync(join(folder, name))
    const request = aRequest()
    write(request)
    expect(count('requests')).toBe(1)
    expect(lookUp(request.id)).toEqual(request)
    expect(remarks).toEqual([expect.stringContaining('was deleted or replaced while in use')])
  })

  it('that has no room: nothing is half stored, and it works again once there is room', () => {
    write(aRequest())
    const before = count('requests')
    const many = Array.from({ length: 3000 }, (_, at) => aRequest({ model: `model-${at}` }))
    const [{ pages } = {}] = query('SELECT page_count AS pages FROM pragma_page_count')
    file.ask((database) => database.exec(`PRAGMA max_page_count=${Number(pages) + 20}`))
    expect(() => write(...many)).toThrow(/full/)
    expect(count('requests')).toBe(before)
    write(...many)
    expect(count('requests')).toBe(before + 3000)
    expect(lookUp(many[7]?.id ?? '')?.model).toBe('model-7')
  })
})
