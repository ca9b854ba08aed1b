/**
 * Items kept in order while their ranks change: a heap that knows where each item stands. Ranks stand
 * beside one another in lists of their own, because to look them up in thousands of items, each
 * somewhere else in memory, took most of the time of a move.
 */

export interface Ranking<Item> {
  readonly size: number
  has(item: Item): boolean
  /** The first item, undefined when there is none. */
  first(): Item | undefined
  /** Adds an item, or moves one whose rank has changed; O(log n). */
  place(item: Item): void
  /** Moves an item whose rank has changed; false when it is not there. O(log n). */
  move(item: Item): boolean
  /** Takes an item out; nothing happens when it is not there; O(log n). */
  remove(item: Item): void
}

/** What decides of two items: the lower `major`, among equals the lower `minor`, then `tie`. */
export interface Rank<Item> {
  major(item: Item): number
  minor(item: Item): number
  tie(item: Item): number
}

/** An item and its place, kept together so that a move looks nothing up. */
interface Standing<Item> {
  readonly item: Item
  position: number
}

/** Children of a place: with four the heap is half as deep, and they stand in one line of the cache. */
const CHILDREN = 4

/**
 * Makes an empty ranking.
 * @param rank read when an item is placed or moved
 */
export function createRanking<Item>(rank: Rank<Item>): Ranking<Item> {
  return new Heap(rank)
}

class Heap<Item> implements Ranking<Item> {
  readonly #rank: Rank<Item>
  readonly #standings = new Map<Item, Standing<Item>>()
  readonly #heap: Standing<Item>[] = []
  readonly #majors: number[] = []
  readonly #minors: number[] = []
  readonly #ties: number[] = []

  constructor(rank: Rank<Item>) {
    this.#rank = rank
  }

  get size(): number {
    return this.#heap.length
  }

  has(item: Item): boolean {
    return this.#standings.has(item)
  }

  first(): Item | undefined {
    return this.#heap[0]?.item
  }

  place(item: Item): void {
    if (this.move(item)) return
    const standing = { item, position: this.#heap.length }
    this.#standings.set(item, standing)
    this.#settle(standing)
  }

  move(item: Item): boolean {
    const standing = this.#standings.get(item)
    if (standing === undefined) return false
    this.#settle(standing)
    return true
  }

  remove(item: Item): void {
    const standing = this.#standings.get(item)
    if (standing === undefined) return
    this.#standings.delete(item)
    const last = this.#heap.pop()
    for (const ranks of [this.#majors, this.#minors, this.#ties]) ranks.pop()
    if (last === undefined || last === standing) return
    last.position = standing.position
    this.#settle(last)
  }

  /** Puts an item where it belongs; its position is its own, or free. */
  #settle(standing: Standing<Item>): void {
    const { item } = standing
    const major = this.#rank.major(item)
    const minor = this.#rank.minor(item)
    const tie = this.#rank.tie(item)
    let { position: place } = standing
    while (place > 0) {
      const parent = Math.trunc((place - 1) / CHILDREN)
      if (!this.#isBehind(parent, major, minor, tie)) break
      this.#shift(parent, place)
      place = parent
    }
    for (;;) {
      const child = this.#firstChild(place)
      if (child === undefined || this.#isBehind(child, major, minor, tie)) break
      this.#shift(child, place)
      place = child
    }
    this.#put(standing, place, major, minor, tie)
  }

  /** The place of the child that goes first. */
  #firstChild(parent: number): number | undefined {
    let first = CHILDREN * parent + 1
    if (first >= this.#heap.length) return undefined
    const end = Math.min(first + CHILDREN, this.#heap.length)
    for (let child = first + 1; child < end; child += 1) {
      if (
        this.#isBehind(
          first,
          at(this.#majors, child),
          at(this.#minors, child),
          at(this.#ties, child),
        )
      )
        first = child
    }
    return first
  }

  /** Whether what stands at a place goes behind a rank. */
  #isBehind(place: number, major: number, minor: number, tie: number): boolean {
    const ofMajor = at(this.#majors, place)
    if (ofMajor !== major) return ofMajor > major
    const ofMinor = at(this.#minors, place)
    return ofMinor === minor ? at(this.#ties, place) > tie : ofMinor > minor
  }

  #shift(from: number, to: number): void {
    const standing = this.#heap[from] as Standing<Item>
    this.#put(standing, to, at(this.#majors, from), at(this.#minors, from), at(this.#ties, from))
  }

  #put(standing: Standing<Item>, place: number, major: number, minor: number, tie: number): void {
    standing.position = place
    this.#heap[place] = standing
    this.#majors[place] = major
    this.#minors[place] = minor
    this.#ties[place] = tie
  }
}

/** The rank at a place that is known to be taken. */
function at(ranks: readonly number[], place: number): number {
  return ranks[place] as number
}
