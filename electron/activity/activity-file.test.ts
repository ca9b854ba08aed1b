import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { serialize } from 'node:v8'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RequestRecord } from '../shared/request-record.ts'
import { openDatabase } from '../sqlite/database.ts'
import { type ActivityFile, createActivityFile } from './activity-file.ts'
import { packed } from './intake.ts'
import { batchOf } from './open-batch.ts'
import { numberColumns } from './request-columns.ts'
import { oneRequest } from './questions/one-request.ts'
import { aFailedRequest, aRequest, NOON_MS } from './request.fixture.ts'
import { DAY_MS, grains, HOUR_MS, MINUTE_MS, WEEK_MS } from './time-grains.ts'
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
  file.write(packed(batchOf(records)))
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
  file.ask(() => undefined)
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

describe('requests that nobody has had time to sort', () => {
  it('are in the file, also after a kill, and are there for whoever asks next', () => {
    const requests = Array.from({ length: 10 }, () => aRequest())
    for (const request of requests) write(request)
    expect(query('SELECT sum(requests) AS n FROM intake')).toEqual([{ n: 10 }])
    expect(query('SELECT count(*) AS n FROM requests')).toEqual([{ n: 0 }])
    // Another service that begins where this one was killed.
    const next = open()
    const seen = next.ask((database) =>
      database
        .prepare('SELECT id FROM requests ORDER BY seq')
        .all()
        .map(({ id }) => id),
    )
    expect(seen).toEqual(requests.map(({ id }) => id))
    expect(query('SELECT count(*) AS n FROM intake')).toEqual([{ n: 0 }])
    next.close()
  })

  it('do not grow without end: beyond 300,000 some are sorted with every write', () => {
    const { bytes } = packed(batchOf([aRequest(), aRequest()]))
    file.write({ requests: 300_000, bytes })
    write(aRequest())
    expect(query('SELECT count(*) AS n FROM requests')).toEqual([{ n: 0 }])
    write(aRequest())
    expect(query('SELECT count(*) AS n FROM requests')).toEqual([{ n: 2 }])
    expect(count('requests')).toBe(4)
  })

  it('that cannot be sorted keep none that is refused: it would be handed over again', () => {
    const batch = { ...batchOf([aRequest()]), columns: [] }
    file.write({ requests: 300_001, bytes: serialize([batch]) })
    expect(() => write(aRequest())).toThrow('NOT NULL constraint failed')
    expect(query('SELECT sum(requests) AS n FROM intake')).toEqual([{ n: 300_001 }])
  })

  it('are told to be gone when their bytes make no sense, and the others are kept', () => {
    const [one, other] = [aRequest(), aRequest()]
    write(one)
    file.write({ requests: 1, bytes: new Uint8Array([255, 99, 0, 1]) })
    file.write({ requests: 1, bytes: serialize({}) })
    const columns = [...numberColumns, 'of_a_later_release']
    file.write({ requests: 1, bytes: serialize([{ ...batchOf([aRequest()]), columns }]) })
    write(other)
    expect(lookUp(one.id)).toEqual(one)
    expect(lookUp(other.id)).toEqual(other)
    const gone = 'Some requests in the log could not be read and are gone'
    expect(remarks).toEqual([gone, gone, gone])
  })

  it('come out as they went in, value by value, under the ids the service gives', () => {
    const keyId = '0b8f6a52-3c1d-4e7f-9a60-51d2c3e4f586'
    const request = aRequest({
      id: `req_${NOON_MS.toString(16).padStart(12, '0')}a39c52000c91`,
      errorCode: 'a_code',
      firstByteMs: 431,
      totalMs: 5_000_000,
      bytesIn: 4_000_000_000,
      keyId,
      attempts: [{ keyId, verdict: 'ok', status: 200, ms: 419 }],
      retries: 7,
    })
    write(aFailedRequest(), request)
    expect(lookUp(request.id)).toEqual(request)
  })

  it('keep what they say when a release sorts them that has more columns', () => {
    const request = aRequest({ firstByteMs: undefined })
    const { columns, numbers, ...batch } = batchOf([request])
    const isOlder = (column: string | undefined) => column !== 'first_byte_ms'
    const older = {
      ...batch,
      columns: columns.filter(isOlder),
      numbers: numbers.filter((_, at) => isOlder(columns[at])),
    }
    file.write({ requests: 1, bytes: serialize([older]) })
    expect(lookUp(request.id)).toEqual(request)
  })
})

