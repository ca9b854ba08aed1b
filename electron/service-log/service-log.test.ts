import { describe, expect, it } from 'vitest'
import type { LogLine } from '../shared/log-line.ts'
import { createServiceLog } from './service-log.ts'

const line = (message: string, more: object = {}) =>
  `${JSON.stringify({ level: 30, time: '2026-11-23T12:00:00.000Z', msg: message, ...more })}\n`

function setUp() {
  const written: string[] = []
  const timers: (() => void)[] = []
  const log = createServiceLog([{ write: (text) => written.push(text) }], (_delayMs, callback) => {
    timers.push(callback)
    return () => timers.splice(timers.indexOf(callback), 1)
  })
  return { log, written, timers }
}

describe('the log of the service', () => {
  it('shows the latest lines with their level, time and what else they say', () => {
    const { log, written } = setUp()
    log.write(line('request', { level: 40, status: 429 }))
    expect(log.recent()).toEqual([
      {
        atMs: Date.UTC(2026, 10, 23, 12),
        level: 'warn',
        message: 'request',
        details: { status: 429 },
      },
    ])
    expect(written).toHaveLength(1)
  })

  it('shows a line that is no JSON as it is', () => {
    const { log } = setUp()
    log.write('what a library said\n')
    expect(log.recent()[0]).toMatchObject({ level: 'info', message: 'what a library said' })
  })

  it('keeps ten thousand lines, whatever comes', () => {
    const { log } = setUp()
    for (let n = 0; n < 25_432; n += 1) log.write(line(String(n)))
    const lines = log.recent()
    expect([lines.length, lines[0]?.message, lines.at(-1)?.message]).toEqual([
      10_000,
      '15432',
      '25431',
    ])
  })

  it('tells of new lines in one go', () => {
    const { log, timers } = setUp()
    const heard: (readonly LogLine[])[] = []
    const stop = log.onLines((lines) => heard.push(lines))
    log.write(line('a'))
    log.write(line('b'))
    expect([heard.length, timers.length]).toEqual([0, 1])
    timers[0]?.()
    expect(heard.map((lines) => lines.map(({ message }) => message))).toEqual([['a', 'b']])
    log.write(line('c'))
    log.flush()
    expect(heard).toHaveLength(2)
    stop()
    log.write(line('d'))
    log.flush()
    expect(heard).toHaveLength(2)
  })
})
