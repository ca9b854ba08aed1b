/** Forgets what is old, a little at a time, so that nothing ever waits long for it. */
import type { DatabaseSync } from 'node:sqlite'
import { inTransaction } from '../sqlite/database.ts'
import { sumTables } from './roll-up.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from './time-grains.ts'

export interface Retention {
  /** How long single requests are kept; sums are kept longer. */
  days: number
  /** How large the file may grow; the oldest requests make room. */
  megabytes: number
}

/** How long sums are kept. Weeks stay for good: a year of them is small. */
const KEPT_MS = new Map([
  [MINUTE_MS, 2 * DAY_MS],
  [HOUR_MS, 100 * DAY_MS],
  [DAY_MS, 400 * DAY_MS],
])
/** The hours of `usage` are many, and nobody looks at older ones. */
const USAGE_HOURS_KEPT_MS = 10 * DAY_MS
/** Stretches of sums that are forgotten at a time. */
const SUMS_PER_STEP = 10

const ROWS_PER_STEP = 2000
/** The same where contents are kept, each of which may be as large as a thousand rows. */
const ROWS_WITH_CONTENTS_PER_STEP = 100
/** Pages given back to the disk in a step. */
const PAGES_PER_STEP = 500
/** Bytes that one row of sums takes. */
const BYTES_PER_SUM = 55

/**
 * Takes one step; gives whether another would find something to do. Only rows that are in the sums
 * are deleted.
 * @param nowMs undefined while nobody knows what time it is: then nothing goes for its age
 */
export function forgetSome(
  database: DatabaseSync,
  retention: Retention,
  nowMs: number | undefined,
): boolean {
  const limitBytes = retention.megabytes * 1024 * 1024
  const isTooLarge = usedBytes(database) > limitBytes
  const areSumsTooLarge = isTooLarge && sumBytes(database) > limitBytes / 2
  const forgot = [
    nowMs !== undefined && forgetOldSums(database, nowMs),
    nowMs !== undefined && forgetOld(database, nowMs - retention.days * DAY_MS),
    // Many sums would leave the requests no room otherwise.
    isTooLarge && (areSumsTooLarge ? forgetOldestSums(database) : forgetFirst(database)),
  ]
  const free = pragma(database, 'freelist_count')
  if (free > 0) database.exec(`PRAGMA incremental_vacuum(${PAGES_PER_STEP})`)
  return forgot.includes(true) || free > PAGES_PER_STEP
}

/** Bytes the file holds, without pages that are free. */
export function usedBytes(database: DatabaseSync): number {
  const pages = pragma(database, 'page_count') - pragma(database, 'freelist_count')
  return pages * pragma(database, 'page_size')
}

function sumBytes(database: DatabaseSync): number {
  const counts = sumTables.map((table) => `(SELECT count(*) FROM ${table})`)
  const rows = database.prepare(`SELECT ${counts.join(' + ')} AS count`).get()?.['count']
  return Number(rows) * BYTES_PER_SUM
}

/** Those whose time has come, wherever they stand: a clock that jumped leaves them out of order. */
function forgetOld(database: DatabaseSync, oldestMs: number): boolean {
  return forget(database, `started_at_ms < ${Math.round(oldestMs)} ORDER BY started_at_ms`)
}

/** Those that were stored first. */
function forgetFirst(database: DatabaseSync): boolean {
  return forget(database, 'true ORDER BY seq')
}

function forget(database: DatabaseSync, which: string): boolean {
  const hasContents = database.prepare('SELECT 1 FROM bodies LIMIT 1').get() !== undefined
  const rows = database
    .prepare(
      `SELECT seq FROM requests WHERE seq <= (SELECT rolled_up_to FROM progress) AND ${which}
       LIMIT ${hasContents ? ROWS_WITH_CONTENTS_PER_STEP : ROWS_PER_STEP}`,
    )
    .all()
  if (rows.length === 0) return false
  inTransaction(database, () => forgetEach(database, rows))
  return true
}

/** Takes requests with all that belongs to them out of their tables, within a transaction. */
export function forgetEach(database: DatabaseSync, rows: readonly Record<string, unknown>[]): void {
  const deletions = [
    database.prepare('DELETE FROM bodies WHERE request = ?'),
    database.prepare('DELETE FROM attempts WHERE request = ?'),
    database.prepare('DELETE FROM requests WHERE seq = ?'),
  ]
  for (const row of rows) for (const deletion of deletions) deletion.run(Number(row['seq']))
}

function forgetOldSums(database: DatabaseSync, nowMs: number): boolean {
  let forgot = false
  for (const [grain, keptMs] of KEPT_MS) {
    for (const table of sumTables) {
      const oldest = oldestSum(database, table, grain)
      const isUsageByHour = table === 'usage' && grain === HOUR_MS
      const keptFromMs = Math.round(nowMs - (isUsageByHour ? USAGE_HOURS_KEPT_MS : keptMs))
      if (oldest === undefined || oldest >= keptFromMs) continue
      forgetSums(database, table, grain, Math.min(oldest + SUMS_PER_STEP * grain, keptFromMs))
      forgot = true
    }
  }
  return forgot
}

/** Makes room among the sums: the finest grain first, and of that the oldest stretches. */
function forgetOldestSums(database: DatabaseSync): boolean {
  let oldest: { table: string; grain: number; startMs: number } | undefined
  for (const table of sumTables) {
    const grain = database.prepare(`SELECT min(grain) AS grain FROM ${table}`).get()?.['grain']
    if (typeof grain !== 'number') continue
    const startMs = oldestSum(database, table, grain)
    if (startMs === undefined) continue
    const isFiner = oldest === undefined || grain < oldest.grain
    if (isFiner || (grain === oldest?.grain && startMs < oldest.startMs)) {
      oldest = { table, grain, startMs }
    }
  }
  if (oldest === undefined) return false
  for (const table of sumTables) {
    forgetSums(database, table, oldest.grain, oldest.startMs + SUMS_PER_STEP * oldest.grain)
  }
  return true
}

function oldestSum(database: DatabaseSync, table: string, grain: number): number | undefined {
  const parts = table === 'shares' ? 'AND part = 0' : ''
  const row = database
    .prepare(`SELECT min(start_ms) AS start FROM ${table} WHERE grain = ? ${parts}`)
    .get(grain)
  return typeof row?.['start'] === 'number' ? row['start'] : undefined
}

function forgetSums(database: DatabaseSync, table: string, grain: number, untilMs: number): void {
  const parts = table === 'shares' ? 'AND part IN (0, 1, 2, 3)' : ''
  database
    .prepare(`DELETE FROM ${table} WHERE grain = ? ${parts} AND start_ms < ?`)
    .run(grain, untilMs)
}

function pragma(database: DatabaseSync, name: string): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name])
}
