import { describe, expect, it } from 'vitest'
import { ADMIN_TOKEN, data, listen, openBrowser, startConsole } from './console-client.ts'
import { until } from './service.ts'

const named = (events: { name: string; data: any }[], name: string) =>
  events.filter((event) => event.name === name).map((event) => event.data)

describe('the events of the console', () => {
  it('begin with how soon to come back, and are not cached on the way', async () => {
    await using wire = await startConsole()
    const reader = await listen(wire)
    await until(() => reader.text() !== '')
    // Whatever has happened in the meantime stands behind it.
    expect(reader.text()).toMatch(/^retry: 2000\n\n(?:event: |$)/)
    expect(reader.head.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
    })
    reader.leave()
  })

  it('tell of a key that a request has exhausted', async () => {
    await using wire = await startConsole({ keys: ['demo-rpm', 'demo-key-1'] })
    const reader = await listen(wire)
    await wire.chat()
    await until(() =>
      named(reader.events(), 'keys.changed').some(({ changed }) =>
        changed.some((key: any) => key.models.length > 0),
      ),
    )
    const [told] = named(reader.events(), 'keys.changed').flatMap(({ changed }) =>
      changed.filter((key: any) => key.models.length > 0),
    )
    expect(told).toMatchObject({
      masked: '…-rpm',
      source: 'environment',
      models: [{ state: 'cooling', reason: 'quota_minute', untilMs: expect.any(Number) }],
    })
    reader.leave()
  })

  it('tell of a request once it has ended, and of its line in the log', async () => {
    await using wire = await startConsole()
    const reader = await listen(wire)
    await wire.chat()
    await until(() => named(reader.events(), 'activity.requests').length > 0)
    expect(named(reader.events(), 'activity.requests')[0].requests).toMatchObject([
      { route: '/v1/chat/completions', status: 200, attemptCount: 1 },
    ])
    await until(() => named(reader.events(), 'activity.log').length > 0)
    await until(() => named(reader.events(), 'app.changed').at(-1)?.lastRequest !== undefined)
    expect(named(reader.events(), 'app.changed').at(-1).lastRequest).toMatchObject({
      status: 200,
      key: '…ey-1',
      model: 'gemini-3.8-flash',
    })
    reader.leave()
  })

  it('tell of changes by a call: keys, settings, tokens', async () => {
    await using wire = await startConsole()
    const reader = await listen(wire)
    const { keys } = await data(wire, 'keys.list')
    await data(wire, 'keys.delete', { ids: [keys[0].id] })
    await data(wire, 'settings.update', { change: { maxRetries: 7 } })
    const { token } = await data(wire, 'tokens.create', { name: 'Phone' })
    await until(() => named(reader.events(), 'tokens.changed').length > 0)
    await until(() => named(reader.events(), 'keys.changed').length > 0)
    expect(named(reader.events(), 'keys.changed').at(-1)).toEqual({
      changed: [],
      removed: [keys[0].id],
      tally: { ready: 0, total: 0 },
    })
    expect(named(reader.events(), 'settings.changed').at(-1).values.maxRetries).toBe(7)
    expect(named(reader.events(), 'tokens.changed').at(-1).tokens).toContainEqual(token)
    reader.leave()
  })

  it('tell how far a check of keys has come', async () => {
    await using wire = await startConsole({ keys: ['demo-key-1', 'demo-invalid'] })
    const reader = await listen(wire)
    const { job } = await data(wire, 'keys.verify')
    await until(() =>
      named(reader.events(), 'keys.verification').some(({ state }) => state === 'finished'),
    )
    expect(named(reader.events(), 'keys.verification').at(-1)).toMatchObject({
      job,
      total: 2,
      done: 2,
      fine: [expect.any(String)],
      failed: [{ kind: 'key_invalid' }],
    })
    reader.leave()
  })

  it('are held together: a hundred changes at once are few events', async () => {
    await using wire = await startConsole()
    const reader = await listen(wire)
    const { keys } = await data(wire, 'keys.list')
    const ids = [keys[0].id]
    const changes = Array.from({ length: 100 }, (_, at) =>
      data(wire, 'keys.update', { ids, change: { note: String(at) } }),
    )
    await Promise.all(changes)
    await data(wire, 'keys.update', { ids, change: { note: 'last' } })
    await until(() => named(reader.events(), 'keys.changed').at(-1)?.changed[0]?.note === 'last')
    expect(named(reader.events(), 'keys.changed').length).toBeLessThan(10)
    reader.leave()
  })

  it('end at once when the service stops', async () => {
    const wire = await startConsole()
    const reader = await listen(wire)
    const beganMs = Date.now()
    await wire.service.listener.stop()
    await reader.closed
    // The grace that answers under way get is a second.
    expect(Date.now() - beganMs).toBeLessThan(900)
    await wire[Symbol.asyncDispose]()
  })

  it('end at once when the browser signs out', async () => {
    await using wire = await startConsole()
    const { cookie, csrfToken } = await openBrowser(wire)
    const reader = await listen(wire, { cookie })
    const headers = { cookie, 'x-csrf-token': csrfToken }
    await wire.call('/console/logout', { anonymous: true, method: 'POST', headers })
    await reader.closed
    expect(reader.head.complete).toBe(true)
  })

  it('are for those who are signed in', async () => {
    await using wire = await startConsole()
    const attempts: Record<string, string>[] = [
      {},
      { authorization: 'Bearer wrong' },
      { cookie: 'gemini-balance-1=x' },
      { authorization: `Bearer ${ADMIN_TOKEN}`, origin: 'https://evil.example' },
    ]
    for (const headers of attempts) {
      const answer = await wire.call('/console/api/events', { anonymous: true, headers })
      expect([401, 403]).toContain(answer.status)
    }
  })

  it('are not sent to more than fifty at once', async () => {
    await using wire = await startConsole()
    const readers = await Promise.all(Array.from({ length: 50 }, () => listen(wire)))
    const headers = { authorization: `Bearer ${ADMIN_TOKEN}` }
    const answer = await wire.call('/console/api/events', { anonymous: true, headers })
    expect(answer.status).toBe(429)
    for (const reader of readers) reader.leave()
  })
})
