import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  DAY_MS,
  grains,
  HOUR_MS,
  MINUTE_MS,
  piecesOf,
  startOf,
  startOfSql,
  WEEK_MS,
} from './time-grains.ts'

const moment = fc.integer({ min: 0, max: Date.UTC(2100, 0) })
/** From Niue to Kiritimati, in quarters of an hour. */
const offset = fc.integer({ min: -44, max: 56 }).map((quarters) => (quarters * HOUR_MS) / 4)

describe('the start of a stretch', () => {
  it('is midnight for days and Monday for weeks', () => {
    const sunday = Date.UTC(2026, 10, 22, 18)
    expect(startOf(sunday, DAY_MS, 0)).toBe(Date.UTC(2026, 10, 22))
    expect(startOf(sunday, WEEK_MS, 0)).toBe(Date.UTC(2026, 10, 16))
    // In China it is two o'clock on Monday.
    expect(startOf(sunday, WEEK_MS, 8 * HOUR_MS)).toBe(Date.UTC(2026, 10, 22, 16))
  })

  it('is the same in SQL', () => {
    const database = new DatabaseSync(':memory:')
    fc.assert(
      fc.property(moment, fc.constantFrom(...grains), offset, (at, grainMs, offsetMs) => {
        const sql = `SELECT ${startOfSql('at', grainMs, offsetMs)} AS start FROM (SELECT ${at} AS at)`
        expect(database.prepare(sql).get()?.['start']).toBe(startOf(at, grainMs, offsetMs))
      }),
    )
    database.close()
  })
})

describe('pieces', () => {
  it('are a stretch without gap or overlap, each of whole grains', () => {
    const sizes = fc.constantFrom([MINUTE_MS], [MINUTE_MS, HOUR_MS], [DAY_MS, WEEK_MS], grains)
    fc.assert(
      fc.property(
        moment,
        fc.integer({ min: 0, max: 90 }),
        sizes,
        offset,
        (at, count, from, offsetMs) => {
          const fineMs = from[0] ?? MINUTE_MS
          const fromMs = startOf(at, fineMs, offsetMs)
          const toMs = fromMs + count * fineMs
          const pieces = piecesOf({ fromMs, toMs }, from, offsetMs)
          let reachedMs = fromMs
          for (const piece of pieces) {
            expect(piece.fromMs).toBe(reachedMs)
            expect(piece.toMs).toBeGreaterThan(piece.fromMs)
            expect(startOf(piece.fromMs, piece.grainMs, offsetMs)).toBe(piece.fromMs)
            reachedMs = piece.toMs
          }
          expect(reachedMs).toBe(toMs)
        },
      ),
    )
  })

  it('are as coarse as they can be', () => {
    // From a Sunday until the end of a Monday.
    const toMs = Date.UTC(2026, 10, 24)
    const pieces = piecesOf({ fromMs: toMs - 30 * DAY_MS, toMs }, [DAY_MS, WEEK_MS], 0)
    expect(
      pieces.map(({ grainMs, fromMs, toMs: endMs }) => [grainMs, (endMs - fromMs) / grainMs]),
    ).toEqual([
      [DAY_MS, 1],
      [WEEK_MS, 4],
      [DAY_MS, 1],
    ])
  })
})
