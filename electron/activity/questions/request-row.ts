/** Rows of `requests`, and how they become records again. */
import type { RequestRecord } from '../../shared/request-record.ts'
import type { Names } from '../names.ts'
import { readColumns } from '../read-columns.ts'

type Row = Record<string, unknown>

/** A row with all its columns as the record that was stored, without attempts and contents. */
export function toRecord(row: Row, names: Names): Omit<RequestRecord, 'attempts' | 'bodies'> {
  const columns = readColumns({
    number: (column) => (row[column] === null ? undefined : Number(row[column])),
    name: (column) => names.textOf(Number(row[column])),
  })
  return {
    id: String(row['id']),
    startedAtMs: Number(row['started_at_ms']),
    errorMessage: String(row['error_message']),
    keyId: names.textOf(Number(row['key'])),
    ...columns,
  }
}
