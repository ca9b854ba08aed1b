/** Puts records into their tables. */
import type { DatabaseSync } from 'node:sqlite'
import type { Names } from './names.ts'
import { type FlatRecord, isNameColumn, requestColumns } from './request-columns.ts'

export interface RequestWriter {
  /** Adds rows within the caller's transaction. */
  add(records: readonly FlatRecord[]): void
}

/** Prepares the statements. Sequence numbers go on where the file left off, and are never reused. */
export function createRequestWriter(database: DatabaseSync, names: Names): RequestWriter {
  const marks = ['seq', ...requestColumns].map(() => '?').join()
  const insert = database.prepare(
    `INSERT INTO requests (seq, ${requestColumns.join()}) VALUES (${marks})`,
  )
  const insertAttempt = database.prepare('INSERT INTO attempts VALUES (?, ?, ?, ?, ?, ?)')
  const insertBodies = database.prepare('INSERT INTO bodies VALUES (?, ?, ?)')
  const lastSeq = database.prepare(
    `SELECT max((SELECT rolled_up_to FROM progress),
      ifnull((SELECT max(seq) FROM requests), 0)) AS seq`,
  )
  const addOne = (seq: number, { values, attempts = [], bodies }: FlatRecord) => {
    insert.run(
      seq,
      ...values.map((value, at) =>
        typeof value === 'string' && isNameColumn[at] === true ? names.idOf(value) : value,
      ),
    )
    for (const [position, [key, verdict, status, ms]] of attempts.entries()) {
      insertAttempt.run(seq, position, names.idOf(key), names.idOf(verdict), status, ms)
    }
    if (bodies !== undefined) insertBodies.run(seq, ...bodies)
  }
  return {
    add(records) {
      let seq = Number(lastSeq.get()?.['seq'])
      for (const record of records) addOne((seq += 1), record)
    },
  }
}
