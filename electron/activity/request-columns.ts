/** Requests as numbers and the texts they stand for: cheap to hold, to hand on and to store. Pure. */
import type { RequestRecord } from '../shared/request-record.ts'
import type { PackedIds } from './packed-ids.ts'

/**
 * `name` and `said` columns hold the number of a text, which is ours or a client's; `maybe` columns
 * hold nothing where nothing is known.
 */
type Kind = 'name' | 'said' | 'count' | 'maybe'

/** All that is a number or stands for a text, but for start and key, in the order of a batch. */
export const columns = [
  ['method', 'name'],
  ['route', 'said'],
  ['dialect', 'name'],
  ['token', 'name'],
  ['client', 'said'],
  ['model_asked', 'said'],
  ['model', 'said'],
  ['stream', 'count'],
  ['status', 'count'],
  ['error_code', 'name'],
  ['first_byte_ms', 'maybe'],
  ['total_ms', 'count'],
  ['input_tokens', 'maybe'],
  ['output_tokens', 'maybe'],
  ['thinking_tokens', 'maybe'],
  ['cached_tokens', 'maybe'],
  ['bytes_in', 'count'],
  ['bytes_out', 'count'],
  ['attempts', 'count'],
  ['attempt_ms', 'maybe'],
  ['retries', 'count'],
] as const satisfies readonly (readonly [name: string, kind: Kind])[]

export type ColumnName = (typeof columns)[number][0]

/** Names of `columns`, in their order. */
export const numberColumns: readonly string[] = columns.map(([name]) => name)

const namesOf = (...kinds: Kind[]): ReadonlySet<string> =>
  new Set(columns.filter(([, kind]) => kinds.includes(kind)).map(([name]) => name))

/** Those that hold the number of a text in `names`. */
export const nameColumns = namesOf('name', 'said')

/** Those of them whose texts no client has chosen. */
export const ownColumns = namesOf('name')

/** Stands where a number would, if there were one. */
export const NOTHING = 2 ** 32 - 1

/** Numbers of an attempt in a batch: place of its request, position, key, verdict, status, ms. */
export const ATTEMPT_LENGTH = 6

/** Requests by their values; a few objects for hundreds of them, and few bytes for each. */
export interface Batch {
  requests: number
  ids: PackedIds
  /** Of the keys that served them; of attempts that did not, they are in `names`. */
  keys: PackedIds
  /** Texts that come up again and again, each once. */
  names: string[]
  startedAtMs: Float64Array<ArrayBuffer>
  /** `numberColumns` of the release that made the batch, which may wait for another to sort it. */
  columns: readonly string[]
  /** For each request the values of `columns`, among them places in `names`. */
  numbers: Uint32Array<ArrayBuffer>
  /** What failed requests were told, by the place of the request. */
  messages: Map<number, string>
  /** Left out where the request itself says as much. */
  attempts: Uint32Array<ArrayBuffer>
  bodies: Map<number, { request: string; response: string }>
}

/** How many requests there are in batches. */
export function requestsIn(batches: readonly Batch[]): number {
  return batches.reduce((sum, { requests }) => sum + requests, 0)
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
