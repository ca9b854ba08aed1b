/** The orders in which ready keys are used (design §5.3). Pure. */
import type { KeyPoolSettings } from './key-pool.ts'
import type { KeyRequest } from './lease.ts'
import type { PooledKey } from './pooled-key.ts'
import type { Rank } from './ranking.ts'

export type Strategy = 'balanced' | 'round-robin' | 'fill-first'

/** Among equals the key that was added first. */
const tie = ({ order }: PooledKey) => order

const ranks: Readonly<Record<Strategy, Rank<PooledKey>>> = {
  /** Least busy for its weight, then least recently used. */
  balanced: { major: ({ inFlight, weight }) => inFlight / weight, minor: ({ pass }) => pass, tie },
  /** One after the other, heavier ones more often. */
  'round-robin': { major: ({ pass }) => pass, minor: () => 0, tie },
  /** The first by priority until it rests. */
  'fill-first': { major: ({ priority }) => priority, minor: () => 0, tie },
}

/** What decides which key is used first. */
export function rankBy(strategy: Strategy): Rank<PooledKey> {
  return ranks[strategy]
}

const nobody: readonly boolean[] = []
const freeAlone: readonly boolean[] = [false]
const paidAlone: readonly boolean[] = [true]
const freeFirst: readonly boolean[] = [false, true]
const paidFirst: readonly boolean[] = [true, false]

/** The groups of keys in the order in which they are asked; true stands for the paid ones. */
export function groupsInOrder(
  { preferPaid, paidOnly }: KeyRequest,
  paidKeyUse: KeyPoolSettings['paidKeyUse'],
): readonly boolean[] {
  const asksFree = paidOnly !== true
  if (preferPaid === true) return asksFree ? paidFirst : paidAlone
  if (paidKeyUse === 'images') return asksFree ? freeAlone : nobody
  return asksFree ? freeFirst : paidAlone
}
