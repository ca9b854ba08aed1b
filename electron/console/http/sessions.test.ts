import { describe, expect, it } from 'vitest'
import { createSessions, IDLE_TIMEOUT_MS } from './sessions.ts'

function setUp() {
  let nowMs = 0
  const sessions = createSessions(() => nowMs)
  return { sessions, pass: (ms: number) => (nowMs += ms) }
}

describe('a session', () => {
  it('is found by its id alone, and its CSRF token is another secret', () => {
    const { sessions } = setUp()
    const { id, session } = sessions.begin()
    expect(sessions.find(id)).toBe(session)
    expect(session.csrfToken).not.toBe(id)
    expect(sessions.find(`${id}x`)).toBeUndefined()
    expect(sessions.find('')).toBeUndefined()
    expect(sessions.begin().id).not.toBe(id)
  })

  it('lasts as long as it is used, and ends after twelve idle hours', () => {
    const { sessions, pass } = setUp()
    const { id, session } = sessions.begin()
    pass(IDLE_TIMEOUT_MS - 1)
    expect(sessions.find(id)).toBe(session)
    pass(IDLE_TIMEOUT_MS - 1)
    expect(sessions.find(id)).toBe(session)
    pass(IDLE_TIMEOUT_MS)
    expect(sessions.find(id)).toBeUndefined()
    expect(session.ended.aborted).toBe(true)
  })

  it('ends on request, once and for all', () => {
    const { sessions } = setUp()
    const { id, session } = sessions.begin()
    sessions.end(id)
    sessions.end(id)
    expect(sessions.find(id)).toBeUndefined()
    expect(session.ended.aborted).toBe(true)
  })

  it('that was not used for the longest time gives way to the hundred and first', () => {
    const { sessions } = setUp()
    const ids = Array.from({ length: 100 }, () => sessions.begin().id)
    sessions.find(ids[0]!)
    const newest = sessions.begin()
    expect(sessions.find(ids[1]!)).toBeUndefined()
    expect(sessions.find(ids[0]!)).toBeDefined()
    expect(sessions.find(newest.id)).toBe(newest.session)
  })
})
