/** What Google's own tools did on the way to a function call goes back with it (conformance A3, B5). */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createSignatureCache } from '../../electron/proxy/signatures/signature-cache.ts'
import { openSignatureStore } from '../../electron/proxy/signatures/signature-store.ts'
import { eventsOf, startWire, type WireService } from './service.ts'

const weather = {
  type: 'function',
  function: {
    name: 'get_weather',
    parameters: { type: 'object', properties: { city: { type: 'string' } } },
  },
}
const tools = [weather, { type: 'web_search' }]
const question = { role: 'user', content: 'What is the weather in Paris and in London?' }

interface Asked {
  /** The calls, with nothing in them but OpenAI's own fields. */
  calls: any[]
  /** All the client was told. */
  told: string
}

async function ask(wire: WireService, changes: object = {}): Promise<Asked> {
  const { text, json } = await wire.chat({ messages: [question], tools, ...changes })
  const calls = text.startsWith('data:')
    ? eventsOf(text).flatMap((event) => event.choices?.[0]?.delta.tool_calls ?? [])
    : json.choices[0].message.tool_calls
  const known = calls.map(({ id, type, function: called }: any) => ({ id, type, function: called }))
  return { calls: known, told: text }
}

/** Answers the calls; gives the turn of the model that Google was sent. */
async function answer(wire: WireService, { calls }: Asked, changes: object = {}): Promise<any[]> {
  const results = calls.map(({ id }) => ({ role: 'tool', tool_call_id: id, content: 'Sunny' }))
  const assistant = { role: 'assistant', content: null, tool_calls: calls }
  const messages = [question, assistant, ...results]
  const answered = await wire.chat({ messages, tools, ...changes })
  expect([answered.status, answered.text]).toEqual([200, expect.any(String)])
  return (wire.demo.requests.at(-1)!.body as any).contents[1].parts
}

const kinds = (parts: any[]) => parts.map((part) => Object.keys(part)[0])
const withSteps = ['toolCall', 'toolResponse', 'functionCall', 'functionCall']

describe('a search before a function call', () => {
  it.each([false, true])(
    'is no call of the client’s, and goes back whole (stream: %s)',
    async (stream) => {
      await using wire = await startWire()
      const asked = await ask(wire, { stream })
      expect(asked.calls.map((call) => call.function.name)).toEqual(['get_weather', 'get_weather'])
      expect(asked.told).not.toMatch(/toolCall|GOOGLE_SEARCH_WEB|search_suggestions/)
      const parts = await answer(wire, asked, { stream })
      expect(kinds(parts)).toEqual(withSteps)
      expect(parts[0].toolCall).toMatchObject({
        toolType: 'GOOGLE_SEARCH_WEB',
        args: { queries: [question.content] },
      })
      expect(parts[1].toolResponse.id).toBe(parts[0].toolCall.id)
      for (const part of parts.slice(0, 3))
        expect(part.thoughtSignature.length).toBeGreaterThan(100)
      expect(wire.demo.requests).toHaveLength(2)
    },
  )

  it.each<[string, object]>([
    ['another family of models', { model: 'gemini-3.1-pro-preview' }],
    ['a model that cannot search beside functions', { model: 'gemini-2.5-flash-lite' }],
    ['a request that does not search', { tools: [weather] }],
    ['a request that forbids tools', { tool_choice: 'none' }],
  ])('is not told to %s', async (_whom, changes) => {
    await using wire = await startWire()
    const parts = await answer(wire, await ask(wire), changes)
    expect(kinds(parts)).toEqual(['functionCall', 'functionCall'])
  })

  it('is told where the name of the model says that it searches', async () => {
    await using wire = await startWire()
    const search = { model: 'gemini-3.8-flash-search', tools: [weather] }
    expect(kinds(await answer(wire, await ask(wire, search), search))).toEqual(withSteps)
  })

  it('is remembered over a restart', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'steps-'))
    const path = join(folder, 'signatures.sqlite')
    const before = createSignatureCache()
    const store = openSignatureStore(path, before)
    await using wire = await startWire({ parts: { signatures: before } })
    const asked = await ask(wire)
    store.close()
    const after = createSignatureCache()
    openSignatureStore(path, after).close()
    await using later = await startWire({ parts: { signatures: after } })
    expect(kinds(await answer(later, asked))).toEqual(withSteps)
    rmSync(folder, { recursive: true })
  })

  it('that comes behind the call goes back behind it', async () => {
    const step = { toolType: 'GOOGLE_SEARCH_WEB', id: 's1' }
    const parts = [
      { toolCall: { ...step, args: {} } },
      { functionCall: { id: 'c1', name: 'get_weather', args: {} } },
      { toolResponse: { ...step, response: { x: 1 } } },
    ]
    await using wire = await startWire({
      script(request, response) {
        if (request.id > 1) return false
        response.writeHead(200, { 'content-type': 'application/json' })
        const candidates = [{ content: { role: 'model', parts }, finishReason: 'STOP' }]
        response.end(JSON.stringify({ candidates, modelVersion: 'gemini-3.8-flash' }))
        return true
      },
    })
    const [first, second, third] = await answer(wire, await ask(wire))
    // Nothing of it was signed, so the stand-in is where Google looks for a signature.
    const thoughtSignature = 'skip_thought_signature_validator'
    expect([first, second, third]).toEqual([parts[0], { ...parts[1], thoughtSignature }, parts[2]])
  })

  it('that Google does not want back is left out', async () => {
    let refused = 0
    await using wire = await startWire({
      script(request, response) {
        if (!request.rawBody.includes('"toolResponse"')) return false
        refused += 1
        const error = {
          code: 400,
          status: 'INVALID_ARGUMENT',
          message: 'Corrupted thought signature.',
        }
        response.writeHead(400, { 'content-type': 'application/json' })
        response.end(JSON.stringify({ error }))
        return true
      },
    })
    expect(kinds(await answer(wire, await ask(wire)))).toEqual(['functionCall', 'functionCall'])
    expect(refused).toBe(1)
  })
})
