/** Everything that is known of one request. */
import type { DatabaseSync } from 'node:sqlite'
import type { AttemptRecord, RequestRecord } from '../../shared/request-record.ts'
import type { Names } from '../names.ts'
import { timeOfId } from '../request-id.ts'
import { toRecord } from './request-row.ts'

/** The request with this id, undefined when there is none, or none any more. */
export function oneRequest(
  database: DatabaseSync,
  names: Names,
  { id }: { id: string },
): RequestRecord | undefined {
  const { fromMs, toMs } = timeOfId(id)
  const row = database
    .prepare('SELECT * FROM requests WHERE started_at_ms BETWEEN ? AND ? AND id = ?')
    .get(fromMs, toMs, id)
  if (row === undefined) return undefined
  const seq = Number(row['seq'])
  const record = toRecord(row, names)
  const stored = attemptsOf(database, names, seq)
  // One attempt that went well is not stored apart: it is the request itself.
  const { keyId, status, totalMs, firstByteMs } = record
  // The first release did not note how long it took.
  const ms = Number(row['attempt_ms'] ?? firstByteMs ?? totalMs)
  const only = { keyId, verdict: 'ok', status, ms }
  const attempts = stored.length === 0 && Number(row['attempts']) === 1 ? [only] : stored
  const bodies = bodiesOf(database, seq)
  return { ...record, attempts, ...(bodies && { bodies }) }
}

function attemptsOf(database: DatabaseSync, names: Names, seq: number): AttemptRecord[] {
  return database
    .prepare('SELECT * FROM attempts WHERE request = ? ORDER BY position')
    .all(seq)
    .map((row) => ({
      keyId: names.textOf(Number(row['key'])),
      verdict: names.textOf(Number(row['verdict'])),
      status: Number(row['status']),
      ms: Number(row['ms']),
    }))
}

function bodiesOf(database: DatabaseSync, seq: number) {
  const row = database.prepare('SELECT sent, answered FROM bodies WHERE request = ?').get(seq)
  if (row === undefined) return undefined
  return { request: String(row['sent']), response: String(row['answered']) }
}
