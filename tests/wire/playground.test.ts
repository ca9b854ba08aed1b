import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, data, listen, startConsole } from './console-client.ts'
import { until, type WireService } from './service.ts'

const HELLO = { model: 'gemini-3.8-flash', messages: [{ role: 'user', content: 'Hello there' }] }

describe('the playground', () => {
  let wire: WireService

  beforeAll(async () => {
    wire = await startConsole({ tokens: ['some-client-token'] })
  })
  afterAll(() => wire[Symbol.asyncDispose]())

  const sent = () => JSON.parse(wire.demo.requests.at(-1)?.rawBody.toString() ?? '{}')

  it('answers with the text, its tokens and the key that served, and tells of it on the way', async () => {
    const events = await listen(wire)
    const answer = await data(wire, 'playground.chat', { id: 'a', ...HELLO })
    expect(answer.text).not.toBe('')
    expect(answer).toMatchObject({ isStopped: false, tokens: { input: expect.any(Number) } })
    expect(answer.key).toMatch(/…/)
    await until(() => events.events().some(({ name }) => name === 'playground.progress'))
    const told = events.events().filter(({ name }) => name === 'playground.progress')
    expect(answer.text.startsWith(told[0]?.data.text)).toBe(true)
    events.leave()
  })

  it('stands in the request log like every request, by a client of its own', async () => {
    wire.records.length = 0
    await data(wire, 'playground.chat', { id: 'b', ...HELLO })
    await until(() => wire.records.length === 1)
    expect(wire.records[0]).toMatchObject({
      client: 'Playground',
      route: '/v1/chat/completions',
      status: 200,
      token: '',
      bytesOut: 0,
    })
  })

  it('asks for search, code execution and thinking where the switches are on', async () => {
    const switches = { search: true, codeExecution: true, thinking: 'high' }
    await data(wire, 'playground.chat', { id: 'c', ...HELLO, ...switches })
    expect(sent().tools).toEqual([{ googleSearch: {} }, { codeExecution: {} }])
    expect(sent().generationConfig.thinkingConfig.thinkingLevel).toBe('high')
  })

  it('leaves code execution to the settings, or switches it off all the same', async () => {
    await data(wire, 'settings.update', { change: { codeExecutionEnabled: true } })
    await data(wire, 'playground.chat', { id: 'c', ...HELLO })
    expect(sent().tools).toEqual([{ codeExecution: {} }])
    await data(wire, 'playground.chat', { id: 'c', ...HELLO, codeExecution: false })
    expect(sent().tools).toBeUndefined()
    await data(wire, 'settings.reset', { names: ['codeExecutionEnabled'] })
  })

  it('tells thoughts from the answer where the settings put them between tags', async () => {
    await data(wire, 'settings.update', { change: { thinkingFormat: 'think-tags' } })
    const answer = await data(wire, 'playground.chat', { id: 'c', ...HELLO, thinking: 'high' })
    expect(answer.thoughts).not.toBe('')
    expect(answer.text).not.toContain('think>')
    await data(wire, 'settings.reset', { names: ['thinkingFormat'] })
  })

  it('gives what has come by the time it is stopped, and hangs up on Google', async () => {
    const before = wire.demo.requests.length
    const messages = [{ role: 'user', content: '[[length 50000]] Go on' }]
    const answer = data(wire, 'playground.chat', { id: 'd', model: 'gemini-3.8-flash', messages })
    await until(() => wire.demo.requests.length > before)
    await data(wire, 'playground.stop', { id: 'd' })
    expect(await answer).toMatchObject({ isStopped: true })
    expect(await data(wire, 'playground.stop', { id: 'd' })).toEqual({ stopped: false })
  })

  it('says why there is no answer', async () => {
    const { json } = await ask(wire, 'playground.chat', {
      id: 'e',
      ...HELLO,
      model: 'no-such-model',
    })
    expect(json).toMatchObject({ ok: false, error: { code: 'upstream' } })
    expect(json.error.message).toContain('no-such-model')
  })
})
