/**
 * A batch that is being filled. A request becomes numbers as soon as it is added, so that its record
 * need not outlive it: what a collection of garbage finds alive it has to copy. Pure.
 */
import type { RequestRecord } from '../shared/request-record.ts'
import type { CleanText } from './clean-text.ts'
import { type Batch, type Column, columns, isPlain, numberColumns } from './request-columns.ts'

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
  readonly #numbers: Float64Array<ArrayBuffer>
  #filling: Filling
  #contents = 0

  /** @param most how many requests are added at most before they are taken */
  constructor(most: number, clean: CleanText = (text) => text) {
    this.#clean = clean
    this.#numbers = new Float64Array(most * columns.length)
    this.#filling = new Filling(clean)
  }

  get requests(): number {
    return this.#filling.ids.length
  }

  /** Characters of the contents of requests and answers in it. */
  get contents(): number {
    return this.#contents
  }

  /** Numbers that are none, or beyond belief, are cut to what a table takes. */
  add(record: RequestRecord): void {
    const filling = this.#filling
    const place = filling.ids.push(record.id) - 1
    let at = place * columns.length
    for (let column = 0; column < columns.length; column += 1) {
      this.#numbers[at] = filling.valueOf(record, column)
      at += 1
    }
    this.#addRest(record, place)
  }

  /** What few requests have. */
  #addRest(record: RequestRecord, place: number): void {
    const { errorMessage, bodies } = record
    const { texts, told, attempts } = this.#filling
    if (errorMessage !== '') {
      this.#filling.messages.set(place, told.names[told.placeOf(errorMessage)] ?? '')
    }
    if (bodies !== undefined) {
      this.#filling.bodies.set(place, bodies)
      this.#contents += bodies.request.length + bodies.response.length
    }
    if (isPlain(record)) return
    for (const [position, { keyId, verdict, status, ms }] of record.attempts.entries()) {
      const [key, kind] = [texts.keyPlaceOf(keyId), texts.ourPlaceOf(verdict)]
      attempts.push(place, position, key, kind, wholeNumber(status), wholeNumber(ms))
    }
  }

  /** Gives the batch. */
  take(): Batch {
    const { ids, texts, messages, bodies, attempts } = this.#filling
    this.#filling = new Filling(this.#clean)
    this.#contents = 0
    return {
      messages,
      bodies,
      names: texts.names,
      ours: texts.ours(),
      ids,
      columns: numberColumns,
      numbers: this.#numbers.slice(0, ids.length * columns.length),
      attempts: new Float64Array(attempts),
    }
  }
}

/** What becomes part of the batch. */
class Filling {
  readonly ids: string[] = []
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

  /** What a column holds of a record. */
  valueOf(record: RequestRecord, column: number): number {
    const [, kind, of] = columns[column] as Column
    if (kind === 'count') return wholeNumber(of(record))
    if (kind === 'maybe') return maybeNumber(of(record))
    const text = of(record)
    if (kind === 'key') return this.texts.keyPlaceOf(text)
    if (this.#latest[column] === text) return this.#places[column] as number
    const place = kind === 'name' ? this.texts.ourPlaceOf(text) : this.texts.placeOf(text)
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

/** Beyond any time; half a million requests that say as much still add up to what SQLite can count. */
const MOST = 1e13

/** What Google or a clock says may be anything. */
function wholeNumber(value: number): number {
  return value > 0 ? Math.min(Math.round(value), MOST) : 0
}

function maybeNumber(value: number | undefined): number {
  return typeof value === 'number' && Number.isFinite(value) ? wholeNumber(value) : Number.NaN
}