describe('sums', () => {
  it('count each request once by minute, hour, day and week, whatever comes between', () => {
    write(aRequest(), aFailedRequest())
    file.tidy({ days: 7, megabytes: 200 })
    write(aRequest({ startedAtMs: NOON_MS + 30_000 }), aRequest({ status: 499 }))
    file.close()
    write(aRequest({ startedAtMs: NOON_MS + 61_000, keyId: 'key-2' }))
    file.ask(() => undefined)
    file.ask(() => undefined)
    const sums = (table: string, grain: number | string) =>
      query(`SELECT sum(requests) AS requests, sum(failed) AS failed, sum(cancelled) AS cancelled,
        sum(retries) AS retries, sum(input_tokens) AS input, sum(first_bytes) AS answered
        FROM ${table} WHERE grain = ${grain}`)
    const all = { requests: 5, failed: 1, cancelled: 1, retries: 1, input: 4000, answered: 4 }
    for (const grain of grains) {
      expect(sums('usage', grain)).toEqual([all])
      for (const part of [0, 1, 2, 3]) {
        expect(sums('shares', `${grain} AND part = ${part}`)).toEqual([all])
      }
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

  it.each([
    ['a day', DAY_MS, 0],
    ['a week', WEEK_MS, 0],
    ['the week of a Sunday', WEEK_MS, -DAY_MS],
  ])('begin %s when it begins for the person', (_what, grain, laterMs) => {
    // 20:00 on Monday the 23rd in China; that day began at 16:00 UTC on the 22nd.
    write(aRequest({ startedAtMs: NOON_MS + laterMs }))
    file.ask(() => undefined)
    const beganMs = Date.UTC(2026, 10, laterMs === 0 ? 22 : 15, 16)
    expect(query(`SELECT start_ms FROM usage WHERE grain = ${grain}`)).toEqual([
      { start_ms: beganMs },
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
  const week = { days: 7, megabytes: 200 }
  /** Time goes by, and is looked at every day. */
  const pass = (ms: number) => {
    for (const endMs = nowMs + ms; nowMs < endMs; nowMs += Math.min(DAY_MS, endMs - nowMs)) {
      forgetAll(week)
    }
    forgetAll(week)
  }

  it('takes single requests after their days, and leaves the sums', () => {
    const bodies = { request: 'a', response: 'b' }
    write(aRequest({ startedAtMs: NOON_MS - 8 * DAY_MS, bodies }), aFailedRequest(), aRequest())
    forgetAll(week)
    expect([count('requests'), count('bodies'), count('attempts')]).toEqual([2, 0, 2])
    pass(8 * DAY_MS)
    expect([count('requests'), count('attempts')]).toEqual([0, 0])
    const daySums = () => query(`SELECT sum(requests) AS n FROM usage WHERE grain = ${DAY_MS}`)
    expect(daySums()).toEqual([{ n: 3 }])
    write(aRequest())
    file.ask(() => undefined)
    expect(daySums()).toEqual([{ n: 4 }])
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

  it('leaves requests their room when it is the sums that have grown, and takes of these', () => {
    // Each one a row of its own in every sum by minute.
    const requests = Array.from({ length: 6000 }, (_, at) =>
      aRequest({ keyId: `key-${at % 100}`, startedAtMs: NOON_MS - at * MINUTE_MS }),
    )
    write(...requests)
    forgetAll({ days: 30, megabytes: 4 })
    expect(count('requests')).toBeGreaterThan(3000)
    const sums = (grain: number) => query(`SELECT count(*) AS n FROM usage WHERE grain = ${grain}`)
    expect(Number(sums(MINUTE_MS)[0]?.['n'])).toBeLessThan(3000)
    expect(Number(sums(DAY_MS)[0]?.['n'])).toBeGreaterThan(100)
  })

  it('takes minutes after two days, hours after a hundred, days after four hundred', () => {
    write(aRequest())
    const kept = () =>
      query('SELECT DISTINCT grain FROM shares ORDER BY 1').map(({ grain }) => grain)
    pass(3 * DAY_MS)
    expect(kept()).toEqual([HOUR_MS, DAY_MS, WEEK_MS])
    // With all names at once hours are many, and kept for ten days.
    const ofUsage = () =>
      query('SELECT DISTINCT grain FROM usage ORDER BY 1').map(({ grain }) => grain)
    expect(ofUsage()).toEqual([HOUR_MS, DAY_MS, WEEK_MS])
    pass(8 * DAY_MS)
    expect(ofUsage()).toEqual([DAY_MS, WEEK_MS])
    expect(kept()).toEqual([HOUR_MS, DAY_MS, WEEK_MS])
    pass(100 * DAY_MS)
    expect(kept()).toEqual([DAY_MS, WEEK_MS])
    pass(300 * DAY_MS)
    expect(kept()).toEqual([WEEK_MS])
  })

  it('does not believe a clock that has just jumped, and later does', () => {
    write(aRequest())
    forgetAll(week)
    nowMs += 365 * DAY_MS
    write(aRequest({ startedAtMs: nowMs }))
    forgetAll(week)
    nowMs -= 365 * DAY_MS
    forgetAll(week)
    expect(count('requests')).toBe(2)
    nowMs += 30 * DAY_MS
    file.close()
    file = open()
    // After a start as well: the computer may have lost its time while it was off.
    forgetAll(week)
    expect(count('requests')).toBe(2)
    pass(2 * HOUR_MS)
    expect(count('requests')).toBe(1)
  })

  it('takes what is old by a clock that was set back, and nothing that came before it', () => {
    write(aRequest(), aRequest({ startedAtMs: NOON_MS - 9 * DAY_MS }), aRequest())
    forgetAll(week)
    expect(query('SELECT DISTINCT started_at_ms FROM requests')).toEqual([
      { started_at_ms: NOON_MS },
    ])
    expect(count('requests')).toBe(2)
  })
})

describe('two services on one folder', () => {
  it('store, add up and forget side by side, each request once', () => {
    const other = open()
    try {
      for (let round = 0; round < 20; round += 1) {
        for (const [who, one] of [file, other].entries()) {
          const keyId = `key-${round}-of-${who}`
          const batch = batchOf([aRequest({ keyId }), aFailedRequest({ model: `model-${round}` })])
          one.write(packed(batch))
          if (round % 3 === who) one.tidy({ days: 7, megabytes: 200 })
        }
      }
      for (const one of [other, file]) {
        const keys = one.ask((database, names) =>
          database
            .prepare(`SELECT name, sum(requests) AS n FROM shares WHERE grain = ${DAY_MS}
              AND part = 1 GROUP BY name`)
            .all()
            .map(({ name, n }) => [names.textOf(Number(name)), Number(n)] as const),
        )
        expect(keys).toHaveLength(41)
        expect(new Map(keys).get('key-19-of-0')).toBe(1)
        expect(new Map(keys).get('key-2')).toBe(40)
      }
      expect(remarks).toEqual([])
    } finally {
      other.close()
    }
  })
})

describe('whatever a client, Google or a clock says', () => {
  it('is stored, and added up', () => {
    const text = fc.string({ unit: 'binary', maxLength: 50 })
    const number = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(1e300, -1, 2 ** 53, 0.5))
    const record = fc.record({
      startedAtMs: number,
      model: text,
      client: text,
      errorMessage: text,
      errorCode: text,
      status: fc.integer({ min: 0, max: 999 }),
      firstByteMs: fc.option(number, { nil: undefined }),
      totalMs: number,
      tokens: fc.option(
        fc.record({ input: number, output: number, thinking: number, cached: number }),
        { nil: undefined },
      ),
      bytesIn: number,
      attempts: fc.array(fc.record({ keyId: text, verdict: text, status: number, ms: number }), {
        maxLength: 3,
      }),
      bodies: fc.option(fc.record({ request: text, response: text }), { nil: undefined }),
    })
    let total = 0
    fc.assert(
      fc.property(fc.array(record, { maxLength: 20 }), (records) => {
        write(
          ...records.map(({ bodies, ...rest }) => aRequest({ ...rest, ...(bodies && { bodies }) })),
        )
        total += records.length
        const sum = file.ask((database) =>
          database
            .prepare(`SELECT sum(requests) AS n FROM shares WHERE grain = ${WEEK_MS} AND part = 0`)
            .get(),
        )
        expect(Number(sum?.['n'] ?? 0)).toBe(total)
      }),
      { numRuns: 20 },
    )
    expect(remarks).toEqual([])
  })
})

describe('clients that try address after address', () => {
  const week = { days: 7, megabytes: 200 }
  const scan = Array.from({ length: 50_000 }, (_, at) => aRequest({ route: `/scan/${at}.php` }))
  const later = (keyId: string, client: string) =>
    aRequest({ startedAtMs: nowMs, keyId, client, attempts: [] })

  it('take no name from keys, and none from other clients once their requests are gone', () => {
    write(...scan)
    const meanwhile = later('a-new-key', 'New')
    write(meanwhile)
    expect(lookUp(meanwhile.id)).toMatchObject({ keyId: 'a-new-key', client: 'other' })
    while (file.tidy(week)) continue
    expect(count('names')).toBeGreaterThan(50_000)
    nowMs += 8 * DAY_MS
    // A clock that has just jumped is not believed for an hour.
    file.tidy(week)
    nowMs += 2 * HOUR_MS
    while (file.tidy(week)) continue
    nowMs += DAY_MS
    while (file.tidy(week)) continue
    expect(count('names')).toBeLessThan(100)
    const then = later('a-new-key', 'New')
    write(then)
    expect(lookUp(then.id)).toMatchObject({ keyId: 'a-new-key', client: 'New' })
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

  it('that is damaged in the middle: it is set aside when the damage shows', () => {
    write(...Array.from({ length: 2000 }, () => aFailedRequest()))
    file.ask(() => undefined)
    file.close()
    const bytes = readFileSync(path)
    bytes.fill(0xa5, 8192, bytes.length - 8192)
    writeFileSync(path, bytes)
    const request = aRequest()
    write(request)
    expect(lookUp(request.id)).toEqual(request)
    expect(remarks).toEqual([expect.stringContaining('was of no use; it is now')])
    expect(readdirSync(folder).filter((name) => name.includes('.corrupt-'))).not.toEqual([])
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

  it('that the first release wrote keeps its requests and sums', () => {
    writeFirstVersion(path)
    expect(lookUp('req_old')).toMatchObject({
      client: 'curl',
      attempts: [{ keyId: 'key-1', verdict: 'ok', status: 200, ms: 42 }],
      retries: 0,
    })
    expect(lookUp('req_retried')).toMatchObject({ retries: 2 })
    const sums = (table: string, where: string) =>
      query(
        `SELECT grain, start_ms, requests, input_tokens FROM ${table} WHERE ${where} ORDER BY 1, 2`,
      )
    const inChina = 8 * HOUR_MS
    const [monday, sunday] = [Date.UTC(2026, 10, 23) - inChina, Date.UTC(2026, 10, 22) - inChina]
    const days = [
      { grain: DAY_MS, start_ms: sunday, requests: 2, input_tokens: 20 },
      { grain: DAY_MS, start_ms: monday, requests: 3, input_tokens: 30 },
      { grain: WEEK_MS, start_ms: monday - WEEK_MS, requests: 2, input_tokens: 20 },
      { grain: WEEK_MS, start_ms: monday, requests: 3, input_tokens: 30 },
    ]
    expect(sums('usage', 'true')).toEqual(days)
    for (const part of [0, 1, 2, 3]) expect(sums('shares', `part = ${part}`)).toEqual(days)
    expect(query('SELECT grain, sum(count) AS n FROM latencies GROUP BY grain')).toEqual([
      { grain: DAY_MS, n: 5 },
      { grain: WEEK_MS, n: 5 },
    ])
    expect(query('SELECT grain, count FROM failures ORDER BY 1')).toEqual([
      { grain: DAY_MS, count: 4 },
      { grain: WEEK_MS, count: 4 },
    ])
    // It is added to where it left off.
    write(aRequest({ keyId: 'key-1', client: 'curl', model: 'gemini-3', token: 'Phone' }))
    file.ask(() => undefined)
    expect(sums('usage', `grain = ${DAY_MS} AND start_ms = ${monday}`)).toMatchObject([
      { requests: 4 },
    ])
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

  it('that has no room: nothing is half stored, what is there is told, and it goes on with room', () => {
    const first = aRequest()
    write(first)
    const many = Array.from({ length: 3000 }, (_, at) => aRequest({ model: `model-${at}` }))
    const [{ pages } = {}] = query('SELECT page_count AS pages FROM pragma_page_count')
    const limit = (most: number) =>
      file.ask((database) => database.exec(`PRAGMA max_page_count=${most}`))
    limit(Number(pages) + 20)
    expect(() => write(...many)).toThrow(/full/)
    expect(count('requests')).toBe(1)
    // Nor can anything be added up.
    limit(Number(pages))
    expect(lookUp(first.id)).toEqual(first)
    limit(1_000_000)
    write(...many)
    expect(count('requests')).toBe(3001)
    expect(lookUp(many[7]?.id ?? '')?.model).toBe('model-7')
    expect(remarks).toEqual([])
  })

  it('that cannot be opened for writing: what is there is told all the same', () => {
    const request = aRequest()
    write(request)
    file.ask(() => undefined)
    file.close()
    // SQLite wants to make a file where a folder is.
    mkdirSync(`${path}-wal`)
    expect(() => write(aRequest())).toThrow(/unable to open/)
    expect(lookUp(request.id)).toEqual(request)
    rmdirSync(`${path}-wal`)
    write(aRequest())
    expect(count('requests')).toBe(2)
    expect(remarks).toEqual([])
  })
})

/** A file as the first release left it: five requests of a Sunday and a Monday in China. */
function writeFirstVersion(at: string): void {
  const database = openDatabase(at, activityMigrations.slice(0, 1), { shrinks: true })
  const inChina = 8 * HOUR_MS
  const [monday, sunday] = [Date.UTC(2026, 10, 23) - inChina, Date.UTC(2026, 10, 22) - inChina]
  const sums = (requests: number) =>
    `${requests}, 0, 0, 0, ${10 * requests}, 0, 0, 0, 0, 0, 42, 42, 1`
  database.exec(`
    INSERT INTO names VALUES (1, 'key-1'), (2, 'gemini-3'), (3, 'Phone'), (4, 'curl'), (5, 'POST'),
      (6, 'rate_limited');
    INSERT INTO requests VALUES (7, 'req_old', ${NOON_MS}, 5, 0, 0, 3, 4, 2, 2, 0, 200, 0, '',
      42, 50, 10, 0, 0, 0, 1, 1, 1, 1),
      (6, 'req_retried', ${NOON_MS}, 5, 0, 0, 3, 4, 2, 2, 0, 200, 0, '',
      42, 50, 10, 0, 0, 0, 1, 1, 1, 3);
    UPDATE progress SET rolled_up_to = 7;
    INSERT INTO usage VALUES (${DAY_MS}, ${sunday}, 1, 2, 3, 4, ${sums(2)}),
      (${DAY_MS}, ${monday}, 1, 2, 3, 4, ${sums(3)});
    INSERT INTO model_usage VALUES (${DAY_MS}, ${sunday}, 2, ${sums(2)}),
      (${DAY_MS}, ${monday}, 2, ${sums(3)});
    INSERT INTO latencies VALUES (${DAY_MS}, ${sunday}, 2, 'total_ms', 0, 2),
      (${DAY_MS}, ${monday}, 2, 'total_ms', 0, 3);
    INSERT INTO failures VALUES (${DAY_MS}, ${monday}, 1, 2, 429, 6, 4);
  `)
  database.close()
}
