import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { errorOf, generate, post, saying } from './demo-client.ts'
import { startDemoUpstream, type DemoUpstream } from './server.ts'

/** The last day on which Google answers 2.5 Pro with itself. */
const NOVEMBER_MS = Date.UTC(2026, 10, 30)
const DECEMBER_MS = Date.UTC(2026, 11, 1)

let demo: DemoUpstream
beforeAll(async () => {
  demo = await startDemoUpstream({ nowMs: () => NOVEMBER_MS })
})
afterAll(() => demo.close())

const user = (...parts: object[]) => ({ role: 'user', parts })
const model = (...parts: object[]) => ({ role: 'model', parts })
const ask = user({ text: 'Weather in Paris?' })
const thoughtSignature = 'skip_thought_signature_validator'
const call = { functionCall: { name: 'get_weather', args: {} }, thoughtSignature }
const unsigned = { functionCall: { name: 'get_weather', args: {} } }
const result = { functionResponse: { name: 'get_weather', response: {} } }
const functions = (...names: string[]) => ({
  functionDeclarations: names.map((name) => ({ name })),
})
const harassment = { category: 'HARM_CATEGORY_HARASSMENT', threshold: 'OFF' }
const configured = (generationConfig: object) => saying('Hello', { generationConfig })

const refused: [what: string, message: RegExp, body: unknown, model?: string][] = [
  ['broken JSON', /^Invalid JSON payload received\. Unexpected token/, '{"contents": '],
  ['a list instead of an object', /Root element must be a message/, '[]'],
  ['no contents', /^\* GenerateContentRequest\.contents: contents is not specified\n$/, {}],
  ['empty contents', /contents is not specified/, { contents: [] }],
  [
    'an unknown field',
    /^Invalid JSON payload received\. Unknown name "x": Cannot/,
    saying('', { x: 1 }),
  ],
  ['an unknown setting', /Unknown name "n" at 'generation_config'/, configured({ n: 1 })],
  ['contents that are no list', /Invalid value at 'contents'/, { contents: {} }],
  ['a role of its own', /valid role: user, model\./, { contents: [{ ...ask, role: 'tool' }] }],
  ['a content without parts', /contents\[0\]\.parts: .*not be empty/, { contents: [user()] }],
  [
    'a part without data',
    /parts\[1\]\.data: required oneof field 'data' must have one initialized field/,
    { contents: [user({ text: 'a' }, { thought: true })] },
  ],
  [
    'an unknown name in a part',
    /Unknown name "cache_control" at 'contents\[0\]\.parts\[0\]': Cannot find field\./,
    { contents: [user({ text: 'a', cache_control: {} })] },
  ],
  [
    'an unknown name in a declaration',
    /Unknown name "strict" at 'tools\[0\]\.function_declarations\[0\]'/,
    saying('a', { tools: [{ functionDeclarations: [{ name: 'f', strict: true }] }] }),
  ],
  [
    'an unknown name deep in the settings',
    /Unknown name "effort" at 'generation_config\.thinking_config'/,
    configured({ thinkingConfig: { effort: 'low' } }),
  ],
  [
    'arguments that are no object',
    /'contents\[1\]\.parts\[0\]\.function_call\.args' .*Struct\), "x"/,
    { contents: [ask, model({ ...call, functionCall: { name: 'f', args: 'x' } }), user(result)] },
  ],
  [
    'a result that is no object',
    /function_response\.response' .*Struct\), \[1\]/,
    { contents: [ask, model(call), user({ functionResponse: { name: 'f', response: [1] } })] },
  ],
  [
    'a call without a name',
    /contents\[1\]\.parts\[0\]\.function_call\.name: Name cannot be empty/,
    { contents: [ask, model({ ...call, functionCall: { args: {} } }), user(result)] },
  ],
  [
    'a result without a name',
    /function_response\.name: Name cannot be empty/,
    { contents: [ask, model(call), user({ functionResponse: { response: {} } })] },
  ],
  [
    'a signature on a result',
    /Thought signature is not supported/,
    { contents: [ask, model(call), user({ ...result, thoughtSignature })] },
  ],
  [
    'a picture of a kind it does not read',
    /^Unsupported MIME type: image\/svg\+xml$/,
    { contents: [user({ inlineData: { mimeType: 'image/svg+xml', data: 'AAAA' } })] },
  ],
  [
    'data that are no base64',
    /parts\[0\]\.inline_data\.data' \(TYPE_BYTES\)/,
    { contents: [user({ inlineData: { mimeType: 'image/png', data: 'no!' } })] },
  ],
  [
    'fewer results than calls',
    /number of function response parts is equal/,
    { contents: [ask, model(call, unsigned), user(result)] },
  ],
  [
    'results split over two turns',
    /number of function response parts is equal/,
    { contents: [ask, model(call, unsigned), user(result), user(result)] },
  ],
  [
    'a result without a call',
    /immediately after a function call turn/,
    { contents: [user(result)] },
  ],
  [
    'a call before any question',
    /immediately after a user turn/,
    { contents: [model(call), user(result)] },
  ],
  [
    'an unsigned call of this turn',
    /missing a thought_signature .*position 2/,
    { contents: [ask, model(unsigned), user(result)] },
  ],
  [
    'a signature it never gave',
    /^Corrupted thought signature\.$/,
    { contents: [ask, model({ ...unsigned, thoughtSignature: 'c2ln' }), user(result)] },
  ],
  [
    'a result under another name than its call',
    /does not match any function call/,
    { contents: [ask, model(call), user({ functionResponse: { name: 'other', response: {} } })] },
  ],
  [
    'a result under another id than its call',
    /does not match any function call/,
    {
      contents: [
        ask,
        model({ ...call, functionCall: { ...call.functionCall, id: 'a' } }),
        user({ functionResponse: { ...result.functionResponse, id: 'b' } }),
      ],
    },
  ],
  [
    'a search without what it found',
    /must come in pairs: s1/,
    {
      contents: [
        ask,
        model({ toolCall: { toolType: 'GOOGLE_SEARCH_WEB', id: 's1' } }, { text: 'a' }),
        ask,
      ],
    },
  ],
  [
    'an end in a model turn',
    /Requests ending with a model turn/,
    { contents: [ask, model({ text: 'It' })] },
  ],
  [
    'an instruction for Gemma',
    /Developer instruction is not enabled/,
    saying('a', { systemInstruction: user({ text: 'b' }) }),
    'gemma-4-31b-it',
  ],
  [
    'calling config without functions',
    /without function_declarations/,
    saying('a', { toolConfig: { functionCallingConfig: { mode: 'AUTO' } } }),
  ],
  [
    'one tool per function',
    /^Multiple tools are supported only when they are all search tools\.$/,
    saying('a', { tools: [functions('f'), functions('g')] }),
  ],
  [
    'search beside functions',
    /include_server_side_tool_invocations/,
    saying('a', { tools: [functions('f'), { googleSearch: {} }] }),
  ],
  ['a bad function name', /Invalid function name/, saying('a', { tools: [functions('a/b')] })],
  [
    'a function twice',
    /Duplicate function declaration/,
    saying('a', { tools: [functions('f', 'f')] }),
  ],
  [
    'an allowed name that is not declared',
    /undeclared function: g/,
    saying('a', {
      tools: [functions('f')],
      toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['g'] } },
    }),
  ],
  [
    'allowed names in mode AUTO',
    /ANY or VALIDATED/,
    saying('a', {
      tools: [functions('f')],
      toolConfig: { functionCallingConfig: { mode: 'AUTO', allowedFunctionNames: ['f'] } },
    }),
  ],
  ['a presence penalty', /Penalty is not enabled/, configured({ presencePenalty: 0 })],
  ['a frequency penalty', /Penalty is not enabled/, configured({ frequency_penalty: 0.5 })],
  ['two candidates', /Multiple candidates is not enabled/, configured({ candidateCount: 2 })],
  ['logprobs', /Logprobs is not enabled/, configured({ responseLogprobs: true })],
  ['a seed beyond int32', /'generation_config.seed' .*INT32/, configured({ seed: 2 ** 31 })],
  ['a limit that is no whole number', /max_output_tokens/, configured({ maxOutputTokens: 1e300 })],
  [
    'too much heat',
    /temperature must be in the range \[0\.0, 2\.0\]/,
    configured({ temperature: 3 }),
  ],
  ['more than all of it', /top_p must be in the range/, configured({ topP: 1.5 })],
  [
    'an answer of no tokens',
    /max_output_tokens must be positive/,
    configured({ maxOutputTokens: 0 }),
  ],
  [
    'a filter that does not exist',
    /'safety_settings\[0\]\.category' .*HarmCategory\), "RUDE"/,
    saying('a', { safetySettings: [{ category: 'RUDE', threshold: 'OFF' }] }),
  ],
  [
    'a filter set twice',
    /multiple settings for the category HARM_CATEGORY_HARASSMENT/,
    saying('a', { safetySettings: [harassment, harassment] }),
  ],
  ['half a token', /'generation_config.top_k' .*INT32/, configured({ topK: 1.5 })],
  ['six stop sequences', /stop sequences/, configured({ stopSequences: 'abcdef'.split('') })],
  [
    'two schemas',
    /Only one of/,
    configured({
      responseMimeType: 'application/json',
      responseSchema: {},
      responseJsonSchema: {},
    }),
  ],
  [
    'JSON mode with functions on 2.5',
    /mime type: 'application\/json' is unsupported/,
    saying('a', {
      tools: [functions('f')],
      generationConfig: { responseMimeType: 'application/json' },
    }),
    'gemini-2.5-flash-lite',
  ],
  [
    'level and budget at once',
    /only one of thinking budget and thinking level/,
    configured({ thinkingConfig: { thinkingLevel: 'LOW', thinkingBudget: 1 } }),
  ],
  ...[0, 127, 32_769].map((thinkingBudget): (typeof refused)[number] => [
    `a budget of ${thinkingBudget} on 2.5 Pro`,
    /thinking budget \d+ is invalid\. Please choose a value between 128 and 32768/,
    configured({ thinkingConfig: { thinkingBudget } }),
    'gemini-2.5-pro',
  ]),
  [
    'thoughts where there is no thinking',
    /include_thoughts is only enabled/,
    configured({ thinkingConfig: { thinkingBudget: 0, includeThoughts: true } }),
    'gemini-2.5-flash-lite',
  ],
  [
    'minimal thinking on 3.8',
    /Thinking level MINIMAL is not supported/,
    configured({ thinkingConfig: { thinkingLevel: 'minimal' } }),
  ],
  [
    'a picture from a chat model',
    /response modalities/,
    configured({ responseModalities: ['IMAGE'] }),
  ],
  [
    'a resolution for one picture on 2.5',
    /Part media resolution is not enabled/,
    {
      contents: [
        user({
          inlineData: { mimeType: 'image/png', data: '' },
          mediaResolution: { level: 'MEDIA_RESOLUTION_HIGH' },
        }),
      ],
    },
    'gemini-2.5-flash-lite',
  ],
  [
    'a resolution on Gemma',
    /^Media resolution is not enabled/,
    configured({ mediaResolution: 'MEDIA_RESOLUTION_LOW' }),
    'gemma-4-31b-it',
  ],
  [
    'a voice of another house',
    /^Voice name alloy is not supported\.$/,
    configured({
      responseModalities: ['AUDIO'],
      speechConfig: { voiceConfig: { prebuiltVoiceConfig: { voiceName: 'alloy' } } },
    }),
    'gemini-3.8-flash-tts',
  ],
  [
    'a manner of speaking from who does not speak',
    /^Speech metadata is not supported/,
    { contents: [user({ text: 'a', speechMetadata: { style: 'calm' } })] },
  ],
  ['a transcript of nothing', /^Audio input is required/, saying('a'), 'gemini-3.5-transcribe'],
  [
    'functions of an image model',
    /^Function calling is not enabled/,
    saying('a', {
      tools: [functions('f')],
      generationConfig: { responseModalities: ['TEXT', 'IMAGE'] },
    }),
    'gemini-3-pro-image',
  ],
  ['text alone from an image model', /response modalities/, saying('a'), 'gemini-3-pro-image'],
  [
    'an unsigned picture in the history',
    /Image part is missing a thought_signature/,
    {
      contents: [ask, model({ inlineData: { mimeType: 'image/png', data: '' } }), ask],
      generationConfig: { responseModalities: ['IMAGE'] },
    },
    'gemini-3-pro-image',
  ],
]

