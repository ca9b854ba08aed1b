import { describe, expect, it } from 'vitest'
import { parseChatRequest } from './chat-request.ts'
import { parseModelName } from '../../model-name.ts'
import { toGenerateContent, type ChatRequestOptions, type GeminiChatRequest } from './request.ts'

const off: ChatRequestOptions = { codeExecutionEnabled: false, showThinkingProcess: false }
const codeOn: ChatRequestOptions = { ...off, codeExecutionEnabled: true }

const convert = (model: string, fields: object = {}, options = off): GeminiChatRequest => {
  const request = parseChatRequest({
    model,
    messages: [{ role: 'user', content: 'hi' }],
    ...fields,
  })
  return toGenerateContent(request, parseModelName(model), options)
}
const contents = [{ role: 'user', parts: [{ text: 'hi' }] }]
const fn = { type: 'function', function: { name: 'a' } }
const system = {
  messages: [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'hi' },
  ],
}
const image = { type: 'image_url', image_url: { url: 'https://x.org/a' } }
const defaultSafety = ['HARASSMENT', 'HATE_SPEECH', 'SEXUALLY_EXPLICIT', 'DANGEROUS_CONTENT'].map(
  (name) => ({ category: `HARM_CATEGORY_${name}`, threshold: 'OFF' }),
)

describe('a whole request', () => {
  it.each([
    { modalities: ['text', 'image'] },
    { google: { response_modalities: ['TEXT', 'IMAGE'] } },
    { extra_body: { google: { responseModalities: ['IMAGE'] } } },
  ])('asks any model for pictures where the client does: %j', (fields) => {
    const { generationConfig } = convert('gemini-99-new', fields).body
    expect(generationConfig?.responseModalities).toEqual(['TEXT', 'IMAGE'])
  })

  it('is as small as it can be', () => {
    const { body, ...rest } = convert('gemini-3.8-flash')
    expect(body).toEqual({ contents, safetySettings: defaultSafety })
    expect(rest).toMatchObject({ includeThoughts: false, parallelToolCalls: true })
  })

  it('carries everything at once', () => {
    const { body, toolNames, parallelToolCalls } = convert(
      'google/gemini-3.1-pro-preview-search',
      {
        ...system,
        temperature: 0.3,
        max_completion_tokens: 40_000,
        reasoning_effort: 'low',
        stop: ['END'],
        tools: [
          {
            type: 'function',
            function: { name: 'mcp/find', parameters: { type: 'object', properties: {} } },
          },
        ],
        parallel_tool_calls: false,
        response_format: { type: 'json_object' },
        service_tier: 'flex',
      },
      { ...off, showThinkingProcess: true },
    )
    expect(body).toEqual({
      systemInstruction: { parts: [{ text: 'Be brief.' }] },
      contents,
      generationConfig: {
        temperature: 0.3,
        maxOutputTokens: 41_024,
        stopSequences: ['END'],
        responseMimeType: 'application/json',
        thinkingConfig: { thinkingLevel: 'low', includeThoughts: true },
      },
      tools: [
        {
          functionDeclarations: [
            { name: 'mcp_find', parametersJsonSchema: { type: 'object', properties: {} } },
          ],
        },
        { googleSearch: {} },
      ],
      toolConfig: {
        functionCallingConfig: { mode: 'VALIDATED' },
        includeServerSideToolInvocations: true,
      },
      safetySettings: defaultSafety,
      serviceTier: 'flex',
    })
    expect(toolNames.toClient('mcp_find')).toBe('mcp/find')
    expect(parallelToolCalls).toBe(false)
  })

  it('is the same for the same input', () => {
    expect(convert('gemini-3.8-flash', { seed: 2 ** 40 })).toEqual(
      convert('gemini-3.8-flash', { seed: 2 ** 40 }),
    )
  })

  it('declared functions keep their names when history has similar ones', () => {
    const call = { id: '1', type: 'function', function: { name: 'a b', arguments: '{}' } }
    const messages = [
      { role: 'user', content: 'hi' },
      { role: 'assistant', tool_calls: [call] },
    ]
    const tools = [{ type: 'function', function: { name: 'a_b' } }]
    const { body, toolNames } = convert('gemini-3.8-flash', { messages, tools })
    expect(body.tools).toEqual([{ functionDeclarations: [{ name: 'a_b' }] }])
    expect(body.contents[1]?.parts?.[0]?.functionCall?.name).toBe('a_b_2')
    expect(toolNames.toClient('a_b_2')).toBe('a b')
  })

  it('follows a re-routed model’s rules once the day has come', () => {
    const fields = { temperature: 0.5, reasoning_effort: 'low' }
    const december = { ...off, nowMs: Date.UTC(2026, 11, 2) }
    expect(convert('gemini-2.5-pro', fields).body.generationConfig).toEqual({
      temperature: 0.5,
      thinkingConfig: { thinkingBudget: 1024 },
    })
    expect(convert('gemini-2.5-pro', fields, december).body.generationConfig).toEqual({
      thinkingConfig: { thinkingLevel: 'low' },
    })
  })
})

