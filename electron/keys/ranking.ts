/** Items kept in order while their rank changes: a binary heap that knows where each item stands. */

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

/** An item and its place in the heap, kept together so that a swap looks nothing up. */
interface Standing<Item> {
  readonly item: Item
  position: number
}

/**
 * Makes an empty ranking.
 * @param isBefore the order; what it reads of an item may change only together with `place`
 */
export function createRanking<Item>(isBefore: (a: Item, b: Item) => boolean): Ranking<Item> {
  const heap: Standing<Item>[] = []
  const standings = new Map<Item, Standing<Item>>()

  const put = (standing: Standing<Item>, position: number) => {
    heap[position] = standing
    standing.position = position
  }
  /** What stands at a position that is known to be taken. */
  const at = (position: number) => heap[position] as Standing<Item>

  const rise = (standing: Standing<Item>) => {
    let { position } = standing
    while (position > 0) {
      const parent = at((position - 1) >> 1)
      if (!isBefore(standing.item, parent.item)) break
      const { position: above } = parent
      put(parent, position)
      position = above
    }
    put(standing, position)
  }

  const sink = (standing: Standing<Item>) => {
    let { position } = standing
    for (;;) {
      let child = 2 * position + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && isBefore(at(child + 1).item, at(child).item)) child += 1
      if (!isBefore(at(child).item, standing.item)) break
      put(at(child), position)
      position = child
    }
    put(standing, position)
  }

  const move = (item: Item): boolean => {
    const standing = standings.get(item)
    if (standing === undefined) return false
    rise(standing)
    sink(standing)
    return true
  }

  return {
    get size() {
      return heap.length
    },
    has: (item) => standings.has(item),
    first: () => heap[0]?.item,
    place(item) {
      if (move(item)) return
      const standing = { item, position: heap.length }
      standings.set(item, standing)
      heap.push(standing)
      rise(standing)
    },
    move,
    remove(item) {
      const standing = standings.get(item)
      if (standing === undefined) return
      standings.delete(item)
      const last = heap.pop()
      if (last === undefined || last === standing) return
      put(last, standing.position)
      rise(last)
      sink(last)
    },
  }
}