describe('requests Google refuses', () => {
  it.each(refused)('%s', async (_what, message, body, id = 'gemini-3.8-flash') => {
    const response = await post(demo.baseUrl, { body, model: id })
    expect(response.status).toBe(400)
    const error = await errorOf(response)
    expect(error.status).toBe('INVALID_ARGUMENT')
    expect(error.message).toMatch(message)
  })

  it('lists every unknown field as a violation', async () => {
    const error = await errorOf(await post(demo.baseUrl, { body: saying('a', { x: 1, y: 2 }) }))
    expect(error.details).toEqual([
      {
        '@type': 'type.googleapis.com/google.rpc.BadRequest',
        fieldViolations: [
          { description: 'Invalid JSON payload received. Unknown name "x": Cannot find field.' },
          { description: 'Invalid JSON payload received. Unknown name "y": Cannot find field.' },
        ],
      },
    ])
  })
})

const anyKind = saying('a', {
  tools: [
    {
      functionDeclarations: [
        { name: 'f', parametersJsonSchema: { type: 'object', properties: { strict: {} } } },
      ],
    },
  ],
  contents: [
    ask,
    model({ ...call, functionCall: { name: 'f', args: { cache_control: { x: [{ y: 1 }] } } } }),
    user({ functionResponse: { name: 'f', response: { cache_control: 1 } } }),
  ],
})

