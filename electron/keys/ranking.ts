/** Items kept in order while their rank changes: a binary heap that knows where each item stands. */

export interface Ranking<Item> {
  readonly size: number
  has(item: Item): boolean
  /** The first item, undefined when there is none. */
  first(): Item | undefined
  /** Adds an item, or moves one whose rank has changed; O(log n). */
  place(item: Item): void
  /** Takes an item out; nothing happens when it is not there; O(log n). */
  remove(item: Item): void
}

/**
 * Makes an empty ranking.
 * @param isBefore the order; what it reads of an item may change only together with `place`
 */
export function createRanking<Item>(isBefore: (a: Item, b: Item) => boolean): Ranking<Item> {
  const heap: Item[] = []
  const positions = new Map<Item, number>()

  const put = (item: Item, position: number) => {
    heap[position] = item
    positions.set(item, position)
  }
  /** The item at a position that is known to be taken. */
  const at = (position: number) => heap[position] as Item

  const rise = (item: Item, from: number): number => {
    let position = from
    while (position > 0) {
      const parent = (position - 1) >> 1
      if (!isBefore(item, at(parent))) break
      put(at(parent), position)
      position = parent
    }
    put(item, position)
    return position
  }

  const sink = (item: Item, from: number) => {
    let position = from
    for (;;) {
      let child = 2 * position + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && isBefore(at(child + 1), at(child))) child += 1
      if (!isBefore(at(child), item)) break
      put(at(child), position)
      position = child
    }
    put(item, position)
  }

  return {
    get size() {
      return heap.length
    },
    has: (item) => positions.has(item),
    first: () => heap[0],
    place(item) {
      const from = positions.get(item) ?? heap.length
      sink(item, rise(item, from))
    },
    remove(item) {
      const position = positions.get(item)
      if (position === undefined) return
      positions.delete(item)
      const last = heap.pop()
      if (last === undefined || last === item) return
      sink(last, rise(last, position))
    },
  }
}
