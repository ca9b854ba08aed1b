/** Requests as numbers and the texts they stand for: cheap to hold, to hand on and to store. Pure. */
import type { RequestRecord } from '../shared/request-record.ts'
import type { CleanText } from './clean-text.ts'

/**
 * `name` and `said` columns hold the number of a text, which is ours or a client's, `key` columns that
 * of a key's id; `maybe` columns hold nothing where nothing is known.
 */
type Column =
  | readonly [name: string, kind: 'key', of: (record: RequestRecord) => string]
  | readonly [name: string, kind: 'name', of: (record: RequestRecord) => string]
  | readonly [name: string, kind: 'said', of: (record: RequestRecord) => string]
  | readonly [name: string, kind: 'count', of: (record: RequestRecord) => number]
  | readonly [name: string, kind: 'maybe', of: (record: RequestRecord) => number | undefined]

const columns = [
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

/** Requests by their values; a few objects for a hundred of them. */
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

/** Longest text of a client that is kept, and longest message. */
const LONGEST_TEXT = 200
const LONGEST_MESSAGE = 1000

/**
 * Records as a batch. Numbers that are none, or beyond belief, are cut to what a table takes.
 * @param clean what is kept of a text; all of it unless said otherwise
 */
export function batchOf(
  records: readonly RequestRecord[],
  clean: CleanText = (text) => text,
): Batch {
  const texts = new TextList((text) => clean(text, LONGEST_TEXT))
  const told = new TextList((text) => clean(text, LONGEST_MESSAGE))
  const numbers = new Float64Array(records.length * columns.length)
  const attempts: number[] = []
  const batch = { messages: new Map(), bodies: new Map() } satisfies Partial<Batch>
  const valueOf = (record: RequestRecord, [, kind, of]: Column): number => {
    if (kind === 'name') return texts.ourPlaceOf(of(record))
    if (kind === 'said') return texts.placeOf(of(record))
    if (kind === 'key') return texts.keyPlaceOf(of(record))
    return kind === 'count' ? wholeNumber(of(record)) : maybeNumber(of(record))
  }
  let at = 0
  records.forEach((record, place) => {
    columns.forEach((column) => {
      numbers[at] = valueOf(record, column)
      at += 1
    })
    const { errorMessage, bodies } = record
    if (errorMessage !== '') {
      batch.messages.set(place, told.names[told.placeOf(errorMessage)] ?? '')
    }
    if (bodies !== undefined) batch.bodies.set(place, bodies)
    if (!isPlain(record)) {
      for (const [position, { keyId, verdict, status, ms }] of record.attempts.entries()) {
        const [key, kind] = [texts.keyPlaceOf(keyId), texts.ourPlaceOf(verdict)]
        attempts.push(place, position, key, kind, wholeNumber(status), wholeNumber(ms))
      }
    }
  })
  return {
    ...batch,
    names: texts.names,
    ours: texts.ours(),
    ids: records.map(({ id }) => id),
    columns: numberColumns,
    numbers,
    attempts: new Float64Array(attempts),
  }
}

/** The texts of a batch, each cleaned once. */
class TextList {
  readonly names: string[] = []
  readonly #clean: (text: string) => string
  readonly #places = new Map<string, number>()
  readonly #areOurs: boolean[] = []

  constructor(clean: (text: string) => string) {
    this.#clean = clean
  }

  placeOf(text: string): number {
    return this.#places.get(text) ?? this.#add(text, this.#clean(text))
  }

  ourPlaceOf(text: string): number {
    const place = this.placeOf(text)
    this.#areOurs[place] = true
    return place
  }

  /** Ids of keys are made of secrets and hold none, and there may be one for each request. */
  keyPlaceOf(id: string): number {
    const place = this.#places.get(id) ?? this.#add(id, id)
    this.#areOurs[place] = true
    return place
  }

  /** Places of texts that no client has chosen. */
  ours(): Set<number> {
    return new Set(this.names.keys().filter((place) => this.#areOurs[place]))
  }

  #add(text: string, name: string): number {
    const place = this.names.push(name) - 1
    this.#places.set(text, place)
    return place
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
