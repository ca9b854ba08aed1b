/** The orders in which ready keys are used (design §5.3). Pure. */
import type { KeyPoolSettings } from './key-pool.ts'
import type { KeyRequest } from './lease.ts'
import type { PooledKey } from './pooled-key.ts'

export type Strategy = 'balanced' | 'round-robin' | 'fill-first'

type Order = (a: PooledKey, b: PooledKey) => boolean

const byTurn: Order = (a, b) => (a.pass === b.pass ? a.order < b.order : a.pass < b.pass)

const orders: Readonly<Record<Strategy, Order>> = {
  /** Least busy for its weight, then least recently used. */
  balanced: (a, b) => {
    const loadOfA = a.inFlight / a.weight
    const loadOfB = b.inFlight / b.weight
    return loadOfA === loadOfB ? byTurn(a, b) : loadOfA < loadOfB
  },
  /** One after the other, heavier ones more often. */
  'round-robin': byTurn,
  /** The first by priority until it rests; among equals the first that was added. */
  'fill-first': (a, b) => (a.priority === b.priority ? a.order < b.order : a.priority < b.priority),
}

/** Whether key `a` is used before key `b`. */
export function orderOf(strategy: Strategy): Order {
  return orders[strategy]
}

/** The groups of keys in the order in which they are asked; true stands for the paid ones. */
export function groupsInOrder(
  { preferPaid, paidOnly }: KeyRequest,
  paidKeyUse: KeyPoolSettings['paidKeyUse'],
): boolean[] {
  const free = paidOnly === true ? [] : [false]
  if (preferPaid === true) return [true, ...free]
  return paidKeyUse === 'images' ? free : [...free, true]
}
