/** One request as the values of a row: cheap to hand to another thread, ready to be stored. Pure. */
import type { RequestRecord } from '../shared/request-record.ts'

type Value = string | number | null

/** `name` columns hold the number of a text in `names`. */
type Column = readonly [name: string, kind: 'plain' | 'name', of: (record: RequestRecord) => Value]

const columns: readonly Column[] = [
  ['id', 'plain', (record) => record.id],
  ['started_at_ms', 'plain', (record) => Math.round(record.startedAtMs)],
  ['method', 'name', (record) => record.method],
  ['route', 'name', (record) => record.route],
  ['dialect', 'name', (record) => record.dialect],
  ['token', 'name', (record) => record.token],
  ['client', 'name', (record) => record.client],
  ['model_asked', 'name', (record) => record.modelAsked],
  ['model', 'name', (record) => record.model],
  ['stream', 'plain', (record) => Number(record.stream)],
  ['status', 'plain', (record) => record.status],
  ['error_code', 'name', (record) => record.errorCode],
  ['error_message', 'plain', (record) => record.errorMessage],
  ['first_byte_ms', 'plain', ({ firstByteMs: ms }) => (ms === undefined ? null : Math.round(ms))],
  ['total_ms', 'plain', (record) => Math.round(record.totalMs)],
  ['input_tokens', 'plain', (record) => record.tokens?.input ?? null],
  ['output_tokens', 'plain', (record) => record.tokens?.output ?? null],
  ['thinking_tokens', 'plain', (record) => record.tokens?.thinking ?? null],
  ['cached_tokens', 'plain', (record) => record.tokens?.cached ?? null],
  ['bytes_in', 'plain', (record) => record.bytesIn],
  ['bytes_out', 'plain', (record) => record.bytesOut],
  ['key', 'name', (record) => record.keyId],
  ['attempts', 'plain', (record) => record.attempts.length],
]

/** Names of the columns of `requests` but `seq`, in the order of a flat record's values. */
export const requestColumns: readonly string[] = columns.map(([name]) => name)

/** Whether the value of the same position is a text of `names`. */
export const isNameColumn: readonly boolean[] = columns.map(([, kind]) => kind === 'name')

export interface FlatRecord {
  values: Value[]
  /** Key, verdict, status, milliseconds; left out where the request itself says as much. */
  attempts?: [key: string, verdict: string, status: number, ms: number][]
  bodies?: [sent: string, answered: string]
}

/** A record as flat values. */
export function flatten(record: RequestRecord): FlatRecord {
  const flat: FlatRecord = { values: columns.map(([, , of]) => of(record)) }
  const { attempts, bodies } = record
  if (attempts.length > 1 || attempts.some(({ verdict }) => verdict !== 'ok')) {
    flat.attempts = attempts.map(({ keyId, verdict, status, ms }) => [
      keyId,
      verdict,
      status,
      Math.round(ms),
    ])
  }
  if (bodies !== undefined) flat.bodies = [bodies.request, bodies.response]
  return flat
}
