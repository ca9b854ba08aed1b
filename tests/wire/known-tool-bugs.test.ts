/** Tools and schemas that broke other proxies (conformance E). */
import { describe, expect, it } from 'vitest'
import { startWire } from './service.ts'
import { asks, call, chat, hello, oldModel, result, tool, user } from './strict-chat.ts'

const parametersOf = (sent: any, at = 0) =>
  sent.tools[0].functionDeclarations[at].parametersJsonSchema

describe('schemas', () => {
  it('E16: keywords Google does not know are gone', async () => {
    await using wire = await startWire()
    const { sent } = await chat(wire, {
      tools: [
        tool('f', {
          $schema: 'http://json-schema.org/draft-07/schema#',
          type: 'object',
          additionalProperties: false,
          properties: {
            kind: { const: 'a' },
            age: { type: 'integer', exclusiveMinimum: 0, multipleOf: 2 },
            other: { $ref: '#/definitions/other' },
          },
          definitions: { other: { type: 'string', minLength: 1, 'x-order': 1 } },
        }),
      ],
    })
    const text = JSON.stringify(parametersOf(sent))
    for (const word of [
      '"const"',
      '"exclusiveMinimum"',
      '"$schema"',
      'definitions',
      'x-order',
      '"minLength"',
    ]) {
      expect(text).not.toContain(word)
    }
    expect(parametersOf(sent).properties.other).toEqual({ $ref: '#/$defs/other' })
  })

  it('E17: properties named like keywords stay, and arrays get items', async () => {
    await using wire = await startWire()
    const properties = Object.fromEntries(
      ['title', 'format', 'default', 'const', 'type', 'required', '$ref', 'properties'].map(
        (name) => [name, { type: 'array' }],
      ),
    )
    const { sent } = await chat(wire, { tools: [tool('f', { type: 'object', properties })] })
    const sentProperties = parametersOf(sent).properties
    expect(Object.keys(sentProperties)).toEqual(Object.keys(properties))
    for (const schema of Object.values<any>(sentProperties)) expect(schema.items).toBeDefined()
  })

  it('E18: missing types are inferred', async () => {
    await using wire = await startWire()
    const properties = { a: { enum: ['x'] }, b: { properties: {} }, c: { items: {} } }
    const { sent } = await chat(wire, { tools: [tool('f', { properties })] })
    const { type, properties: typed } = parametersOf(sent)
    expect([type, typed.a.type, typed.b.type, typed.c.type]).toEqual([
      'object',
      'string',
      'object',
      'array',
    ])
  })

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['an empty schema', {}],
    ['no properties', { type: 'object', properties: {} }],
  ])('E19: a function may take no parameters (%s)', async (_what, parameters) => {
    await using wire = await startWire()
    expect((await chat(wire, { tools: [tool('f', parameters)] })).answer.status).toBe(200)
  })

  it('E20: formats Google does not know are gone', async () => {
    await using wire = await startWire()
    const properties = {
      a: { type: 'string', format: 'uri' },
      b: { type: 'string', format: 'date-time' },
    }
    const { sent } = await chat(wire, { tools: [tool('f', { type: 'object', properties })] })
    const { a, b } = parametersOf(sent).properties
    expect([a.format, b.format]).toEqual([undefined, 'date-time'])
  })
})

