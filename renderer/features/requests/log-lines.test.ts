import { describe, expect, it } from 'vitest'
import type { LogLine } from '../../../electron/shared/log-line.ts'
import { detailsOf, linesWith, withNew } from './log-lines.ts'

const line = (atMs: number, changes: Partial<LogLine> = {}): LogLine => ({
  atMs,
  level: 'info',
  message: `line ${atMs}`,
  details: {},
  ...changes,
})

describe('the log in the window', () => {
  it('goes on where it left off, without what was fetched before it was told', () => {
    const fetched = withNew([], [line(1), line(2), line(2, { message: 'other' })])
    const all = withNew(fetched, [line(2), line(2, { message: 'new' }), line(3)])
    expect(all.map(({ message }) => message)).toEqual([
      'line 1',
      'line 2',
      'other',
      'new',
      'line 3',
    ])
    expect(all.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5])
  })

  it('shows equal lines of later moments each time', () => {
    const same = { message: 'again' }
    expect(withNew(withNew([], [line(1, same)]), [line(2, same)])).toHaveLength(2)
  })

  it('keeps the latest 10,000 lines', () => {
    const many = Array.from({ length: 10_000 }, (_, at) => line(at + 1))
    const all = withNew(withNew([], many), [line(20_000)])
    expect(all).toHaveLength(10_000)
    expect(all[0]?.atMs).toBe(2)
  })

  it('can be searched by level and by any word in it', () => {
    const lines = withNew(
      [],
      [
        line(1, { level: 'debug' }),
        line(2, { level: 'warn', details: { reqId: 'req_1', path: '/v1/Models', status: 404 } }),
        line(3, { level: 'error' }),
      ],
    )
    const found = (level: LogLine['level'], search: string) =>
      linesWith(lines, level, search).map(({ atMs }) => atMs)
    expect(found('trace', '')).toEqual([1, 2, 3])
    expect(found('warn', '')).toEqual([2, 3])
    expect(found('trace', 'models')).toEqual([2])
    expect(found('error', 'models')).toEqual([])
    expect(lines.map(detailsOf)[1]).toBe('path=/v1/Models status=404 reqId=req_1')
  })
})
