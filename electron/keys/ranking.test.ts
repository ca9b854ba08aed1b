import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRanking } from './ranking.ts'

interface Item {
  rank: number
}

describe('ranking', () => {
  it('moves one of 5,000 items with as many comparisons as the heap has levels, times five', () => {
    let comparisons = 0
    // Compared by what it says it is worth, and so counted.
    const counted = (rank: number) => ({
      valueOf() {
        comparisons += 1
        return rank
      },
    })
    const ranking = createRanking<Item>({
      major: ({ rank }) => counted(rank) as unknown as number,
      minor: () => 0,
      tie: () => 0,
    })
    const items = Array.from({ length: 5000 }, (_, rank) => ({ rank }))
    for (const item of items) ranking.place(item)
    const levels = Math.ceil(Math.log(5000) / Math.log(4))
    for (const item of items) {
      for (const rank of [item.rank + 10_000, item.rank - 10_000, item.rank]) {
        item.rank = rank
        comparisons = 0
        ranking.move(item)
        // Both sides of a comparison are asked.
        expect(comparisons / 2).toBeLessThanOrEqual(5 * levels)
      }
    }
    expect(comparisons).toBeGreaterThan(0)
  })

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
