/** Requests as numbers and the texts they stand for: cheap to hold, to hand on and to store. Pure. */
import type { RequestRecord } from '../shared/request-record.ts'

/**
 * `name` and `said` columns hold the number of a text, which is ours or a client's, `key` columns that
 * of a key's id; `maybe` columns hold nothing where nothing is known.
 */
export type Column =
  | readonly [name: string, kind: 'key', of: (record: RequestRecord) => string]
  | readonly [name: string, kind: 'name', of: (record: RequestRecord) => string]
  | readonly [name: string, kind: 'said', of: (record: RequestRecord) => string]
  | readonly [name: string, kind: 'count', of: (record: RequestRecord) => number]
  | readonly [name: string, kind: 'maybe', of: (record: RequestRecord) => number | undefined]

/** All of them, in the order of a batch. */
export const columns = [
  ['started_at_ms', 'count', (record) => record.startedAtMs],
  ['method', 'name', (record) => record.method],
  ['route', 'said', (record) => record.route],
  ['dialect', 'name', (record) => record.dialect],
  ['token', 'name', (record) => record.token],
  ['client', 'said', (record) => record.client],
  ['model_asked', 'said', (record) => record.modelAsked],
  ['model', 'said', (record) => record.model],
  ['stream', 'count', (record) => Number(record.stream)],
  ['status', 'count', (record) => record.status],
  ['error_code', 'name', (record) => record.errorCode],
  ['first_byte_ms', 'maybe', (record) => record.firstByteMs],
  ['total_ms', 'count', (record) => record.totalMs],
  ['input_tokens', 'maybe', (record) => record.tokens?.input],
  ['output_tokens', 'maybe', (record) => record.tokens?.output],
  ['thinking_tokens', 'maybe', (record) => record.tokens?.thinking],
  ['cached_tokens', 'maybe', (record) => record.tokens?.cached],
  ['bytes_in', 'count', (record) => record.bytesIn],
  ['bytes_out', 'count', (record) => record.bytesOut],
  ['key', 'key', (record) => record.keyId],
  ['attempts', 'count', (record) => record.attempts.length],
  ['attempt_ms', 'maybe', (record) => (isPlain(record) ? record.attempts[0]?.ms : undefined)],
] as const satisfies readonly Column[]

export type ColumnName = (typeof columns)[number][0]

/** Columns of `requests` that hold numbers, in the order of a batch. */
export const numberColumns: readonly string[] = columns.map(([name]) => name)

/** Those that hold the number of a text in `names`. */
export const nameColumns: ReadonlySet<string> = new Set(
  columns.filter(([, kind]) => kind !== 'count' && kind !== 'maybe').map(([name]) => name),
)

/** Numbers of an attempt in a batch: place of its request, position, key, verdict, status, ms. */
export const ATTEMPT_LENGTH = 6

/** Requests by their values; a few objects for hundreds of them. */
export interface Batch {
  /** Texts that come up again and again, each once. */
  names: string[]
  /** Places of those in `names` that no client has chosen. */
  ours: Set<number>
  ids: string[]
  /** `numberColumns` of the release that made the batch, which may wait for another to sort it. */
  columns: readonly string[]
  /** For each request the values of `columns`: places in `names`, NaN where there is nothing. */
  numbers: Float64Array<ArrayBuffer>
  /** What failed requests were told, by the place of the request. */
  messages: Map<number, string>
  /** Left out where the request itself says as much. */
  attempts: Float64Array<ArrayBuffer>
  bodies: Map<number, { request: string; response: string }>
}

/** How many requests there are in batches. */
export function requestsIn(batches: readonly Batch[]): number {
  return batches.reduce((sum, { ids }) => sum + ids.length, 0)
}

/** Whether one attempt went well, so that the request's row says all there is to say of it. */
export function isPlain({ attempts, keyId, status }: RequestRecord): boolean {
  const [only] = attempts
  return (
    attempts.length === 1 &&
    only?.verdict === 'ok' &&
    only.keyId === keyId &&
    only.status === status
  )
}
