import { describe, expect, it, vi } from 'vitest'
import type { Clock } from '../shared/clock.ts'
import { createListeners } from '../shared/listeners.ts'
import { type ConsoleEvent, createConsoleEvents, type Feed, type Feeds } from './events.ts'
import { createLatestFeed } from './latest-feed.ts'

/** A clock that a test moves. */
function manualClock() {
  let nowMs = 0
  let timers: { atMs: number; callback: () => void }[] = []
  const clock: Clock = {
    nowMs: () => nowMs,
    after(delayMs, callback) {
      const timer = { atMs: nowMs + delayMs, callback }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
  }
  const pass = (ms: number) => {
    const untilMs = nowMs + ms
    for (;;) {
      const due = timers.filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0]
      if (due === undefined) break
      timers = timers.filter((timer) => timer !== due)
      nowMs = due.atMs
      due.callback()
    }
    nowMs = untilMs
  }
  return { clock, pass, waiting: () => timers.length }
}

const silent: Feed<never> = { watch: () => () => undefined, take: () => undefined }

const noFeeds: Feeds = {
  'keys.changed': silent,
  'keys.verification': silent,
  'app.changed': silent,
  'settings.changed': silent,
  'activity.requests': silent,
  'activity.log': silent,
  'playground.progress': silent,
  'images.progress': silent,
  'images.changed': silent,
  'tokens.changed': silent,
}

type Progress = Extract<ConsoleEvent, { name: 'images.progress' }>['data']

/** A feed that counts what it is told. */
function countingFeed() {
  let count = 0
  let wake: (() => void) | undefined
  const watch = vi.fn<(wakeUp: () => void) => () => void>((wakeUp: () => void) => {
    wake = wakeUp
    return () => {
      wake = undefined
    }
  })
  const feed = {
    watch,
    take() {
      const tokens = Array.from({ length: count }, () => ({}))
      count = 0
      return { tokens } as never
    },
  }
  const change = () => {
    count += 1
    wake?.()
  }
  return { feed, change, isWatched: () => wake !== undefined }
}

function setUp() {
  const time = manualClock()
  const counting = countingFeed()
  const feeds: Feeds = { ...noFeeds, 'tokens.changed': counting.feed }
  const heard: [number, number][] = []
  const listener = (event: ConsoleEvent) => {
    if (event.name === 'tokens.changed') heard.push([time.clock.nowMs(), event.data.tokens.length])
  }
  return { ...time, ...counting, events: createConsoleEvents(feeds, time.clock), heard, listener }
}

describe('events for the interface', () => {
  it('tell the first change at once and the following together, four times a second', () => {
    const { events, heard, listener, change, pass } = setUp()
    events.subscribe(listener)
    for (let ms = 0; ms < 1000; ms += 10) {
      change()
      pass(10)
    }
    pass(1000)
    expect(heard.map(([atMs]) => atMs)).toEqual([0, 250, 500, 750, 1000])
    expect(heard.reduce((sum, [, count]) => sum + count, 0)).toBe(100)
  })

  it('tell of several things under way in turn: four times a second altogether, and all to the end', () => {
    const { clock, pass } = manualClock()
    const news = createListeners<Progress>()
    const progress = createLatestFeed(news.add, ({ id }) => id)
    const events = createConsoleEvents({ ...noFeeds, 'images.progress': progress }, clock)
    const heard: [number, Progress][] = []
    events.subscribe(({ data }) => heard.push([clock.nowMs(), data as Progress]))
    for (let done = 1; done <= 10; done += 1) {
      for (const id of ['a', 'b', 'c']) news.notify({ id, done, total: 10 })
      pass(100)
    }
    pass(1000)
    const times = heard.map(([atMs]) => atMs)
    expect(times).toEqual(times.map((_atMs, at) => at * 250))
    for (const id of ['a', 'b', 'c']) {
      const told = heard.filter(([, one]) => one.id === id).map(([, { done }]) => done)
      expect(told.length).toBeGreaterThan(1)
      expect(told.at(-1)).toBe(10)
    }
  })

  it('are silent when nothing changes', () => {
    const { events, heard, listener, pass, waiting } = setUp()
    events.subscribe(listener)
    pass(5000)
    expect(heard).toEqual([])
    expect(waiting()).toBe(0)
  })

  it('never come in the middle of the change itself', () => {
    const { events, heard, listener, change, pass } = setUp()
    events.subscribe(listener)
    change()
    expect(heard).toEqual([])
    pass(0)
    expect(heard).toHaveLength(1)
  })

  it('cost nothing while nobody listens', () => {
    const { events, listener, change, feed, isWatched, pass, waiting, heard } = setUp()
    expect(feed.watch).not.toHaveBeenCalled()
    const [first, second] = [events.subscribe(listener), events.subscribe(listener)]
    expect(feed.watch).toHaveBeenCalledTimes(1)
    first()
    expect(isWatched()).toBe(true)
    change()
    second()
    expect([isWatched(), waiting()]).toEqual([false, 0])
    pass(1000)
    expect(heard).toEqual([])
    events.subscribe(listener)
    expect(isWatched()).toBe(true)
    events.close()
    expect([isWatched(), waiting()]).toEqual([false, 0])
  })
})