describe('system text goes where the model takes it', () => {
  it('before the first user turn on gemma', () => {
    const { body } = convert('gemma-4-31b-it', system)
    expect(body.systemInstruction).toBeUndefined()
    expect(body.contents).toEqual([
      { role: 'user', parts: [{ text: 'Be brief.' }, { text: 'hi' }] },
    ])
  })

  it('nowhere when a cache holds it, and no tools either', () => {
    const fields = { ...system, tools: [fn], google: { cached_content: 'cachedContents/1' } }
    expect(convert('gemini-3.8-flash', fields).body).toEqual({
      cachedContent: 'cachedContents/1',
      contents,
      safetySettings: defaultSafety,
    })
  })
})

describe('JSON answers', () => {
  const schema = { type: 'object', properties: { a: { const: 1 } } }
  const cleaned = { type: 'object', properties: { a: { type: 'integer', enum: [1] } } }
  const config = (format: unknown, fields: object = {}, model = 'gemini-3.8-flash') =>
    convert(model, { response_format: format, ...fields }).body.generationConfig

  it.each<[string, unknown, unknown]>([
    ['json_object', { type: 'json_object' }, undefined],
    [
      'json_schema',
      { type: 'json_schema', json_schema: { name: 'n', description: 'd', strict: true, schema } },
      { title: 'n', description: 'd', ...cleaned },
    ],
    ['flat json_schema', { type: 'json_schema', name: 'n', schema }, { title: 'n', ...cleaned }],
    ['a schema beside json_object', { type: 'json_object', schema }, cleaned],
    ['a schema without wrapper', schema, cleaned],
    ['a schema without type', { schema }, cleaned],
    ['json_schema without schema', { type: 'json_schema', json_schema: { name: 'n' } }, undefined],
    [
      'the schema’s own title wins',
      { type: 'json_schema', json_schema: { name: 'n', schema: { ...schema, title: 't' } } },
      { title: 't', ...cleaned },
    ],
  ])('%s', (_, format, sent) => {
    expect(config(format)).toEqual({
      responseMimeType: 'application/json',
      ...(sent !== undefined && { responseJsonSchema: sent }),
    })
  })

  it.each([null, { type: 'text' }])('%j is plain text', (format) => {
    expect(config(format)).toBeUndefined()
  })

  it.each(['yaml', 5])('type %j is refused', (type) => {
    expect(() => config({ type, schema })).toThrow(
      expect.objectContaining({ param: 'response_format.type' }),
    )
  })

  it.each<[object, string]>([
    [{ type: 'json_schema', json_schema: 'n' }, 'response_format.json_schema'],
    [{ type: 'json_schema', json_schema: { schema: 's' } }, 'response_format.json_schema.schema'],
    [{ type: 'json_object', schema: [schema] }, 'response_format.schema'],
  ])('%j is refused, naming the field', (format, param) => {
    expect(() => config(format)).toThrow(expect.objectContaining({ param }))
  })

  it('are asked for in words where tools forbid JSON mode', () => {
    const fields = {
      tools: [fn],
      response_format: { type: 'json_schema', json_schema: { name: 'n', schema } },
    }
    const { body } = convert('gemini-2.5-flash', fields)
    expect(body.generationConfig).toBeUndefined()
    expect(body.systemInstruction?.parts?.[0]?.text).toContain(
      JSON.stringify({ title: 'n', ...cleaned }),
    )
    expect(config({ type: 'json_object' }, { tools: [fn] })).toEqual({
      responseMimeType: 'application/json',
    })
  })

  it('are refused of a model that only draws', () => {
    expect(() => config({ type: 'json_object' }, {}, 'gemini-nano-banana-2.1')).toThrow(
      expect.objectContaining({ param: 'response_format' }),
    )
  })
})

