import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Activity, openActivity } from '../activity/activity.ts'
import { createHealth } from '../activity/health.ts'
import { createServiceLog } from '../service-log/service-log.ts'
import { aFailedRequest, aRequest, NOON_MS } from '../activity/request.fixture.ts'
import { type ActivityPorts, createActivityHandlers } from './activity-handlers.ts'

let activity: Activity
let handlers: ReturnType<typeof createActivityHandlers>
const settings: ReturnType<ActivityPorts['settings']> = { prices: {} }

beforeEach(() => {
  activity = openActivity({
    path: undefined,
    threadCode: new URL('../activity/thread.ts', import.meta.url),
    retention: () => ({ days: 7, megabytes: 200 }),
    redact: (text) => text,
  })
  const log = createServiceLog([], () => () => undefined)
  log.write('{"level":30,"time":"2026-11-23T12:00:00.000Z","msg":"fine"}\n')
  log.write('{"level":50,"time":"2026-11-23T12:00:00.000Z","msg":"not fine"}\n')
  const health = createHealth(activity.recorder)
  handlers = createActivityHandlers({
    activity,
    health,
    log,
    settings: () => settings,
    nowMs: () => NOON_MS,
  })
})
afterEach(() => activity.close())

it('requests can be forgotten, some or all; what they add up to stays', async () => {
  const [bad, good] = [aFailedRequest(), aRequest({ bodies: { request: 'a', response: 'b' } })]
  for (const request of [bad, good, aRequest()]) activity.recorder.record(request)
  const ids = [bad.id, good.id, 'req_unknown']
  expect(await handlers['activity.forget']({ filter: { ids } })).toEqual({ forgotten: 2 })
  expect(await handlers['activity.request']({ id: bad.id })).toEqual({})
  expect((await handlers['activity.recent']({ limit: 10 })).requests).toHaveLength(1)
  expect(await handlers['activity.forget']({})).toEqual({ forgotten: 1 })
  expect((await handlers['activity.requests']({})).requests).toEqual([])
  expect(activity.recorder.recent()).toEqual([])
  const last = aRequest()
  activity.recorder.record(last)
  expect(await handlers['activity.totals']({ period: '24h' })).toMatchObject({ requests: 4 })
  expect(await handlers['activity.request']({ id: last.id })).toEqual({ request: last })
})

it('the log can be looked at from a level up', async () => {
  const { lines } = await handlers['activity.log']({ level: 'warn', limit: 10 })
  expect(lines.map(({ message }) => message)).toEqual(['not fine'])
})

describe('what happened', () => {
  it('is answered of everything that has been recorded up to now', async () => {
    activity.recorder.record(aRequest())
    activity.recorder.record(aFailedRequest())
    const totals = await handlers['activity.totals']({ period: '24h' })
    expect(totals).toMatchObject({ requests: 2, failed: 1 })
    const { points } = await handlers['activity.series']({ period: '1h' })
    expect(points.at(-1)).toMatchObject({ startMs: NOON_MS, requests: 2 })
    const { shares } = await handlers['activity.shares']({ period: '7d', by: 'model', limit: 5 })
    expect(shares).toMatchObject([{ name: 'gemini-3.8-flash', requests: 2 }])
    const { keys } = await handlers['activity.failingKeys']({ period: '7d', limit: 5 })
    expect(keys).toHaveLength(2)
    const { all } = await handlers['activity.latencies']({ period: '1h' })
    expect(all.total.p95).toBeGreaterThan(2000)
    expect((await handlers['activity.heat']({})).busiest).toBe(2)
  })

  it('costs what the person says it costs', async () => {
    activity.recorder.record(
      aRequest({ tokens: { input: 1e6, output: 0, thinking: 0, cached: 0 } }),
    )
    settings.prices = { 'gemini-3.8': { input: 42, output: 0, cached: 0 } }
    expect(await handlers['activity.totals']({ period: '1h' })).toMatchObject({ cost: 42 })
    settings.prices = {}
  })

  it('can be looked through, looked up, followed and taken away', async () => {
    const [one, other] = [aRequest(), aFailedRequest({ startedAtMs: NOON_MS - 1 })]
    activity.recorder.record(one)
    activity.recorder.record(other)
    const { requests } = await handlers['activity.requests']({})
    expect(requests.map(({ id, attemptCount }) => [id, attemptCount])).toEqual([
      [one.id, 1],
      [other.id, 2],
    ])
    expect((await handlers['activity.recent']({ limit: 1 })).requests).toEqual([requests[1]])
    expect(await handlers['activity.request']({ id: other.id })).toEqual({ request: other })
    expect(await handlers['activity.request']({ id: 'req_0' })).toEqual({})
    const piece = await handlers['activity.export']({ format: 'json', filter: {} })
    expect(JSON.parse(piece.text)).toEqual(requests)
    expect(piece).not.toHaveProperty('next')
  })
})
