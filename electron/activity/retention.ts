/** Forgets what is old, a little at a time, so that nothing ever waits long for it. */
import type { DatabaseSync } from 'node:sqlite'
import { inTransaction } from '../sqlite/database.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from './roll-up.ts'

export interface Retention {
  /** How long single requests are kept; sums are kept longer. */
  days: number
  /** How large the file may grow; the oldest requests make room. */
  megabytes: number
}

/** How long sums are kept. Days stay for good: a year of them is small. */
const KEPT_MS = new Map([
  [MINUTE_MS, 3 * DAY_MS],
  [HOUR_MS, 100 * DAY_MS],
])

const ROWS_PER_STEP = 2000
/** Pages given back to the disk in a step. */
const PAGES_PER_STEP = 500

/**
 * Takes one step; gives whether another would find something to do. Only rows that are in the sums
 * are deleted.
 */
export function forgetSome(database: DatabaseSync, retention: Retention, nowMs: number): boolean {
  const isTooLarge = usedBytes(database) > retention.megabytes * 1024 * 1024
  const last = lastToForget(database, nowMs - retention.days * DAY_MS, isTooLarge)
  const forgotSums = forgetSums(database, nowMs)
  if (last !== undefined) forgetUpTo(database, last)
  const free = pragma(database, 'freelist_count')
  if (free > 0) database.exec(`PRAGMA incremental_vacuum(${PAGES_PER_STEP})`)
  return last !== undefined || forgotSums || free > PAGES_PER_STEP
}

/** Bytes the file holds, without pages that are free. */
export function usedBytes(database: DatabaseSync): number {
  const pages = pragma(database, 'page_count') - pragma(database, 'freelist_count')
  return pages * pragma(database, 'page_size')
}

function lastToForget(database: DatabaseSync, oldestMs: number, isTooLarge: boolean) {
  const row = database
    .prepare(
      `SELECT max(seq) AS seq FROM (
        SELECT seq, started_at_ms FROM requests
        WHERE seq <= (SELECT rolled_up_to FROM progress) ORDER BY seq LIMIT ${ROWS_PER_STEP}
      ) WHERE :isTooLarge OR started_at_ms < :oldestMs`,
    )
    .get({ isTooLarge: Number(isTooLarge), oldestMs: Math.round(oldestMs) })
  return row?.['seq'] === null || row === undefined ? undefined : Number(row['seq'])
}

function forgetUpTo(database: DatabaseSync, seq: number): void {
  inTransaction(database, () => {
    database.prepare('DELETE FROM bodies WHERE request <= ?').run(seq)
    database.prepare('DELETE FROM attempts WHERE request <= ?').run(seq)
    database.prepare('DELETE FROM requests WHERE seq <= ?').run(seq)
  })
}

function forgetSums(database: DatabaseSync, nowMs: number): boolean {
  let deleted = 0
  for (const [grain, keptMs] of KEPT_MS) {
    for (const table of ['usage', 'model_usage', 'latencies', 'failures']) {
      // One period at a time: the primary key finds it at once.
      const oldest = database
        .prepare(`SELECT min(start_ms) AS start FROM ${table} WHERE grain = ?`)
        .get(grain)?.['start']
      const keptFromMs = Math.round(nowMs - keptMs)
      if (typeof oldest !== 'number' || oldest >= keptFromMs) continue
      const { changes } = database
        .prepare(`DELETE FROM ${table} WHERE grain = ? AND start_ms < ?`)
        .run(grain, Math.min(oldest + 10 * grain, keptFromMs))
      deleted += Number(changes)
    }
  }
  return deleted > 0
}

function pragma(database: DatabaseSync, name: string): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name])
}
