/** How much of its quota each key has used. */
import type { DatabaseSync } from 'node:sqlite'
import type { ServedRequests } from '../../shared/contract/activity.ts'
import type { Names } from '../names.ts'
import { shareParts } from '../roll-up.ts'
import { HOUR_MS, MINUTE_MS, piecesOf } from '../time-grains.ts'
import { type Now, ofPieces, piecesSql } from './period.ts'

/** Requests that each key served with each model since a moment of the last two days. */
export function servedSince(
  database: DatabaseSync,
  names: Names,
  { fromMs, nowMs, utcOffsetMs }: Now & { fromMs: number },
): ServedRequests[] {
  const stretch = { fromMs: Math.round(fromMs), toMs: nowMs + HOUR_MS }
  const { sql, values } = piecesSql(piecesOf(stretch, [MINUTE_MS, HOUR_MS], utcOffsetMs))
  return database
    .prepare(
      `WITH ${sql} SELECT name AS key, model, sum(requests - failed) AS served
       FROM ${ofPieces('shares')} AND part = ${shareParts.indexOf('key')}
       GROUP BY key, model HAVING served > 0 ORDER BY served DESC`,
    )
    .all(...values)
    .map((row) => ({
      keyId: names.textOf(Number(row['key'])),
      model: names.textOf(Number(row['model'])),
      served: Number(row['served']),
    }))
    .filter(({ keyId, model }) => keyId !== '' && model !== '')
}
