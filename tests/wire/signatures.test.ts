import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createSignatureCache } from '../../electron/proxy/signatures/signature-cache.ts'
import { openSignatureStore } from '../../electron/proxy/signatures/signature-store.ts'
import { eventsOf, startWire, type WireService } from './service.ts'

const tool = {
  type: 'function',
  function: {
    name: 'get_weather',
    parameters: { type: 'object', properties: { city: { type: 'string' } } },
  },
}
const question = { role: 'user', content: 'What is the weather in Paris and in London?' }
const sentinel = 'skip_thought_signature_validator'

/** The calls of an answer, without anything OpenAI does not know. */
async function ask(wire: WireService, changes: object = {}) {
  const answer = await wire.chat({ messages: [question], tools: [tool], ...changes })
  const message = answer.text.startsWith('data:')
    ? { tool_calls: eventsOf(answer.text).flatMap((e) => e.choices?.[0]?.delta.tool_calls ?? []) }
    : answer.json.choices[0].message
  const calls = message.tool_calls.map(({ id, type, function: called }: any) => ({
    id,
    type,
    function: called,
  }))
  const signature: string = message.tool_calls[0].extra_content.google.thought_signature
  return { calls, signature }
}

/** Sends the results of calls; gives the signatures Google was sent. */
async function sendResults(wire: WireService, calls: any[], changes: object = {}) {
  const results = calls.map(({ id }) => ({ role: 'tool', tool_call_id: id, content: 'Sunny' }))
  const assistant = { role: 'assistant', content: null, tool_calls: calls }
  const messages = [question, assistant, ...results]
  const answer = await wire.chat({ messages, tools: [tool], ...changes })
  expect([answer.status, answer.text]).toEqual([200, expect.any(String)])
  const sent = wire.demo.requests.at(-1)?.body as any
  return sent.contents[1].parts.map((part: any) => part.thoughtSignature)
}

describe('the thought signature of a tool call', () => {
  it.each([false, true])(
    'finds its call again when the client drops it (stream: %s)',
    async (stream) => {
      await using wire = await startWire()
      const { calls, signature } = await ask(wire, { stream })
      expect(signature.length).toBeGreaterThan(100)
      expect(await sendResults(wire, calls)).toEqual([signature, undefined])
    },
  )

  it('is not shown to a model of another family', async () => {
    await using wire = await startWire()
    const { calls, signature } = await ask(wire)
    const model = 'gemini-3.1-pro-preview'
    expect(await sendResults(wire, calls, { model })).toEqual([sentinel, undefined])
    const kept = [{ ...calls[0], extra_content: { google: { thought_signature: signature } } }]
    expect(await sendResults(wire, kept, { model })).toEqual([sentinel])
  })

  it('is known under an alias as under the name of the model behind it', async () => {
    await using wire = await startWire()
    const { calls, signature } = await ask(wire, { model: 'gemini-flash-latest' })
    expect(await sendResults(wire, calls, { model: 'gemini-3.8-flash' })).toEqual([
      signature,
      undefined,
    ])
  })

  it('is the client’s own before the remembered one', async () => {
    await using wire = await startWire()
    const { signature } = await ask(wire)
    const { calls } = await ask(wire)
    const [first, second] = calls
    const own = { ...first, extra_content: { google: { thought_signature: signature } } }
    expect(await sendResults(wire, [own, second])).toEqual([signature, undefined])
  })

  it('may hide in the id of the call, which Google sees without it', async () => {
    await using wire = await startWire()
    const { calls, signature } = await ask(wire)
    const hidden = [{ ...calls[0], id: `call_1__thought__${signature}` }]
    expect(await sendResults(wire, hidden)).toEqual([signature])
    const sent = wire.demo.requests.at(-1)?.body as any
    expect(sent.contents[1].parts[0].functionCall.id).toBe('call_1')
    expect(sent.contents[2].parts[0].functionResponse.id).toBe('call_1')
  })

  it('gives way to the stand-in for a call nobody remembers', async () => {
    await using wire = await startWire()
    const { calls } = await ask(wire)
    const strangers = calls.map((call: any, n: number) => ({ ...call, id: `call_stranger_${n}` }))
    expect(await sendResults(wire, strangers)).toEqual([sentinel, undefined])
  })

  it('outlives the service', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'signatures-'))
    const open = () => {
      const signatures = createSignatureCache()
      return { signatures, store: openSignatureStore(join(folder, 's.sqlite'), signatures) }
    }
    const before = open()
    const { calls, signature } = await (async () => {
      await using wire = await startWire({ parts: { signatures: before.signatures } })
      return await ask(wire)
    })()
    before.store.close()
    const after = open()
    await using wire = await startWire({ parts: { signatures: after.signatures } })
    expect(await sendResults(wire, calls)).toEqual([signature, undefined])
    after.store.close()
    rmSync(folder, { recursive: true })
  })
})

describe('the rules of a model', () => {
  it('become those of the model that answers under its name', async () => {
    await using wire = await startWire()
    const model = 'gemini-flash-lite-latest'
    const sentLevel = async () => {
      const answer = await wire.chat({ model, reasoning_effort: 'none' })
      expect(answer.status).toBe(200)
      const sent = wire.demo.requests.at(-1)?.body as any
      return sent.generationConfig.thinkingConfig.thinkingLevel
    }
    // An unknown name is taken for the newest family, which has no minimal level.
    expect(await sentLevel()).toBe('low')
    expect(await sentLevel()).toBe('minimal')
  })
})
