/** Requests as numbers and the texts they stand for: cheap to hand to another thread and to store. Pure. */
import type { RequestRecord } from '../shared/request-record.ts'

/**
 * `name` and `said` columns hold the number of a text, which is ours or a client's; `maybe` columns
 * hold nothing where nothing is known.
 */
type Column =
  | readonly [name: string, kind: 'name', of: (record: RequestRecord) => string]
  | readonly [name: string, kind: 'said', of: (record: RequestRecord) => string]
  | readonly [name: string, kind: 'count', of: (record: RequestRecord) => number]
  | readonly [name: string, kind: 'maybe', of: (record: RequestRecord) => number | undefined]

const columns: readonly Column[] = [
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
  ['key', 'name', (record) => record.keyId],
  ['attempts', 'count', (record) => record.attempts.length],
  ['attempt_ms', 'maybe', (record) => (isPlain(record) ? record.attempts[0]?.ms : undefined)],
]

/** Columns of `requests` that hold numbers, in the order of a batch. */
export const numberColumns: readonly string[] = columns.map(([name]) => name)

/** Those that hold the number of a text in `names`. */
export const nameColumns: ReadonlySet<string> = new Set(
  columns.filter(([, kind]) => kind === 'name' || kind === 'said').map(([name]) => name),
)

/** Numbers of an attempt in a batch: place of its request, position, key, verdict, status, ms. */
export const ATTEMPT_LENGTH = 6

/** Requests on their way to the thread that stores them. */
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

/** Records as a batch. Numbers that are none, or beyond belief, are cut to what a table takes. */
export function batchOf(records: readonly RequestRecord[]): Batch {
  const places = new Map<string, number>()
  const placeOf = (text: string): number => {
    let place = places.get(text)
    if (place === undefined) places.set(text, (place = places.size))
    return place
  }
  const areOurs: boolean[] = []
  const ourPlaceOf = (text: string): number => {
    const place = placeOf(text)
    areOurs[place] = true
    return place
  }
  const numbers = new Float64Array(records.length * columns.length)
  const attempts: number[] = []
  const batch = { messages: new Map(), bodies: new Map() } satisfies Partial<Batch>
  let at = 0
  for (const [place, record] of records.entries()) {
    for (const [, kind, of] of columns) {
      if (kind === 'name') numbers[at] = ourPlaceOf(of(record))
      else if (kind === 'said') numbers[at] = placeOf(of(record))
      else if (kind === 'count') numbers[at] = wholeNumber(of(record))
      else numbers[at] = maybeNumber(of(record))
      at += 1
    }
    if (record.errorMessage !== '') batch.messages.set(place, record.errorMessage)
    if (record.bodies !== undefined) batch.bodies.set(place, record.bodies)
    if (!isPlain(record)) {
      for (const [position, { keyId, verdict, status, ms }] of record.attempts.entries()) {
        const [key, kind] = [ourPlaceOf(keyId), ourPlaceOf(verdict)]
        attempts.push(place, position, key, kind, wholeNumber(status), wholeNumber(ms))
      }
    }
  }
  const ids = records.map(({ id }) => id)
  const names = [...places.keys()]
  const ours = new Set([...places.values()].filter((place) => areOurs[place]))
  return {
    ...batch,
    names,
    ours,
    ids,
    columns: numberColumns,
    numbers,
    attempts: new Float64Array(attempts),
  }
}

/** Whether one attempt went well, so that the request's row says all there is to say of it. */
function isPlain({ attempts, keyId, status }: RequestRecord): boolean {
  const [only] = attempts
  return (
    attempts.length === 1 &&
    only?.verdict === 'ok' &&
    only.keyId === keyId &&
    only.status === status
  )
}

/** Beyond any time; half a million requests that say as much still add up to what SQLite can count. */
const MOST = 1e13

/** What Google or a clock says may be anything. */
function wholeNumber(value: number): number {
  return value > 0 ? Math.min(Math.round(value), MOST) : 0
}

function maybeNumber(value: number | undefined): number {
  return typeof value === 'number' && Number.isFinite(value) ? wholeNumber(value) : Number.NaN
}
