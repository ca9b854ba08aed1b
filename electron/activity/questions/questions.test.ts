import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RequestFilter } from '../../shared/contract/activity.ts'
import type { RequestRecord } from '../../shared/request-record.ts'
import { type ActivityFile, createActivityFile } from '../activity-file.ts'
import { packed } from '../intake.ts'
import { batchOf } from '../open-batch.ts'
import { aFailedRequest, aRequest, NOON_MS } from '../request.fixture.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../time-grains.ts'
import {
  answerQuestion,
  type QuestionAnswer,
  type QuestionInput,
  type QuestionName,
} from './questions.ts'

/** In Shanghai, where the 23rd of November began at 16:00 UTC of the day before. */
const now = { nowMs: NOON_MS, utcOffsetMs: 8 * HOUR_MS }
const price = { input: 1, output: 10, cached: 0.5 }
const usage = { ...now, prices: { 'gemini-3': price } }

let folder: string
let file: ActivityFile

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gemini-balance-questions-'))
  file = createActivityFile({
    path: join(folder, 'activity.sqlite'),
    nowMs: () => now.nowMs,
    utcOffsetMs: () => now.utcOffsetMs,
    onRemark: (remark) => expect.unreachable(remark),
  })
})

afterEach(() => {
  file.close()
  rmSync(folder, { recursive: true, force: true })
})

const write = (...records: RequestRecord[]) => file.write(packed(batchOf(records)))

function ask<Name extends QuestionName>(question: Name, input: QuestionInput<Name>) {
  return file.ask((database, names) =>
    answerQuestion(database, names, { question, input }),
  ) as QuestionAnswer<Name>
}

/** One request each, that long ago. */
const ago = (...ms: number[]) => ms.map((past) => aRequest({ startedAtMs: NOON_MS - past }))

describe('totals', () => {
  it.each([
    ['1h', 2],
    ['24h', 4],
    ['7d', 6],
    ['30d', 7],
  ] as const)('of %s hold what lies in it', (period, requests) => {
    write(...ago(0, 59 * MINUTE_MS, 60 * MINUTE_MS, 23 * HOUR_MS, 24 * HOUR_MS, 6 * DAY_MS))
    write(...ago(7 * DAY_MS, 31 * DAY_MS))
    // From when the clock was wrong.
    write(...ago(-2 * DAY_MS, -400 * DAY_MS))
    expect(ask('totals', { ...usage, filter: { period } }).requests).toBe(requests)
  })

  it.each(['1h', '24h', '7d', '30d'] as const)('of %s are those of its chart', (period) => {
    const records = Array.from({ length: 300 }, (_, at) =>
      aRequest({ startedAtMs: NOON_MS - at * at * 40_000, keyId: `key-${at % 3}` }),
    )
    write(...records)
    for (const filter of [{}, { keyId: 'key-1' }, { keyId: 'key-1', client: 'Cherry Studio' }]) {
      const asked = { ...usage, filter: { period, ...filter } }
      const { points } = ask('series', asked)
      const charted = points.reduce((sum, { requests }) => sum + requests, 0)
      expect(ask('totals', asked).requests).toBe(charted)
      for (const by of ['key', 'model', 'client', 'token'] as const) {
        const parts = ask('shares', { ...asked, by, limit: 9 })
        expect(parts.reduce((sum, { requests }) => sum + requests, 0)).toBe(charted)
      }
    }
  })

  it('add up outcomes, tokens, bytes, times and cost', () => {
    write(aRequest(), aRequest({ model: 'veo-9' }), aFailedRequest(), aRequest({ status: 499 }))
    expect(ask('totals', { ...usage, filter: { period: '24h' } })).toMatchObject({
      requests: 4,
      failed: 1,
      cancelled: 1,
      retries: 1,
      tokens: { input: 3000, output: 600, thinking: 90, cached: 1200 },
      bytesIn: 4400,
      totalMs: 8400,
      firstByteMs: 1260,
      firstBytes: 3,
      // Two requests: 600 tokens of input, 400 from the cache, 230 of output.
      cost: expect.closeTo((2 * (600 * 1 + 400 * 0.5 + 230 * 10)) / 1e6),
      unpricedRequests: 1,
      oldestRequestMs: NOON_MS,
    })
  })

  it('can be narrowed down to a key, model, token or client', () => {
    write(aRequest({ keyId: 'a', client: 'curl' }), aRequest({ keyId: 'a' }), aRequest())
    const count = (filter: object) =>
      ask('totals', { ...usage, filter: { period: '1h', ...filter } }).requests
    expect(count({ keyId: 'a' })).toBe(2)
    expect(count({ keyId: 'a', client: 'curl' })).toBe(1)
    expect(count({ model: 'gemini-3.8-flash' })).toBe(3)
    expect(count({ token: 'never seen' })).toBe(0)
  })

  it('of nothing are nothing', () => {
    const nothing = ask('totals', { ...usage, filter: { period: '7d' } })
    expect(nothing).toMatchObject({ requests: 0, cost: 0 })
    expect(nothing).not.toHaveProperty('oldestRequestMs')
  })
})

