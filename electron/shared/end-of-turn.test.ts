import { describe, expect, it } from 'vitest'
import { atEndOfTurn, endOfTurn } from './end-of-turn.ts'

describe('work at the end of a turn', () => {
  it('is done in a row, in its order, after all that was ready', async () => {
    const done: string[] = []
    atEndOfTurn(() => done.push('first'))
    atEndOfTurn(() => done.push('second'))
    process.nextTick(() => done.push('tick'))
    await Promise.resolve().then(() => done.push('microtask'))
    expect(done).not.toContain('first')
    await endOfTurn()
    expect(done.slice(-2)).toEqual(['first', 'second'])
    expect(done).toHaveLength(4)
  })

  it('may put off more work, which is done a turn later', async () => {
    const done: string[] = []
    atEndOfTurn(() => {
      done.push('first')
      atEndOfTurn(() => done.push('later'))
    })
    await endOfTurn()
    expect(done).toEqual(['first'])
    await endOfTurn()
    expect(done).toEqual(['first', 'later'])
  })

  it('is not waited for where there is none', async () => {
    let isNextTurn = false
    setImmediate(() => (isNextTurn = true))
    await endOfTurn()
    expect(isNextTurn).toBe(false)
  })
})
