/** Requests that broke other proxies (conformance E), against an upstream as strict as Google. */
import { describe, expect, it } from 'vitest'
import { startWire, TOKEN } from './service.ts'
import { asks, call, chat, hello, oldModel, result, user } from './strict-chat.ts'

const imageModel = 'gemini-3-pro-image'
const png = 'data:image/png;base64,iVBORw0KGgo='

describe('tool calls and their results', () => {
  it('E8: results of parallel calls of one name are one turn, none lost', async () => {
    await using wire = await startWire()
    const messages = [
      hello,
      asks(call('a'), call('b'), call('c')),
      result('c'),
      result('a'),
      result('b'),
    ]
    const { sent } = await chat(wire, { messages })
    expect(sent.contents).toHaveLength(3)
    const ids = sent.contents[2].parts.map((part: any) => part.functionResponse.id)
    expect(ids).toEqual(['a', 'b', 'c'])
  })

  it('E9: a step whose signature the client dropped is signed', async () => {
    await using wire = await startWire()
    const messages = [
      hello,
      asks(call('a')),
      result('a'),
      asks(call('b'), call('c')),
      result('b'),
      result('c'),
    ]
    const { sent } = await chat(wire, { messages })
    const signed = sent.contents.map(({ parts }: any) =>
      parts.map((part: any) => !!part.thoughtSignature),
    )
    expect(signed).toEqual([[false], [true], [false], [true, false], [false, false]])
  })

  it('E10: a corrupted signature is no dead end', async () => {
    await using wire = await startWire()
    const tampered = { ...call('a'), extra_content: { google: { thought_signature: 'AAAA' } } }
    const answer = await wire.chat({ messages: [hello, asks(tampered), result('a')] })
    expect(answer.status).toBe(200)
  })

  it('E11: an earlier picture goes back to an image model as the user’s', async () => {
    await using wire = await startWire()
    const images = [{ type: 'image_url', image_url: { url: png } }]
    const messages = [user('Draw'), { role: 'assistant', content: '', images }, user('Bigger')]
    const { sent } = await chat(wire, { model: imageModel, messages })
    const roles = sent.contents.map(({ role }: any) => role)
    expect(roles).toEqual(['user'])
    expect(sent.contents[0].parts).toContainEqual({
      inlineData: { mimeType: 'image/png', data: 'iVBORw0KGgo=' },
    })
  })

  it.each(['gemini-3.8-flash', 'gemini-3.6-flash', 'gemini-4-argon', oldModel])(
    'E12: a conversation may end with the assistant (%s)',
    async (model) => {
      await using wire = await startWire()
      expect(
        (await chat(wire, { model, messages: [hello, { role: 'assistant', content: 'It' }] }))
          .answer.status,
      ).toBe(200)
    },
  )

  it('E39: empty parts, empty thoughts and the role function do no harm', async () => {
    await using wire = await startWire()
    const messages = [
      hello,
      { role: 'assistant', content: [{ type: 'text', text: '' }], reasoning_content: '' },
      { role: 'assistant', content: '', function_call: { name: 'f', arguments: '' } },
      { role: 'function', name: 'f', content: '' },
      user([{ type: 'text', text: '' }]),
    ]
    const { sent } = await chat(wire, { messages })
    for (const { parts } of sent.contents) {
      expect(parts.length).toBeGreaterThan(0)
      for (const part of parts) expect(Object.keys(part)).not.toHaveLength(0)
    }
  })

  it('E40: a tool may answer with anything, and arguments may be anything', async () => {
    await using wire = await startWire()
    const texts = ['plain', '', '{"half":', '[1]', 'null', '42']
    const calls = texts.map((text, n) => call(`c${n}`, 'f', text))
    const messages = [hello, asks(...calls), ...texts.map((text, n) => result(`c${n}`, text))]
    const { sent } = await chat(wire, { messages })
    for (const { functionCall } of sent.contents[1].parts) {
      expect(functionCall.args).toBeTypeOf('object')
    }
    const answers = sent.contents[2].parts.map((part: any) => part.functionResponse.response)
    expect(answers).toEqual(texts.map((output) => ({ output })))
  })
})

