import { describe, expect, it } from 'vitest'
import { nextOf, notYet } from '../shared/arrivals.ts'
import { AnswerBody } from './answer-body.ts'

/** A body on a connection that remembers what it was told. */
function setUp() {
  const state = { paused: false, aborted: false, closed: 0 }
  const source = {
    get paused() {
      return state.paused
    },
    pause: () => void (state.paused = true),
    resume: () => void (state.paused = false),
    abort: () => void (state.aborted = true),
  }
  const owner = { bodyClosed: () => void (state.closed += 1) }
  return { state, body: new AnswerBody(source, owner) }
}

describe('the body of an answer', () => {
  it('gives all that came at once, in order', async () => {
    const { body } = setUp()
    const reading = nextOf(body)
    for (const text of ['one ', 'two ', 'three']) body.push(Buffer.from(text))
    expect((await reading)?.toString()).toBe('one two three')
    body.close()
    expect(await nextOf(body)).toBeUndefined()
  })

  it('is taken whole at once when it is all there, and only then', async () => {
    const { body } = setUp()
    body.push(Buffer.from('one '))
    expect(body.takeWhole()).toBeUndefined()
    body.push(Buffer.from('two'))
    body.close()
    expect(body.takeWhole()?.toString()).toBe('one two')
    expect(await nextOf(body)).toBeUndefined()
  })

  it('is not taken whole when it broke off, or when some of it has been read', async () => {
    const broken = setUp().body
    broken.push(Buffer.from('half'))
    broken.close(new Error('gone'))
    expect(broken.takeWhole()).toBeUndefined()
    const begun = setUp().body
    begun.push(Buffer.from('half'))
    await nextOf(begun)
    begun.close()
    expect(begun.takeWhole()).toBeUndefined()
  })

  it('pauses the connection while much is unread', async () => {
    const { state, body } = setUp()
    body.push(Buffer.alloc(60_000))
    expect(state.paused).toBe(false)
    body.push(Buffer.alloc(60_000))
    expect(state.paused).toBe(true)
    expect(await nextOf(body)).toHaveLength(120_000)
    expect(state.paused).toBe(false)
  })

  it('gives what came before the failure that broke it off', async () => {
    const { state, body } = setUp()
    body.push(Buffer.from('half'))
    body.close(new Error('reset'))
    expect((await nextOf(body))?.toString()).toBe('half')
    await expect(nextOf(body)).rejects.toThrow('reset')
    expect(state).toEqual({ paused: false, aborted: false, closed: 1 })
  })

  it('says that nothing has come yet, and wakes all that wait when something has', async () => {
    const { body } = setUp()
    expect(body.take()).toBe(notYet)
    const waiting = Promise.all([body.arrival(), body.arrival()])
    body.push(Buffer.from('now'))
    await waiting
    expect(body.take()?.toString()).toBe('now')
    expect(body.take()).toBe(notYet)
  })

  it('wakes a reader when it fails', async () => {
    const { body } = setUp()
    const reading = nextOf(body)
    body.close(new Error('reset'))
    await expect(reading).rejects.toThrow('reset')
  })

  it('gives the connection up when its reader leaves early', async () => {
    const { state, body } = setUp()
    body.push(Buffer.from('first'))
    for await (const bytes of body) {
      expect(bytes.toString()).toBe('first')
      break
    }
    expect(state).toEqual({ paused: false, aborted: true, closed: 1 })
    body.push(Buffer.from('late'))
    expect(await nextOf(body)).toBeUndefined()
  })

  it('leaves the connection alone when the answer was complete', () => {
    const { state, body } = setUp()
    body.close()
    body.destroy()
    expect(state.aborted).toBe(false)
  })
})
