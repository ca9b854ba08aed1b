/** Which keys Google refuses, how often and how. */
import type { DatabaseSync } from 'node:sqlite'
import type { KeyFailures, Period } from '../../shared/contract/activity.ts'
import type { Names } from '../names.ts'
import { type Now, ofPieces, piecesSql, stretchOf } from './period.ts'

export interface FailingKeysQuestion extends Now {
  period: Period
  status?: number | undefined
  keyId?: string | undefined
  limit: number
}

/** Keys by how many of their attempts failed, the worst first. */
export function failingKeys(
  database: DatabaseSync,
  names: Names,
  question: FailingKeysQuestion,
): KeyFailures[] {
  const { period, status, keyId, limit } = question
  const pieces = piecesSql(stretchOf(period, question).pieces)
  const rows = database
    .prepare(
      `WITH ${pieces.sql} SELECT key, status, verdict, sum(count) AS count
       FROM ${ofPieces('failures')}
         ${status === undefined ? '' : 'AND status = ?'} ${keyId === undefined ? '' : 'AND key = ?'}
       GROUP BY key, status, verdict`,
    )
    .all(
      ...pieces.values,
      ...(status === undefined ? [] : [status]),
      ...(keyId === undefined ? [] : [names.find(keyId) ?? -1]),
    )
  const keys = new Map<string, KeyFailures>()
  for (const row of rows) {
    const id = names.textOf(Number(row['key']))
    const key = keys.get(id) ?? { keyId: id, count: 0, byStatus: {}, byVerdict: {} }
    keys.set(id, key)
    const count = Number(row['count'])
    key.count += count
    add(key.byStatus, String(row['status']), count)
    add(key.byVerdict, names.textOf(Number(row['verdict'])), count)
  }
  return [...keys.values()]
    .sort((one, other) => other.count - one.count || (one.keyId < other.keyId ? -1 : 1))
    .slice(0, limit)
}

function add(counts: Record<string, number>, name: string, count: number): void {
  counts[name] = (counts[name] ?? 0) + count
}
