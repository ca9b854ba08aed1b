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
        const ranking = createRanking<Item>((a, b) => a.rank < b.rank)
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
          const lowest = Math.min(...[...inside].map((one) => one.rank))
          expect(ranking.size).toBe(inside.size)
          expect(ranking.first()?.rank ?? Number.POSITIVE_INFINITY).toBe(lowest)
          expect(ranking.has(subject)).toBe(inside.has(subject))
        }
      }),
    )
  })
})
