/** Batches of requests in their order. Small neighbours are joined, so that there are never many. */
import type { RequestRecord } from '../shared/request-record.ts'
import { recordsOf } from './read-batch.ts'
import { batchOf } from './open-batch.ts'
import { type Batch, requestsIn } from './request-columns.ts'

/** A batch is full with so many requests, or so many characters of contents. */
export const FULL_BATCH = 512
export const FULL_BATCH_CONTENTS = 8_000_000

/** Starts empty. What is pushed belongs to the list, contents included. */
export class BatchList {
  #batches: Batch[] = []
  #requests = 0

  /** How many requests there are in all batches. */
  get requests(): number {
    return this.#requests
  }

  push(batch: Batch): void {
    this.#requests += batch.requests
    let last = batch
    // Only as large a one, or each request that comes alone would have hundreds of others copied.
    for (let before = this.#batches.at(-1); before !== undefined; before = this.#batches.at(-1)) {
      if (before.requests > last.requests || !fitTogether(before, last)) break
      this.#batches.pop()
      last = batchOf([...recordsOf(before), ...recordsOf(last)])
    }
    this.#batches.push(last)
  }

  /** Puts back what `take` has given. */
  putBack(batches: readonly Batch[]): void {
    this.#batches.unshift(...batches)
    this.#requests += requestsIn(batches)
  }

  /** The oldest batches, at least one if there is any, of so many requests and contents at most. */
  take(requests: number, contents: number): Batch[] {
    let [count, sum, characters] = [0, 0, 0]
    for (const batch of this.#batches) {
      sum += batch.requests
      characters += contentsIn(batch)
      if (count > 0 && (sum > requests || characters > contents)) break
      count += 1
    }
    return this.#cut(count)
  }

  /** Drops the oldest as long as so many requests are left; gives how many are gone. */
  keepLatest(requests: number): number {
    let [count, left] = [0, this.#requests]
    for (const batch of this.#batches) {
      left -= batch.requests
      if (left < requests) break
      count += 1
    }
    return count === 0 ? 0 : requestsIn(this.#cut(count))
  }

  /** Drops the oldest contents beyond so many characters; what happened is kept. */
  keepContents(characters: number): void {
    let sum = 0
    for (const { bodies } of this.#batches.toReversed()) {
      for (const place of [...bodies.keys()].toReversed()) {
        const { request, response } = bodies.get(place) ?? { request: '', response: '' }
        sum += request.length + response.length
        if (sum > characters) bodies.delete(place)
      }
    }
  }

  /** The records of so many of the latest requests, all unless said; the oldest first. */
  records(requests = Infinity): RequestRecord[] {
    const latest: RequestRecord[][] = []
    let count = 0
    for (let at = this.#batches.length - 1; at >= 0 && count < requests; at -= 1) {
      const records = recordsOf(this.#batches[at] as Batch)
      count += records.length
      latest.unshift(records)
    }
    return latest.flat().slice(-requests)
  }

  #cut(count: number): Batch[] {
    const cut = this.#batches.splice(0, count)
    this.#requests -= requestsIn(cut)
    return cut
  }
}

function fitTogether(one: Batch, other: Batch): boolean {
  return (
    one.requests + other.requests <= FULL_BATCH &&
    contentsIn(one) + contentsIn(other) <= FULL_BATCH_CONTENTS
  )
}

function contentsIn({ bodies }: Batch): number {
  let characters = 0
  for (const { request, response } of bodies.values())
    characters += request.length + response.length
  return characters
}