describe('a series', () => {
  it.each([
    ['1h', 60, MINUTE_MS],
    ['24h', 24, HOUR_MS],
    ['7d', 28, 6 * HOUR_MS],
    ['30d', 30, DAY_MS],
  ] as const)('of %s has %i steps, none left out', (period, steps, stepMs) => {
    write(...ago(0, 0, stepMs))
    const { points, stepMs: length } = ask('series', { ...usage, filter: { period } })
    expect(length).toBe(stepMs)
    expect(points).toHaveLength(steps)
    expect(points.filter(({ requests }) => requests > 0).map(({ requests }) => requests)).toEqual([
      1, 2,
    ])
    for (const [at, { startMs }] of points.entries()) {
      expect(startMs).toBe((points[0]?.startMs ?? 0) + at * stepMs)
    }
  })

  it('of days begins them at midnight', () => {
    const { points } = ask('series', { ...usage, filter: { period: '30d' } })
    expect(points.at(-1)?.startMs).toBe(Date.UTC(2026, 10, 22, 16))
  })

  it('keeps days that began while the clocks were different', () => {
    write(...ago(29 * DAY_MS, 0))
    const later = { ...usage, utcOffsetMs: 7 * HOUR_MS }
    const { points } = ask('series', { ...later, filter: { period: '30d' } })
    expect([points[0]?.requests, points.at(-1)?.requests]).toEqual([1, 1])
  })
})

describe('shares', () => {
  it('name who accounts for what, the busiest first', () => {
    write(aRequest({ keyId: 'b' }), aFailedRequest({ keyId: 'a' }), aRequest({ keyId: 'b' }))
    const shares = ask('shares', { ...usage, filter: { period: '7d' }, by: 'key', limit: 10 })
    expect(shares.map(({ name, requests, failed }) => [name, requests, failed])).toEqual([
      ['b', 2, 0],
      ['a', 1, 1],
    ])
    const clients = ask('shares', { ...usage, filter: { period: '1h' }, by: 'client', limit: 1 })
    expect(clients).toMatchObject([{ name: 'Cherry Studio', requests: 3 }])
  })
})

describe('latencies', () => {
  it('are those of all models and of each', () => {
    write(aRequest({ totalMs: 80 }), aRequest({ model: 'slow', totalMs: 70_000 }))
    const { all, models } = ask('latencies', { ...now, period: '1h' })
    expect(all.total.p50).toBe(100)
    expect(all.total.p99).toBeGreaterThan(60_000)
    expect(models.find(({ model }) => model === 'slow')?.total.p50).toBeGreaterThan(60_000)
  })
})

describe('keys that fail', () => {
  it('are told by how often, with which status and why', () => {
    write(aFailedRequest(), aFailedRequest(), aRequest())
    write(aFailedRequest({ startedAtMs: NOON_MS - 8 * DAY_MS }))
    const ask7d = (more: object) => ask('failingKeys', { ...now, period: '7d', limit: 5, ...more })
    expect(ask7d({})).toEqual([
      { keyId: 'key-1', count: 2, byStatus: { 429: 2 }, byVerdict: { rate_limited: 2 } },
      { keyId: 'key-2', count: 2, byStatus: { 503: 2 }, byVerdict: { overloaded: 2 } },
    ])
    expect(ask7d({ status: 503 }).map(({ keyId }) => keyId)).toEqual(['key-2'])
    expect(ask7d({ keyId: 'key-1' }).map(({ keyId }) => keyId)).toEqual(['key-1'])
    expect(ask7d({ keyId: 'key-9' })).toEqual([])
  })
})

