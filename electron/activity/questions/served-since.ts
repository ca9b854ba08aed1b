/** How much of its quota each key has used. */
import type { DatabaseSync } from 'node:sqlite'
import type { ServedRequests } from '../../shared/contract/activity.ts'
import type { Names } from '../names.ts'
import { MINUTE_MS } from '../roll-up.ts'

/** Requests that each key served with each model since a moment of the last three days. */
export function servedSince(
  database: DatabaseSync,
  names: Names,
  { fromMs }: { fromMs: number },
): ServedRequests[] {
  return database
    .prepare(
      `SELECT key, model, sum(requests - failed) AS served FROM usage
       WHERE grain = ${MINUTE_MS} AND start_ms >= ? GROUP BY key, model
       HAVING served > 0 ORDER BY served DESC`,
    )
    .all(Math.round(fromMs))
    .map((row) => ({
      keyId: names.textOf(Number(row['key'])),
      model: names.textOf(Number(row['model'])),
      served: Number(row['served']),
    }))
    .filter(({ keyId, model }) => keyId !== '' && model !== '')
}
