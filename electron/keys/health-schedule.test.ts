import { beforeEach, describe, expect, it } from 'vitest'
import { classify } from '../gemini/error.ts'
import type { Verdict } from '../gemini/error-rules.ts'
import { createHealthSchedule, type HealthSchedule } from './health-schedule.ts'
import { createKeyPool, type KeyPool } from './pool.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const refused = classify(403, { message: 'The caller does not have permission' })
const invalid = classify(400, { message: 'API key not valid.' })
const perDay = classify(429, { details: [{ violations: [{ quotaId: 'PerDay' }] }] })

let nowMs = 0
let waiting: { atMs: number; callback: () => void }[] = []
let checks: string[][] = []
let settings = { checkIntervalHours: 1 }
let finish: (() => void) | undefined
let signal: AbortSignal | undefined
let errors: unknown[] = []
let network = 'home'
let wakes = 0
let pool: KeyPool
let schedule: HealthSchedule

const clock = {
  nowMs: () => nowMs,
  after(delayMs: number, callback: () => void) {
    const entry = { atMs: nowMs + delayMs, callback }
    waiting.push(entry)
    return () => {
      waiting = waiting.filter((other) => other !== entry)
    }
  },
}

/** Lets time pass with every timer in its turn. */
async function pass(ms: number) {
  const endMs = nowMs + ms
  for (;;) {
    const next = waiting.toSorted((a, b) => a.atMs - b.atMs)[0]
    if (next === undefined || next.atMs > endMs) break
    nowMs = Math.max(nowMs, next.atMs)
    waiting = waiting.filter((other) => other !== next)
    next.callback()
    await Promise.resolve()
  }
  nowMs = endMs
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve()
}
/** The computer sleeps: time passes, timers do not. */
async function sleep(ms: number) {
  nowMs += ms
  await pass(0)
}

/** Adds a key with this verdict; with MAX_FAILURES=1 an unexplained one benches it. */
function add(secret: string, verdict?: Verdict): string {
  const [key] = pool.add([secret])
  const id = key?.id ?? ''
  const acquired = pool.acquire({ model: 'flash', exclude: new Set(), preferredKeyId: id })
  if (verdict !== undefined && acquired.kind === 'leased') acquired.lease.fail(verdict)
  return id
}

function start(verify?: () => Promise<unknown>) {
  schedule = createHealthSchedule({
    pool,
    async verify(ids, given) {
      checks.push([...ids])
      signal = given
      await verify?.()
    },
    settings: () => settings,
    clock,
    network: () => network,
    chance: () => 0,
    onWake: () => (wakes += 1),
    onError: (error) => errors.push(error),
  })
}
const untilFinished = () =>
  new Promise<void>((resolve) => {
    finish = resolve
  })

beforeEach(() => {
  nowMs = Date.parse('2026-07-15T20:00:00Z')
  waiting = []
  checks = []
  errors = []
  settings = { checkIntervalHours: 1 }
  const keys = { maxFailures: 1, keyStrategy: 'round-robin', paidKeyUse: 'images' } as const
  pool = createKeyPool({ nowMs: () => nowMs, chance: () => 0, settings: () => keys })
  start()
})