describe('the heat of the week', () => {
  it('counts by local day and hour', () => {
    write(...ago(0, 0, DAY_MS, 7 * DAY_MS - 4.5 * HOUR_MS))
    const { requests, busiest } = ask('heat', now)
    // Noon in Greenwich on Monday is 20:00 in Shanghai; half past four is Tuesday there.
    expect([requests[0]?.[20], requests[6]?.[20], requests[1]?.[0]]).toEqual([2, 1, 1])
    expect(requests.flat().reduce((sum, count) => sum + count)).toBe(4)
    expect(busiest).toBe(2)
  })
})

describe('the list of requests', () => {
  const ids = (filter: RequestFilter) => ask('listRequests', filter).requests.map(({ id }) => id)

  it('comes in pages, the newest first, none twice and none left out', () => {
    const requests = ago(...Array.from({ length: 25 }, (_, at) => (at % 7) * 1000))
    write(...requests)
    const seen: string[] = []
    let after: string | undefined
    do {
      const page = ask('listRequests', { limit: 4, ...(after !== undefined && { after }) })
      seen.push(...page.requests.map(({ id }) => id))
      after = page.next
    } while (after !== undefined)
    expect(seen).toHaveLength(25)
    expect(new Set(seen)).toEqual(new Set(requests.map(({ id }) => id)))
    const times = seen.map((id) => requests.find((one) => one.id === id)?.startedAtMs ?? 0)
    expect(times).toEqual([...times].sort((one, other) => other - one))
  })

  it('can be filtered by whatever it shows', () => {
    const good = aRequest({ keyId: 'a', client: 'curl', startedAtMs: NOON_MS - 5000 })
    const failed = aFailedRequest()
    const left = aRequest({ status: 499, errorCode: 'client_closed_request' })
    write(good, failed, left)
    expect(ids({ outcome: 'ok' })).toEqual([good.id])
    expect(ids({ outcome: 'failed' })).toEqual([failed.id])
    expect(ids({ outcome: 'cancelled' })).toEqual([left.id])
    expect(ids({ outcome: 'not-ok' })).toEqual([left.id, failed.id])
    expect(ids({ status: 429 })).toEqual([failed.id])
    expect(ids({ errorCode: 'client_closed_request' })).toEqual([left.id])
    expect(ids({ keyId: 'a', client: 'curl' })).toEqual([good.id])
    expect(ids({ keyId: 'a', client: 'Cherry Studio' })).toEqual([])
    expect(ids({ toMs: NOON_MS - 1000 })).toEqual([good.id])
    expect(ids({ fromMs: NOON_MS, keyId: 'a' })).toEqual([])
    expect(ids({ token: 'never seen' })).toEqual([])
  })

  it('holds all that have two names, and no others, wherever in the last month they are', () => {
    const fields = ['keyId', 'model', 'client', 'token'] as const
    const of = (at: number) =>
      Object.fromEntries(fields.map((field, nth) => [field, `${field}-${(at >> nth) % 3}`]))
    const month = Array.from({ length: 120 }, (_, at) =>
      aRequest({ ...of(at), startedAtMs: NOON_MS - at * 6.1 * HOUR_MS }),
    )
    write(...month)
    const names = month.flatMap((request, at) =>
      fields.slice(1).map((field) => ({
        [field]: request[field],
        keyId: month[(at * 7) % 120]?.keyId,
      })),
    )
    const others = month.map(({ client }, at) => ({ client, token: month[(at * 5) % 120]?.token }))
    for (const filter of [...names, ...others]) {
      const fits = month.filter((request) =>
        Object.entries(filter).every(([field, name]) => request[field as 'client'] === name),
      )
      expect(ids({ ...(filter as RequestFilter), limit: 1000 })).toEqual(fits.map(({ id }) => id))
    }
  })

  it('can be searched for the words of errors and for an id', () => {
    const resting = aFailedRequest()
    const odd = aFailedRequest({ errorMessage: '100% of a_b', errorCode: 'odd_code' })
    write(resting, odd, aRequest())
    expect(ids({ search: 'ARE RESTING' })).toEqual([resting.id])
    expect(ids({ search: 'odd' })).toEqual([odd.id])
    expect(ids({ search: '0% of a_' })).toEqual([odd.id])
    expect(ids({ search: '%' })).toEqual([odd.id])
    expect(ids({ search: 'nobody said that' })).toEqual([])
    expect(ids({ search: resting.id })).toEqual([resting.id])
  })

  it('finds requests by ids that tell their time, and by any others', () => {
    const idAt = (ms: number) => `req_${ms.toString(16).padStart(12, '0')}0123456789ab`
    const [early, late] = [NOON_MS - 5 * DAY_MS, NOON_MS].map((startedAtMs) =>
      // The clock was looked at a moment after the id was made.
      aRequest({ id: idAt(startedAtMs - 3), startedAtMs }),
    )
    const other = aRequest()
    write(...[early, late].flatMap((one) => one ?? []), other)
    for (const one of [early, late, other]) {
      expect(ids({ ids: [one?.id ?? ''] })).toEqual([one?.id])
      expect(ask('oneRequest', { id: one?.id ?? '' })).toEqual(one)
    }
    expect(ids({ search: late?.id ?? '' })).toEqual([late?.id])
    expect(new Set(ids({ ids: [late?.id ?? '', early?.id ?? ''] }))).toEqual(
      new Set([early?.id, late?.id]),
    )
    expect(ask('oneRequest', { id: idAt(NOON_MS - DAY_MS) })).toBeUndefined()
  })
})