describe('parameters', () => {
  const everyModel = ['gemini-2.5-pro', 'gemini-2.5-flash', oldModel, 'gemini-3.1-pro-preview']
  const newModels = [
    'gemini-3-flash-preview',
    'gemini-3.6-flash',
    'gemini-3.8-flash',
    'gemini-4-argon',
    'gemma-4-31b-it',
  ]
  it.each([...everyModel, ...newModels])('E13: every effort suits %s', async (model) => {
    await using wire = await startWire()
    for (const effort of ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']) {
      expect((await chat(wire, { model, reasoning_effort: effort })).answer.status).toBe(200)
    }
  })

  it('E14: penalties are never sent on', async () => {
    await using wire = await startWire()
    for (const value of [0, 0.5, -2]) {
      expect(
        (await chat(wire, { presence_penalty: value, frequency_penalty: value })).answer.status,
      ).toBe(200)
    }
  })

  it('E15: several choices are several calls', async () => {
    await using wire = await startWire()
    expect((await wire.chat({ n: 2 })).json.choices).toHaveLength(2)
  })

  it('E37: stop sequences survive, as a text and as a list', async () => {
    await using wire = await startWire()
    expect((await chat(wire, { stop: 'x' })).sent.generationConfig.stopSequences).toEqual(['x'])
    const { sent } = await chat(wire, { stop: ['x', '', 'y'] })
    expect(sent.generationConfig.stopSequences).toEqual(['x', 'y'])
  })

  it('fields of other providers are ignored', async () => {
    await using wire = await startWire()
    const { sent } = await chat(wire, {
      logit_bias: {},
      user: 'u',
      metadata: {},
      store: true,
      verbosity: 'low',
      prompt_cache_key: 'k',
      prediction: null,
      logprobs: true,
      seed: 2 ** 40,
      cache_control: {},
      provider: { order: [] },
    })
    expect(Object.keys(sent).toSorted()).toEqual(['contents', 'generationConfig', 'safetySettings'])
  })
})

describe('around the body', () => {
  it('E32: embeddings come as base64 when that is asked for, else as numbers', async () => {
    await using wire = await startWire()
    const embed = async (more: object) => {
      const body = { model: 'gemini-embedding-2', input: 'hi', ...more }
      return (await wire.call('/v1/embeddings', { body })).json.data[0].embedding
    }
    const numbers = await embed({})
    const decoded = Buffer.from(await embed({ encoding_format: 'base64' }), 'base64')
    expect(decoded.length).toBe(numbers.length * 4)
    expect(decoded.readFloatLE(4)).toBeCloseTo(numbers[1], 6)
  })

  it('E35: however the client shows its token, Google sees one credential', async () => {
    await using wire = await startWire()
    const path = `/v1/chat/completions?key=${TOKEN}`
    const headers = { 'x-api-key': TOKEN, 'x-goog-api-key': TOKEN, cookie: 'a=b' }
    const body = { model: 'gemini-3.8-flash', messages: [hello] }
    expect((await wire.call(path, { headers, body })).status).toBe(200)
    const [seen] = wire.demo.requests
    expect(seen?.headers).toMatchObject({ 'x-goog-api-key': 'demo-key-1' })
    expect(seen?.headers.authorization ?? seen?.headers.cookie).toBeUndefined()
    expect(seen?.path).not.toContain('key=')
  })

  it('E40: pictures in base64 arrive whole, whatever their URL looks like', async () => {
    await using wire = await startWire()
    const urls = [png, png.toUpperCase().replace(/,.*/, ',iVBORw0KGgo='), ` ${png}\n`]
    const content = urls.map((url) => ({ type: 'image_url', image_url: { url } }))
    const { sent } = await chat(wire, { messages: [user(content)] })
    for (const { inlineData } of sent.contents[0].parts) {
      expect(inlineData).toEqual({ mimeType: 'image/png', data: 'iVBORw0KGgo=' })
    }
  })
})
