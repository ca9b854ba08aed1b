/** What the columns of a request say, wherever they stand: in a row of a table or in a batch. Pure. */
import type { RequestRecord } from '../shared/request-record.ts'
import type { ColumnName } from './request-columns.ts'

/** Reads one request; undefined where a column holds nothing. */
export interface ColumnReader {
  number(column: ColumnName): number | undefined
  /** The text whose number the column holds. */
  name(column: ColumnName): string
}

/** All that stands in columns of numbers. */
export function readColumns({
  number,
  name,
}: ColumnReader): Omit<
  RequestRecord,
  'id' | 'startedAtMs' | 'errorMessage' | 'keyId' | 'attempts' | 'bodies'
> {
  const count = (column: ColumnName) => number(column) ?? 0
  const input = number('input_tokens')
  return {
    method: name('method'),
    route: name('route'),
    dialect: name('dialect'),
    token: name('token'),
    client: name('client'),
    modelAsked: name('model_asked'),
    model: name('model'),
    stream: count('stream') === 1,
    status: count('status'),
    errorCode: name('error_code'),
    firstByteMs: number('first_byte_ms'),
    totalMs: count('total_ms'),
    tokens:
      input === undefined
        ? undefined
        : {
            input,
            output: count('output_tokens'),
            thinking: count('thinking_tokens'),
            cached: count('cached_tokens'),
          },
    bytesIn: count('bytes_in'),
    bytesOut: count('bytes_out'),
    retries: count('retries'),
  }
}