describe('the health schedule', () => {
  it('checks benched keys every interval, and none that works or waits for quota', async () => {
    settings = { checkIntervalHours: 0.5 }
    const benched = add('key-benched', refused)
    add('key-ready')
    add('key-spent', perDay)
    await pass(0.5 * HOUR_MS - MINUTE_MS)
    expect(checks).toEqual([])
    await pass(2 * MINUTE_MS)
    expect(checks).toEqual([[benched]])
  })

  it('checks keys that only a person can mend once a day', async () => {
    const lost = add('key-lost', invalid)
    await pass(23 * HOUR_MS)
    expect(checks).toEqual([])
    await pass(2 * HOUR_MS)
    expect(checks[0]).toEqual([lost])
  })

  it('asks nobody when no key needs it, or the person has switched the key off', async () => {
    pool.update(add('key-benched', refused), { enabled: false })
    add('key-ready')
    await pass(5 * HOUR_MS)
    schedule.wake()
    expect(checks).toEqual([])
  })

  it('is off with 0, for the network too, and on again when the setting changes', async () => {
    settings = { checkIntervalHours: 0 }
    await pass(48 * HOUR_MS)
    add('key-benched', refused)
    schedule.wake()
    await pass(5 * MINUTE_MS)
    expect(checks).toEqual([])
    settings = { checkIntervalHours: 0.1 }
    await pass(2 * MINUTE_MS)
    expect(checks).toHaveLength(1)
  })

  it('makes up for a long sleep with one run', async () => {
    await pass(MINUTE_MS)
    add('key-lost', invalid)
    await sleep(72 * HOUR_MS)
    await pass(5 * MINUTE_MS)
    expect(checks).toHaveLength(1)
  })

  it('survives a clock that is set back', async () => {
    add('key-benched', refused)
    nowMs -= 365 * 24 * HOUR_MS
    waiting = waiting.map((entry) => ({ ...entry, atMs: nowMs }))
    await pass(0.9 * HOUR_MS)
    expect(checks).toEqual([])
    await pass(0.2 * HOUR_MS)
    expect(checks).toHaveLength(1)
  })

  it('runs one check at a time', async () => {
    schedule.stop()
    start(untilFinished)
    settings = { checkIntervalHours: 0.1 }
    add('key-benched', refused)
    await pass(0.9 * HOUR_MS)
    schedule.wake()
    expect(checks).toHaveLength(1)
    finish?.()
    await pass(0)
    pool.reset(pool.list()[0]?.id ?? '')
    add('key-benched-too', refused)
    await pass(0.3 * HOUR_MS)
    expect(checks.length).toBeGreaterThan(1)
  })

  it('checks benched keys at once on wake, once a minute at most', async () => {
    const benched = add('key-benched', refused)
    add('key-lost', invalid)
    schedule.wake()
    schedule.wake()
    expect(checks).toEqual([[benched]])
    await pass(MINUTE_MS)
    schedule.wake()
    expect(checks).toHaveLength(2)
  })

  it('goes on after a run that broke', async () => {
    schedule.stop()
    start(() => Promise.reject(new Error('broken')))
    add('key-benched', refused)
    schedule.wake()
    await pass(MINUTE_MS)
    schedule.wake()
    await pass(0)
    expect(errors).toHaveLength(2)
    expect(checks).toHaveLength(2)
  })

  it('ends with the service, and so does the run under way', async () => {
    add('key-benched', refused)
    schedule.wake()
    expect(signal?.aborted).toBe(false)
    schedule.stop()
    expect(signal?.aborted).toBe(true)
    await pass(24 * HOUR_MS)
    schedule.wake()
    expect(checks).toHaveLength(1)
    expect(waiting).toEqual([])
  })
})

it('whoever wants to know hears of another network and of sleep, with the checks off too', async () => {
  settings = { checkIntervalHours: 0 }
  const before = wakes
  await pass(MINUTE_MS)
  expect(wakes).toBe(before)
  network = 'train'
  await pass(MINUTE_MS)
  expect(wakes).toBe(before + 1)
  await sleep(20 * MINUTE_MS)
  await pass(MINUTE_MS)
  expect(wakes).toBe(before + 2)
})

it('benched keys are checked within a minute of a change of network, and of sleep', async () => {
  const benched = add('benched-key', refused)
  await pass(5 * MINUTE_MS)
  expect(checks).toEqual([])
  network = 'café'
  await pass(MINUTE_MS)
  expect(checks).toEqual([[benched]])
  finish?.()
  await sleep(20 * MINUTE_MS)
  await pass(MINUTE_MS)
  expect(checks).toEqual([[benched], [benched]])
})
