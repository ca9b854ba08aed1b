import { deserialize } from 'node:v8'
import { describe, expect, it } from 'vitest'
import type { RequestRecord } from '../shared/request-record.ts'
import { createRecorder } from './recorder.ts'
import { aFailedRequest, aRequest } from './request.fixture.ts'
import { recordsOf } from './read-batch.ts'
import type { Batch } from './request-columns.ts'

const SECRET = ['AIza', 'SyRecorderTest0123456789abcdefghijk'].join('')

/** A recorder whose time stands still until it is moved, and whose disk can be broken. */
function setUp() {
  const batches: Batch[] = []
  const state = { nowMs: 0, broken: undefined as string | undefined }
  const timers = new Set<{ atMs: number; callback: () => void }>()
  const recorder = createRecorder({
    thread: {
      async write(parcel) {
        if (state.broken !== undefined) throw new Error(state.broken)
        batches.push(...(deserialize(parcel.bytes) as Batch[]))
      },
    },
    redact: (text) => text.replaceAll(SECRET, 'AIza…'),
    clock: {
      nowMs: () => state.nowMs,
      after(delayMs, callback) {
        const timer = { atMs: state.nowMs + delayMs, callback }
        timers.add(timer)
        return () => timers.delete(timer)
      },
    },
  })
  const pass = async (ms: number) => {
    state.nowMs += ms
    for (const timer of Array.from(timers)) {
      if (timer.atMs <= state.nowMs && timers.delete(timer)) timer.callback()
    }
    // Lets everything settle that the timers have begun.
    await new Promise((resolve) => setImmediate(resolve))
  }
  const idsStored = () => batches.flatMap(recordsOf).map(({ id }) => id)
  return { recorder, batches, state, pass, idsStored }
}

describe('recording', () => {
  it('does nothing but remember until a quarter of a second has passed', async () => {
    const { recorder, batches, pass } = setUp()
    const heard: (readonly RequestRecord[])[] = []
    recorder.onRecords((look) => heard.push(look()))
    const requests = [aRequest(), aRequest(), aRequest()]
    for (const request of requests) recorder.record(request)
    await pass(249)
    expect([heard, batches]).toEqual([[], []])
    await pass(1)
    expect(heard).toEqual([requests])
    expect(batches).toHaveLength(1)
    expect(recorder.queue).toEqual({ waiting: 0, stored: 3, lost: 0 })
  })

  it('counts as waiting what is on its way to the disk', async () => {
    const { recorder } = setUp()
    recorder.record(aRequest())
    const stored = recorder.flush()
    expect(recorder.queue).toEqual({ waiting: 1, stored: 0, lost: 0 })
    await stored
    expect(recorder.queue).toEqual({ waiting: 0, stored: 1, lost: 0 })
  })

  it('keeps the latest 2,000 for the live view, with all that was said of them', async () => {
    const { recorder, pass } = setUp()
    const requests = Array.from({ length: 2500 }, (_, at) =>
      at % 7 === 0 ? aFailedRequest() : aRequest({ model: `model-${at}` }),
    )
    for (const [at, request] of requests.entries()) {
      recorder.record(request)
      if (at % 3 === 0) await pass(250)
    }
    expect(recorder.recent()).toEqual(requests.slice(-2000))
  })

  it('forgets for the live view what a person has deleted', () => {
    const { recorder } = setUp()
    const requests = [aRequest(), aFailedRequest(), aRequest()]
    for (const request of requests) recorder.record(request)
    recorder.forget([requests[0]?.id ?? '', requests[2]?.id ?? ''])
    expect(recorder.recent()).toEqual([requests[1]])
  })

  it('takes secrets out of whatever a client chose', async () => {
    const { recorder, batches } = setUp()
    const said = { route: `/v1/${SECRET}`, modelAsked: SECRET, client: SECRET }
    recorder.record(aRequest({ ...said, model: SECRET, errorMessage: `no ${SECRET}` }))
    await recorder.flush()
    expect(JSON.stringify([recorder.recent(), batches])).not.toContain(SECRET)
    expect(recorder.recent()[0]?.errorMessage).toBe('no AIza…')
  })

  it('stores everything before it closes', async () => {
    const { recorder, idsStored } = setUp()
    const requests = Array.from({ length: 5000 }, () => aRequest())
    for (const request of requests) recorder.record(request)
    await recorder.close()
    expect(idsStored()).toEqual(requests.map(({ id }) => id))
  })
})

describe('while nothing can be stored', () => {
  it('says so once, goes on, tries again, and loses nothing once it works again', async () => {
    const { recorder, state, pass, idsStored } = setUp()
    const problems: (string | undefined)[] = []
    recorder.onProblem((problem) => problems.push(problem))
    state.broken = 'the disk is full'
    const requests = [aRequest(), aRequest()]
    for (const request of requests) {
      recorder.record(request)
      await pass(250)
    }
    await pass(2000)
    expect(problems).toEqual(['Requests cannot be logged: the disk is full; it is tried again'])
    expect(recorder.recent()).toEqual(requests)
    state.broken = undefined
    await pass(2000)
    expect(problems.at(-1)).toBeUndefined()
    expect(problems).toHaveLength(2)
    expect(idsStored()).toEqual(requests.map(({ id }) => id))
  })

  it('gives up the oldest contents when they grow too large, and nothing else', async () => {
    const { recorder, batches, state, idsStored } = setUp()
    state.broken = 'the disk is full'
    const bodies = { request: 'x'.repeat(500_000), response: 'y'.repeat(500_000) }
    const requests = Array.from({ length: 100 }, () => aRequest({ bodies }))
    for (const request of requests) recorder.record(request)
    await recorder.flush()
    state.broken = undefined
    await recorder.flush()
    expect(idsStored()).toEqual(requests.map(({ id }) => id))
    const counts = batches.map((batch) => batch.bodies.size)
    expect(counts.reduce((sum, count) => sum + count)).toBe(64)
    expect(Math.max(...counts)).toBe(8)
    expect(batches.at(-1)?.bodies.size).toBeGreaterThan(0)
    expect(recorder.recent().every((record) => record.bodies === undefined)).toBe(true)
  })

  it('gives up the oldest when too many wait, and counts them', async () => {
    const { recorder, state, idsStored } = setUp()
    state.broken = 'the disk is full'
    const requests = Array.from({ length: 20_750 }, () => aRequest())
    for (const request of requests) recorder.record(request)
    await recorder.flush()
    expect(recorder.queue).toEqual({ waiting: 20_238, stored: 0, lost: 512 })
    state.broken = undefined
    await recorder.flush()
    expect(idsStored()).toEqual(requests.slice(512).map(({ id }) => id))
  })
})