const accepted: [what: string, body: unknown, model?: string][] = [
  ['arguments and schemas of any kind', anyKind],
  ['a content without role', { contents: [{ parts: [{ text: 'a' }] }] }],
  [
    'snake_case names',
    {
      contents: [user({ text: 'a' })],
      system_instruction: { parts: [{ text: 'b' }] },
      generation_config: { max_output_tokens: 9 },
      safety_settings: [],
    },
  ],
  [
    'signed calls with their results',
    { contents: [ask, model(call, unsigned), user(result, result)] },
  ],
  [
    'unsigned calls of an earlier turn',
    { contents: [ask, model(unsigned), user(result), model({ text: 'Fine.' }), ask] },
  ],
  [
    'unsigned calls on 2.5',
    { contents: [ask, model(unsigned), user(result)] },
    'gemini-2.5-flash-lite',
  ],
  [
    'an end in a model turn on 3.1',
    { contents: [ask, model({ text: 'It' })] },
    'gemini-3.1-pro-preview',
  ],
  ...[0, 512, 24_576, -1].map((thinkingBudget): (typeof accepted)[number] => [
    `a budget of ${thinkingBudget} on 2.5 Flash-Lite`,
    configured({ thinkingConfig: { thinkingBudget } }),
    'gemini-2.5-flash-lite',
  ]),
  [
    'minimal thinking on 3.6',
    configured({ thinkingConfig: { thinkingLevel: 'MINIMAL' } }),
    'gemini-3.6-flash',
  ],
  ['two search tools', saying('a', { tools: [{ googleSearch: {} }, { urlContext: {} }] })],
  ['a byte order mark', `\uFEFF${JSON.stringify(saying('a'))}`],
]

