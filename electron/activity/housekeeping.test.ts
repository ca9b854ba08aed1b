import { beforeEach, expect, it } from 'vitest'
import { createHousekeeping, type Housekeeping } from './housekeeping.ts'
import type { Retention } from './retention.ts'

const MINUTE_MS = 60_000
/** Shorter than the log waits for more requests. */
const CALM_MS = 499
const week: Retention = { days: 7, megabytes: 200 }

let housekeeping: Housekeeping
let rounds: { atMs: number; kept: Retention }[]
let nowMs: number
/** What `tidy` says: there is more to do, or throws. */
let answers: (boolean | Error)[]
let failures: unknown[]
const timers = new Map<() => void, number>()

beforeEach(() => {
  timers.clear()
  rounds = []
  answers = []
  failures = []
  nowMs = 0
  housekeeping = createHousekeeping({
    tidy(kept) {
      rounds.push({ atMs: nowMs, kept })
      const answer = answers.shift() ?? false
      if (answer instanceof Error) throw answer
      return answer
    },
    clock: {
      after(delayMs, callback) {
        const ring = () => callback()
        timers.set(ring, nowMs + delayMs)
        return () => timers.delete(ring)
      },
    },
    onFailure: (error) => failures.push(error),
  })
})

function pass(ms: number): void {
  const endMs = nowMs + ms
  for (;;) {
    const [first] = [...timers].toSorted(([, one], [, other]) => one - other)
    if (first === undefined || first[1] > endMs) break
    timers.delete(first[0])
    nowMs = first[1]
    first[0]()
  }
  nowMs = endMs
}

it('what becomes too old goes within the hour, though nothing more is stored or asked', () => {
  housekeeping.keep(week)
  housekeeping.stored(1)
  pass(MINUTE_MS)
  expect(rounds).toHaveLength(1)
  pass(24 * 60 * MINUTE_MS)
  expect(rounds).toHaveLength(25)
})

it('a shorter time that a person wants to keep counts within seconds, without a request', () => {
  housekeeping.keep(week)
  pass(MINUTE_MS)
  housekeeping.keep({ ...week, days: 1 })
  housekeeping.keep({ ...week, days: 1 })
  pass(MINUTE_MS)
  expect(rounds.map(({ kept }) => kept.days)).toEqual([7, 1])
})

it('load is added up every ten seconds, and looking at it makes it no more often', () => {
  for (let second = 0; second < 60; second += 1) {
    housekeeping.keep(week)
    housekeeping.stored(1)
    pass(1000)
  }
  expect(rounds).toHaveLength(6)
})

it('a long round goes in steps that leave room for others', () => {
  answers = [true, true, false]
  housekeeping.keep(week)
  pass(MINUTE_MS)
  expect(rounds.map(({ atMs }) => atMs)).toEqual([10_000, 10_050, 10_100])
})

it('while requests come by the thousand the log is left alone, and tidied once it is calm', () => {
  housekeeping.keep(week)
  for (let quarter = 0; quarter < 80; quarter += 1) {
    housekeeping.stored(251)
    pass(250)
  }
  expect(rounds).toEqual([])
  pass(1000)
  expect(rounds).toHaveLength(1)
})

it('a round that has begun waits as well when requests come by the thousand', () => {
  answers = [true, true]
  housekeeping.keep(week)
  pass(10_000)
  housekeeping.stored(251)
  pass(450)
  expect(rounds).toHaveLength(1)
  pass(1000)
  expect(rounds).toHaveLength(3)
})

it('load with gaps has the log tidied within the gaps alone, however long it goes on', () => {
  housekeeping.keep(week)
  answers = Array.from({ length: 100_000 }, () => true)
  for (let second = 0; second < 180; second += 1) {
    housekeeping.stored(1000)
    const before = rounds.length
    pass(CALM_MS)
    expect(rounds).toHaveLength(before)
    pass(1000)
  }
  expect(rounds.length).toBeGreaterThan(1000)
})

it('load that never ends does not keep the log from being tidied for ever', () => {
  housekeeping.keep(week)
  for (let quarter = 0; quarter < 4 * 180; quarter += 1) {
    housekeeping.stored(1000)
    pass(250)
  }
  expect(rounds.length).toBeGreaterThanOrEqual(2)
  expect(rounds.length).toBeLessThanOrEqual(3)
})

it('a round that fails is told once, and tried again after the next request or the hour', () => {
  answers = [new Error('disk is full'), new Error('disk is full')]
  housekeeping.keep(week)
  pass(30 * MINUTE_MS)
  expect(failures).toHaveLength(1)
  pass(60 * MINUTE_MS)
  expect([failures.length, rounds.length]).toEqual([2, 2])
  housekeeping.stored(1)
  pass(MINUTE_MS)
  expect(rounds).toHaveLength(3)
})