describe('a quota day', () => {
  it('counts what each key served with each model since it began', () => {
    const early = aRequest({ startedAtMs: NOON_MS - 7_200_000, keyId: 'a' })
    write(early, aRequest({ keyId: 'a' }), aRequest({ keyId: 'a' }), aFailedRequest())
    expect(ask('servedSince', { ...now, fromMs: NOON_MS - 3_600_000 })).toEqual([
      { keyId: 'a', model: 'gemini-3.8-flash', served: 2 },
    ])
  })
})

describe('why requests failed', () => {
  it('is told by cause, the most frequent first, with what was said last', () => {
    const earlier = aFailedRequest({ startedAtMs: NOON_MS - 5000, errorMessage: 'back in 9 s' })
    const odd = aFailedRequest({ status: 503, errorCode: 'upstream_overloaded', keyId: 'key-9' })
    write(earlier, aFailedRequest(), odd, aRequest(), aRequest({ status: 499 }))
    expect(ask('causes', {})).toEqual([
      {
        status: 429,
        errorCode: 'rate_limit_exceeded',
        count: 2,
        lastAtMs: NOON_MS,
        lastMessage: 'All 2 API keys are resting',
      },
      expect.objectContaining({ status: 503, errorCode: 'upstream_overloaded', count: 1 }),
    ])
    expect(ask('causes', { search: '9 s' })).toMatchObject([{ count: 1 }])
    expect(ask('causes', { keyId: 'key-9' })).toMatchObject([{ status: 503 }])
    expect(ask('causes', { keyId: 'never seen', model: 'nor this' })).toEqual([])
  })

  it('leads to the keys that were refused, also where another one served in the end', () => {
    const refused = { keyId: 'key-7', verdict: 'quota_minute', status: 429, ms: 9 }
    const served = { keyId: 'key-8', verdict: 'ok', status: 200, ms: 9 }
    const rescued = aRequest({ attempts: [refused, served] })
    const failed = aFailedRequest()
    write(rescued, failed, aRequest())
    expect(ask('keysBehind', { ids: [rescued.id] })).toEqual(['key-7'])
    expect(new Set(ask('keysBehind', { outcome: 'failed' }))).toEqual(new Set(['key-1', 'key-2']))
    expect(new Set(ask('keysBehind', {}))).toEqual(new Set(['key-1', 'key-2', 'key-7']))
  })

  it('can be taken out of the log for good', () => {
    const good = aRequest()
    write(aFailedRequest(), good)
    expect(ask('forgetRequests', { filter: { outcome: 'failed' } }).forgotten).toBe(1)
    expect(ask('listRequests', {}).requests.map(({ id }) => id)).toEqual([good.id])
    expect(ask('totals', { ...usage, filter: { period: '24h' } })).toMatchObject({
      requests: 2,
      failed: 1,
    })
  })
})
