import { describe, expect, it } from 'vitest'
import { type Arrivals, each, nextOf, notYet } from './arrivals.ts'

/** What comes at each look; `arrival` is counted, because only then may time pass. */
function comingAs<T>(...looks: (T | typeof notYet | Error)[]) {
  const state = { waits: 0, isGivenUp: false }
  const arrivals: Arrivals<T> = {
    take() {
      const look = looks.shift()
      if (look instanceof Error) throw look
      return look
    },
    arrival() {
      state.waits += 1
      return Promise.resolve()
    },
    destroy: () => void (state.isGivenUp = true),
  }
  return { arrivals, state }
}

async function allOf<T>(arrivals: Arrivals<T>): Promise<T[]> {
  const all: T[] = []
  for await (const piece of each(arrivals)) all.push(piece)
  return all
}

describe('what comes piece by piece', () => {
  it('is waited for only where nothing is there', async () => {
    const { arrivals, state } = comingAs('a', 'b', notYet, notYet, 'c')
    expect(await allOf(arrivals)).toEqual(['a', 'b', 'c'])
    expect(state.waits).toBe(2)
  })

  it('is given up by a loop that is left early', async () => {
    const { arrivals, state } = comingAs('a', 'b')
    for await (const piece of each(arrivals)) {
      expect(piece).toBe('a')
      break
    }
    expect(state.isGivenUp).toBe(true)
  })

  it('says what broke it off, behind what came before', async () => {
    const { arrivals } = comingAs('a', notYet, new Error('reset'))
    expect(await nextOf(arrivals)).toBe('a')
    await expect(nextOf(arrivals)).rejects.toThrow('reset')
  })
})
