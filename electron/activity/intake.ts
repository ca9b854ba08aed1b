/**
 * Requests as they came, in the file but not in its tables yet. Rows, indexes and sums cost a request
 * more than all else the log does, and can wait until the service has less to do.
 */
import type { DatabaseSync } from 'node:sqlite'
import { deserialize, serialize } from 'node:v8'
import { type Batch, numberColumns, requestsIn } from './request-columns.ts'

/** Requests on their way through the threads into the file, read again only when they are sorted. */
export interface Parcel {
  requests: number
  bytes: Uint8Array<ArrayBuffer>
}

export interface Intake {
  /** Requests that are not in their tables yet. */
  waiting(): number
  /** Keeps a parcel, within the caller's transaction. */
  take(parcel: Parcel): void
  /**
   * Hands the oldest parcels over and forgets them, within the caller's transaction: about as many
   * requests as said, all for `Infinity`. One that cannot be read is handed over as undefined.
   */
  give(requests: number, sort: (batches: readonly Batch[] | undefined) => void): void
}

/** Batches as they are handed on. */
export function packed(...batches: readonly Batch[]): Parcel {
  return { requests: requestsIn(batches), bytes: serialize(batches) }
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
function unpack(bytes: Uint8Array): readonly Batch[] | undefined {
  try {
    const batches = deserialize(bytes) as readonly Partial<Batch>[]
    const isKnown = ({ columns }: Partial<Batch>) =>
      columns?.every((column) => numberColumns.includes(column)) === true
    return batches.every(isKnown) ? (batches as readonly Batch[]) : undefined
  } catch {
    return undefined
  }
}