describe('tools', () => {
  it.each<[string, object]>([
    ['no tools', { tool_choice: 'auto' }],
    ['an empty list', { tools: [], tool_choice: 'auto' }],
    ['search only', { tools: [{ type: 'web_search' }], tool_choice: 'auto' }],
    ['search only, none wanted', { tools: [{ type: 'web_search' }], tool_choice: 'none' }],
  ])('E21: a tool choice without functions is not sent on (%s)', async (_what, body) => {
    await using wire = await startWire()
    expect((await chat(wire, body)).sent.toolConfig).toBeUndefined()
  })

  it.each([oldModel, 'gemini-3.8-flash', 'gemini-3.1-pro-preview'])(
    'E22: search and functions at once suit %s',
    async (model) => {
      await using wire = await startWire()
      expect(
        (await chat(wire, { model, tools: [tool('f'), { type: 'web_search' }] })).answer.status,
      ).toBe(200)
      expect(
        (await chat(wire, { model, tools: [tool('f')], web_search_options: {} })).answer.status,
      ).toBe(200)
    },
  )

  it.each([oldModel, 'gemini-3.8-flash'])(
    'E23: JSON and functions at once suit %s',
    async (model) => {
      await using wire = await startWire()
      const schema = { type: 'object', properties: { a: { type: 'string' } } }
      expect(
        (await chat(wire, { model, tools: [tool('f')], response_format: { type: 'json_object' } }))
          .answer.status,
      ).toBe(200)
      expect(
        (
          await chat(wire, {
            model,
            tools: [tool('f')],
            response_format: { type: 'json_schema', json_schema: { name: 'x', schema } },
          })
        ).answer.status,
      ).toBe(200)
    },
  )

  it('E38: flat and free-text tools are tools, and a Responses body is told its place', async () => {
    await using wire = await startWire()
    const flat = { type: 'function', name: 'flat', parameters: { type: 'object', properties: {} } }
    const custom = { type: 'custom', custom: { name: 'patch', format: { type: 'grammar' } } }
    const { sent } = await chat(wire, { tools: [flat, custom] })
    const names = sent.tools[0].functionDeclarations.map(({ name }: any) => name)
    expect(names).toEqual(['flat', 'patch'])
    expect(parametersOf(sent, 1).required).toEqual(['input'])
    const body = { model: 'gemini-3.8-flash', input: 'Hello' }
    const answer = await wire.call('/v1/chat/completions', { body })
    expect(answer.status).toBe(400)
    expect(answer.json.error).toMatchObject({ param: 'messages' })
  })

  it('E38: a call of a free-text tool in the history goes back as such', async () => {
    await using wire = await startWire()
    const custom = { type: 'custom', custom: { name: 'patch' } }
    const asked = { id: 'a', type: 'custom', custom: { name: 'patch', input: '*** Begin' } }
    const { sent } = await chat(wire, {
      tools: [custom],
      messages: [hello, asks(asked), result('a')],
    })
    expect(sent.contents[1].parts[0].functionCall.args).toEqual({ input: '*** Begin' })
  })

  it('E39: names of any kind are made to fit, twice the same name included', async () => {
    await using wire = await startWire()
    const names = ['a/b', 'a.b', 'a b', 'à', '1st', 'x'.repeat(90), `${'x'.repeat(90)}y`, 'a/b']
    const { sent } = await chat(wire, { tools: names.map((name) => tool(name)) })
    expect(sent.tools[0].functionDeclarations).toHaveLength(7)
  })

  it.each<[string, unknown]>([
    [
      'required: true',
      { type: 'object', properties: { a: { type: 'string', required: true } }, required: true },
    ],
    ['a list of properties', { type: 'object', properties: [{ name: 'a', type: 'string' }] }],
    ['properties without a schema around', { a: { type: 'string' } }],
    ['a demand for what is not there', { type: 'object', properties: {}, required: ['a'] }],
    ['booleans for schemas', { type: 'object', properties: { a: true, b: false } }],
    ['a text', 'object'],
  ])('E39: malformed schemas of MCP servers are mended (%s)', async (_what, parameters) => {
    await using wire = await startWire()
    const { sent } = await chat(wire, { tools: [tool('f', parameters)] })
    expect(parametersOf(sent).type).toBe('object')
  })
})

it('ids longer than a JavaScript number keep their digits, both ways', async () => {
  const id = '12345678901234567890'
  await using wire = await startWire({
    script(_request, response) {
      const part = `{"functionCall":{"name":"send","args":{"to":${id}}}}`
      const body = `{"candidates":[{"content":{"parts":[${part}]},"finishReason":"STOP"}]}`
      response.writeHead(200, { 'content-type': 'application/json' }).end(body)
      return true
    },
  })
  const tools = [tool('send', { type: 'object', properties: { to: { type: 'integer' } } })]
  const asked = [user('go'), asks(call('c', 'send', `{"to":${id}}`)), result('c', `{"from":${id}}`)]
  const { json } = await wire.chat({ messages: asked, tools })
  expect(json.choices[0].message.tool_calls[0].function.arguments).toBe(`{"to":${id}}`)
  const sent = wire.demo.requests[0]?.rawBody.toString()
  expect(sent).toContain(`"args":{"to":${id}}`)
  expect(sent).toContain(`"response":{"from":${id}}`)
})