describe('requests Google takes', () => {
  it.each(accepted)('%s', async (_what, body, id = 'gemini-3.8-flash') => {
    const response = await post(demo.baseUrl, { body, model: id })
    expect([response.status, await response.text()]).toEqual([200, expect.any(String)])
  })
})

describe('names that Google routes on from the first of December', () => {
  it.each([
    ['gemini-2.5-pro', 'gemini-3.8-flash'],
    ['gemini-2.5-flash', 'gemini-3.5-flash-lite'],
  ])('%s takes levels from then on, and %s answers', async (id, served) => {
    const body = configured({ thinkingConfig: { thinkingLevel: 'LOW' } })
    expect((await post(demo.baseUrl, { body, model: id })).status).toBe(400)
    const december = await startDemoUpstream({ nowMs: () => DECEMBER_MS })
    try {
      const answer = await generate(december.baseUrl, { body, model: id })
      expect(answer.modelVersion).toBe(served)
    } finally {
      await december.close()
    }
  })
})

const credentials: [
  what: string,
  query: string,
  headers: Record<string, string>,
  status: number,
  message: RegExp,
][] = [
  ['none', '', {}, 403, /^Method doesn't allow unregistered callers/],
  ['a header', '', { 'x-goog-api-key': 'k' }, 200, /^$/],
  ['a query', '?key=k', {}, 200, /^$/],
  ['a bearer token', '', { authorization: 'Bearer k' }, 401, /invalid authentication credentials/],
  [
    'header and query',
    '?key=k',
    { 'x-goog-api-key': 'k' },
    400,
    /^Multiple authentication credentials received/,
  ],
  [
    'header and bearer token',
    '',
    { 'x-goog-api-key': 'k', authorization: 'Bearer k' },
    400,
    /^Multiple authentication/,
  ],
]

describe('credentials', () => {
  it.each(credentials)('%s', async (_what, query, headers, status, message) => {
    const response = await post(demo.baseUrl, { query, headers })
    expect(response.status).toBe(status)
    expect(status === 200 ? '' : (await errorOf(response)).message).toMatch(message)
  })
})
