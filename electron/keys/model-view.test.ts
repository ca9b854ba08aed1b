import { describe, expect, it } from 'vitest'
import { createModelView } from './model-view.ts'
import { newPooledKey, type PooledKey } from './pooled-key.ts'
import { orderOf } from './selection.ts'

const NONE: ReadonlySet<string> = new Set()

/** The most comparisons any request needs in a pool of that many keys. */
function comparisonsPerRequest(keyCount: number): number {
  let comparisons = 0
  const isBefore = orderOf('balanced')
  const view = createModelView('m', false, (a, b) => {
    comparisons += 1
    return isBefore(a, b)
  })
  const keys = Array.from({ length: keyCount }, (_, order) =>
    newPooledKey(`counted-key-${order}`, { atMs: 0, order }),
  )
  for (const key of keys) view.place(key, 0)
  const change = (key: PooledKey, inFlight: number) => {
    key.inFlight += inFlight
    view.place(key, 0)
  }
  let most = 0
  for (let request = 1; request <= 1000; request += 1) {
    comparisons = 0
    const key = view.first(0, NONE)
    if (key === undefined) throw new Error('no key')
    key.pass = request
    change(key, 1)
    change(key, -1)
    most = Math.max(most, comparisons)
  }
  return most
}

describe('the keys as one model sees them', () => {
  it('cost a request the logarithm of their number: 5,000 hardly more than 5', () => {
    const few = comparisonsPerRequest(5)
    const many = comparisonsPerRequest(5000)
    // Four moves in the heap, each of at most two comparisons a level.
    expect(many).toBeLessThanOrEqual(8 * Math.ceil(Math.log2(5000)))
    expect(many).toBeLessThanOrEqual(few + 8 * Math.ceil(Math.log2(1000)))
  })
})
