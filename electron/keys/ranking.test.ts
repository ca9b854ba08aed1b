import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRanking } from './ranking.ts'

interface Item {
  rank: number
}

describe('ranking', () => {
  it('always has the item of the lowest rank first, whatever is placed, moved or removed', () => {
    const step = fc.record({ item: fc.nat(20), rank: fc.integer(), remove: fc.boolean() })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const items: Item[] = Array.from({ length: 21 }, () => ({ rank: 0 }))
        const ranking = createRanking<Item>({
          major: ({ rank }) => rank % 5,
          minor: ({ rank }) => rank % 7,
          tie: ({ rank }) => rank,
        })
        const inside = new Set<Item>()
        for (const { item, rank, remove } of steps) {
          const subject = items[item]!
          if (remove) {
            ranking.remove(subject)
            inside.delete(subject)
          } else {
            subject.rank = rank
            ranking.place(subject)
            inside.add(subject)
          }
          const [lowest] = [...inside].toSorted(
            (a, b) => (a.rank % 5) - (b.rank % 5) || (a.rank % 7) - (b.rank % 7) || a.rank - b.rank,
          )
          expect(ranking.size).toBe(inside.size)
          expect(ranking.first()?.rank).toBe(lowest?.rank)
          expect(ranking.has(subject)).toBe(inside.has(subject))
        }
      }),
    )
  })
})
