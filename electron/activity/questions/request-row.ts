/** Rows of `requests`, and how they become records again. */
import type { RequestRecord } from '../../shared/request-record.ts'
import type { Names } from '../names.ts'

type Row = Record<string, unknown>

/** A row with all its columns as the record that was stored, without attempts and contents. */
export function toRecord(row: Row, names: Names): Omit<RequestRecord, 'attempts' | 'bodies'> {
  const number = (column: string) => Number(row[column])
  const name = (column: string) => names.textOf(number(column))
  return {
    id: String(row['id']),
    startedAtMs: number('started_at_ms'),
    method: name('method'),
    route: name('route'),
    dialect: name('dialect'),
    token: name('token'),
    client: name('client'),
    modelAsked: name('model_asked'),
    model: name('model'),
    stream: row['stream'] === 1,
    status: number('status'),
    errorCode: name('error_code'),
    errorMessage: String(row['error_message']),
    firstByteMs: row['first_byte_ms'] === null ? undefined : number('first_byte_ms'),
    totalMs: number('total_ms'),
    tokens:
      row['input_tokens'] === null
        ? undefined
        : {
            input: number('input_tokens'),
            output: number('output_tokens'),
            thinking: number('thinking_tokens'),
            cached: number('cached_tokens'),
          },
    bytesIn: number('bytes_in'),
    bytesOut: number('bytes_out'),
    keyId: name('key'),
  }
}
