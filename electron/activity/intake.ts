/**
 * Requests as they came, in the file but not in its tables yet. Rows, indexes and sums cost a request
 * more than all else the log does, and can wait until the service has less to do.
 */
import type { DatabaseSync } from 'node:sqlite'
import { deserialize, serialize } from 'node:v8'
import type { RequestRecord } from '../shared/request-record.ts'
import { type Batch, batchOf, numberColumns } from './request-columns.ts'

/** Requests on their way through the threads into the file, read again only when they are sorted. */
export interface PackedBatch {
  requests: number
  bytes: Uint8Array<ArrayBuffer>
}

export interface Intake {
  /** Requests that are not in their tables yet. */
  waiting(): number
  /** Keeps a batch, within the caller's transaction. */
  take(batch: PackedBatch): void
  /**
   * Hands the oldest batches over and forgets them, within the caller's transaction: about as many
   * requests as said, all for `Infinity`. A batch that cannot be read is handed over as undefined.
   */
  give(requests: number, sort: (batch: Batch | undefined) => void): void
}

/** Records as they are handed on; numbers beyond belief are cut as `batchOf` says. */
export function packed(records: readonly RequestRecord[]): PackedBatch {
  return { requests: records.length, bytes: serialize(batchOf(records)) }
}

/** The intake of a database. */
export function openIntake(database: DatabaseSync): Intake {
  const insert = database.prepare('INSERT INTO intake (requests, batch) VALUES (?, ?)')
  const sum = database.prepare('SELECT ifnull(sum(requests), 0) AS requests FROM intake')
  const oldest = database.prepare('SELECT seq, requests, batch FROM intake ORDER BY seq LIMIT 1')
  const remove = database.prepare('DELETE FROM intake WHERE seq = ?')
  return {
    waiting: () => Number(sum.get()?.['requests']),
    take({ requests, bytes }) {
      insert.run(requests, bytes)
    },
    give(requests, sort) {
      for (let given = 0; given < requests;) {
        const row = oldest.get()
        if (row === undefined) return
        sort(unpack(row['batch'] as Uint8Array))
        remove.run(Number(row['seq']))
        given += Number(row['requests'])
      }
    },
  }
}

/** Undefined for what a later release has written, of V8 or of ours. */
function unpack(bytes: Uint8Array): Batch | undefined {
  try {
    const batch = deserialize(bytes) as Partial<Batch>
    return batch.columns?.every((column) => numberColumns.includes(column)) === true
      ? (batch as Batch)
      : undefined
  } catch {
    return undefined
  }
}
