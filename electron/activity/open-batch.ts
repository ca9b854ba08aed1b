/**
 * A batch that is being filled. A request becomes numbers as soon as it is added, so that its record
 * need not outlive it: what a collection of garbage finds alive it has to copy. Pure.
 */
import type { RequestRecord } from '../shared/request-record.ts'
import type { CleanText } from './clean-text.ts'
import { OpenIds, requestIdShape, uuidShape } from './packed-ids.ts'
import { type Batch, columns, isPlain, NOTHING, numberColumns } from './request-columns.ts'

/** Longest text of a client that is kept, and longest message. */
const LONGEST_TEXT = 200
const LONGEST_MESSAGE = 1000

/** Records as a batch; all of their texts unless `clean` says what is kept. */
export function batchOf(records: readonly RequestRecord[], clean?: CleanText): Batch {
  const open = new OpenBatch(records.length, clean)
  for (const record of records) open.add(record)
  return open.take()
}

/** Starts empty, and is empty again when its batch has been taken. */
export class OpenBatch {
  readonly #clean: CleanText
  readonly #ids: OpenIds
  readonly #keys: OpenIds
  readonly #startedAtMs: Float64Array<ArrayBuffer>
  readonly #numbers: Uint32Array<ArrayBuffer>
  #filling: Filling
  #requests = 0
  #contents = 0

  /** @param most how many requests are added at most before they are taken */
  constructor(most: number, clean: CleanText = (text) => text) {
    this.#clean = clean
    this.#ids = new OpenIds(requestIdShape, most)
    this.#keys = new OpenIds(uuidShape, most)
    this.#startedAtMs = new Float64Array(most)
    this.#numbers = new Uint32Array(most * columns.length)
    this.#filling = new Filling(clean)
  }

  get requests(): number {
    return this.#requests
  }

  /** Characters of the contents of requests and answers in it. */
  get contents(): number {
    return this.#contents
  }

  /** Numbers that are none, or beyond belief, are cut to what a table takes. */
  add(record: RequestRecord): void {
    const place = this.#requests
    this.#requests += 1
    this.#ids.add(record.id, place)
    this.#keys.add(record.keyId, place)
    this.#startedAtMs[place] = wholeNumber(record.startedAtMs, LATEST_MS)
    const isAllSaid = isPlain(record)
    this.#addNumbers(record, place * columns.length, isAllSaid)
    this.#addRest(record, place, isAllSaid)
  }

  /** One by one in the order of `columns`: asking each column for its value takes twice as long. */
  #addNumbers(record: RequestRecord, at: number, isAllSaid: boolean): void {
    const filling = this.#filling
    const numbers = this.#numbers
    const { tokens, attempts } = record
    numbers[at] = filling.placeOf(record.method, 0)
    numbers[at + 1] = filling.placeOf(record.route, 1)
    numbers[at + 2] = filling.placeOf(record.dialect, 2)
    numbers[at + 3] = filling.placeOf(record.token, 3)
    numbers[at + 4] = filling.placeOf(record.client, 4)
    numbers[at + 5] = filling.placeOf(record.modelAsked, 5)
    numbers[at + 6] = filling.placeOf(record.model, 6)
    numbers[at + 7] = Number(record.stream)
    numbers[at + 8] = wholeNumber(record.status)
    numbers[at + 9] = filling.placeOf(record.errorCode, 9)
    numbers[at + 10] = maybeNumber(record.firstByteMs)
    numbers[at + 11] = wholeNumber(record.totalMs)
    numbers[at + 12] = maybeNumber(tokens?.input)
    numbers[at + 13] = maybeNumber(tokens?.output)
    numbers[at + 14] = maybeNumber(tokens?.thinking)
    numbers[at + 15] = maybeNumber(tokens?.cached)
    numbers[at + 16] = wholeNumber(record.bytesIn)
    numbers[at + 17] = wholeNumber(record.bytesOut)
    numbers[at + 18] = attempts.length
    numbers[at + 19] = maybeNumber(isAllSaid ? attempts[0]?.ms : undefined)
    numbers[at + 20] = wholeNumber(record.retries)
  }

  /** What few requests have. */
  #addRest(record: RequestRecord, place: number, isAllSaid: boolean): void {
    const { errorMessage, bodies } = record
    const { texts, told, attempts } = this.#filling
    if (errorMessage !== '') {
      this.#filling.messages.set(place, told.names[told.placeOf(errorMessage)] ?? '')
    }
    if (bodies !== undefined) {
      this.#filling.bodies.set(place, bodies)
      this.#contents += bodies.request.length + bodies.response.length
    }
    if (isAllSaid) return
    for (const [position, { keyId, verdict, status, ms }] of record.attempts.entries()) {
      const [key, kind] = [texts.keyPlaceOf(keyId), texts.placeOf(verdict)]
      attempts.push(place, position, key, kind, wholeNumber(status), wholeNumber(ms))
    }
  }

  /** Gives the batch. */
  take(): Batch {
    const { texts, messages, bodies, attempts } = this.#filling
    const requests = this.#requests
    this.#filling = new Filling(this.#clean)
    this.#requests = 0
    this.#contents = 0
    return {
      requests,
      messages,
      bodies,
      names: texts.names,
      ids: this.#ids.take(requests),
      keys: this.#keys.take(requests),
      startedAtMs: this.#startedAtMs.slice(0, requests),
      columns: numberColumns,
      numbers: this.#numbers.slice(0, requests * columns.length),
      attempts: new Uint32Array(attempts),
    }
  }
}

/** What becomes part of the batch. */
class Filling {
  readonly messages: Batch['messages'] = new Map()
  readonly bodies: Batch['bodies'] = new Map()
  readonly attempts: number[] = []
  readonly texts: TextList
  readonly told: TextList
  /** What each column was given last, and its place: one request after the other says the same. */
  readonly #latest: (string | undefined)[] = columns.map(() => undefined)
  readonly #places: number[] = columns.map(() => 0)

  constructor(clean: CleanText) {
    this.texts = new TextList((text) => clean(text, LONGEST_TEXT))
    this.told = new TextList((text) => clean(text, LONGEST_MESSAGE))
  }

  /** The place of a text that a column is given. */
  placeOf(text: string, column: number): number {
    if (this.#latest[column] === text) return this.#places[column] as number
    const place = this.texts.placeOf(text)
    this.#latest[column] = text
    this.#places[column] = place
    return place
  }
}

/** The texts of a batch, each cleaned once. */
class TextList {
  readonly names: string[] = []
  readonly #clean: (text: string) => string
  readonly #places = new Map<string, number>()

  constructor(clean: (text: string) => string) {
    this.#clean = clean
  }

  placeOf(text: string): number {
    return this.#places.get(text) ?? this.#add(text, this.#clean(text))
  }

  /** Ids of keys hold no secrets. */
  keyPlaceOf(id: string): number {
    return this.#places.get(id) ?? this.#add(id, id)
  }

  #add(text: string, name: string): number {
    const place = this.names.push(name) - 1
    this.#places.set(text, place)
    return place
  }
}

/** Beyond any clock. */
const LATEST_MS = 1e13
/** More than a request can take or be: 49 days, or 4 GB. */
const MOST = NOTHING - 1

/** What Google or a clock says may be anything. */
function wholeNumber(value: number, most = MOST): number {
  return value > 0 ? Math.min(Math.round(value), most) : 0
}

function maybeNumber(value: number | undefined): number {
  return typeof value === 'number' && Number.isFinite(value) ? wholeNumber(value) : NOTHING
}
