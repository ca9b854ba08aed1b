import { describe, expect, it } from 'vitest'
import { createModelView } from './model-view.ts'
import { newPooledKey, type PooledKey } from './pooled-key.ts'
import { rankBy } from './selection.ts'

const NONE: ReadonlySet<string> = new Set()

/** How often any request makes a pool of that many keys look at one, at most. */
function looksPerRequest(keyCount: number): number {
  let looks = 0
  const rank = rankBy('balanced')
  const view = createModelView('m', false, {
    ...rank,
    major(key) {
      looks += 1
      return rank.major(key)
    },
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
    looks = 0
    const key = view.first(0, NONE)
    if (key === undefined) throw new Error('no key')
    key.pass = request
    change(key, 1)
    change(key, -1)
    most = Math.max(most, looks)
  }
  return most
}

describe('the keys as one model sees them', () => {
  it('cost a request no more looks at them when there are 5,000 instead of 5', () => {
    expect(looksPerRequest(5000)).toBe(looksPerRequest(5))
  })
})