describe('the switches', () => {
  it('the -search suffix adds Google Search', () => {
    expect(convert('gemini-2.5-flash-search').body.tools).toEqual([{ googleSearch: {} }])
  })

  it.each(['gemini-2.5-flash', 'gemini-3.8-flash'])('code execution is added on %s', (model) => {
    expect(convert(model, {}, codeOn).body.tools).toEqual([{ codeExecution: {} }])
    expect(convert(model, {}, off).body.tools).toBeUndefined()
  })

  const toolResult = [
    { role: 'assistant', tool_calls: [{ id: '1', function: { name: 'a', arguments: '' } }] },
    {
      role: 'tool',
      tool_call_id: '1',
      content: [{ type: 'image_url', image_url: 'data:image/png;base64,iVBORw0KGgo=' }],
    },
  ]

  it.each<[string, string, object, unknown]>([
    ['a search model', 'gemini-3.8-flash-search', {}, [{ googleSearch: {} }]],
    [
      'a search the client asked for',
      'gemini-3.8-flash',
      { web_search_options: {} },
      [{ googleSearch: {} }],
    ],
    [
      'functions of the client',
      'gemini-3.8-flash',
      { tools: [fn] },
      [{ functionDeclarations: [{ name: 'a' }] }],
    ],
    [
      'an image in the messages',
      'gemini-3.8-flash',
      { messages: [{ role: 'user', content: [image] }] },
      undefined,
    ],
    ['an image from a tool', 'gemini-3.8-flash', { messages: toolResult }, undefined],
    ['a JSON answer', 'gemini-3.8-flash', { response_format: { type: 'json_object' } }, undefined],
    ['tool_choice none', 'gemini-3.8-flash', { tool_choice: 'none' }, undefined],
    ['an image model', 'gemini-3-pro-image', {}, undefined],
    ['an image model as a chat', 'gemini-nano-banana-2.1-chat', {}, undefined],
    ['an image answer', 'gemini-3.8-flash', { modalities: ['image', 'text'] }, undefined],
    ['gemma', 'gemma-4-31b-it', {}, undefined],
    ['a voice', 'gemini-3.8-flash-tts', {}, undefined],
  ])('code execution stays out of the way of %s', (_, model, fields, tools) => {
    expect(convert(model, fields, codeOn).body.tools).toEqual(tools)
  })

  it('a sound or a PDF is no reason against code execution', () => {
    const file = { type: 'file', file: { file_data: 'data:application/pdf;base64,JVBERi0=' } }
    const messages = [{ role: 'user', content: [file] }]
    expect(convert('gemini-3.8-flash', { messages }, codeOn).body.tools).toEqual([
      { codeExecution: {} },
    ])
  })

  it('an image model spoken to as a chat answers in both', () => {
    expect(convert('gemini-nano-banana-2.1-chat').body.generationConfig).toEqual({
      responseModalities: ['TEXT', 'IMAGE'],
    })
  })

  it.each([true, false])('showing thoughts: %s', (showThinkingProcess) => {
    const { body, includeThoughts } = convert(
      'gemini-3.8-flash',
      {},
      { ...off, showThinkingProcess },
    )
    expect(includeThoughts).toBe(showThinkingProcess)
    expect(body.generationConfig?.thinkingConfig?.includeThoughts ?? false).toBe(
      showThinkingProcess,
    )
  })
})

it('steps of Google’s own tools go back only beside the functions they stood beside', () => {
  const call = { id: 'call_1', type: 'function', function: { name: 'a', arguments: '{}' } }
  const messages = [
    { role: 'user', content: 'hi' },
    { role: 'assistant', content: null, tool_calls: [call] },
    { role: 'tool', tool_call_id: 'call_1', content: 'x' },
  ]
  const steps = JSON.stringify({ before: [{ toolCall: { id: 't1' } }], after: [] })
  const sent = (fields: object): string =>
    JSON.stringify(
      convert(
        'gemini-3.8-flash',
        { messages, ...fields },
        {
          ...off,
          recallSignature: () => ({ family: 'gemini-3.8', signature: 'QQ==', steps }),
        },
      ).body.contents,
    )
  expect(sent({ tools: [fn], web_search_options: {} })).toContain('toolCall')
  expect(sent({ tools: [fn] })).not.toContain('toolCall')
  expect(sent({ web_search_options: {} })).not.toContain('toolCall')
})

describe('safety and tier', () => {
  const own = [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_ONLY_HIGH' }]

  it.each([
    { safety_settings: own },
    { google: { safety_settings: own } },
    { extra_body: { google: { safetySettings: own } } },
    { extra_body: { safety_settings: own } },
  ])('the client’s settings are the only ones: %j', (fields) => {
    expect(convert('gemini-3.8-flash', fields).body.safetySettings).toEqual(own)
  })

  it.each([
    ['block_only_high', 'BLOCK_ONLY_HIGH'],
    ['block_medium_and_above', 'BLOCK_MEDIUM_AND_ABOVE'],
    ['block_low_and_above', 'BLOCK_LOW_AND_ABOVE'],
  ] as const)('the person’s filter %s counts where the client sets none', (safetyFilter, word) => {
    const options = { ...off, safetyFilter }
    const { safetySettings } = convert('gemini-3.8-flash', {}, options).body
    expect(new Set(safetySettings?.map(({ threshold }) => threshold))).toEqual(new Set([word]))
    const asked = [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' }]
    const told = convert('gemini-3.8-flash', { safety_settings: asked }, options).body
    expect(told.safetySettings).toEqual(asked)
  })

  it('nothing is said of filters that are left to Google', () => {
    const { body } = convert('gemini-3.8-flash', {}, { ...off, safetyFilter: 'google' })
    expect(body).not.toHaveProperty('safetySettings')
  })

  it('models before 2.5 know no OFF', () => {
    expect(convert('gemini-2.0-flash').body.safetySettings?.[0]?.threshold).toBe('BLOCK_NONE')
  })

  it.each([
    ['priority', 'priority'],
    ['auto', undefined],
    ['default', undefined],
    [null, undefined],
  ])('service_tier %s', (tier, sent) => {
    expect(convert('gemini-3.8-flash', { service_tier: tier }).body.serviceTier).toBe(sent)
  })
})
