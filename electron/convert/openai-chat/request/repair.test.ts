import { describe, expect, it } from 'vitest'
import type { GenerateContentRequest } from '../../../gemini/wire.ts'
import { repairRequest } from './repair.ts'
import { signatureSentinel } from './thought-signature.ts'

const hi = { role: 'user', parts: [{ text: 'hi' }] }
const base: GenerateContentRequest = { contents: [hi] }
const configured = (generationConfig: object): GenerateContentRequest => ({
  ...base,
  generationConfig,
})
const repair = (body: GenerateContentRequest, message: string) => repairRequest(body, { message })
const parameters = {
  type: 'object',
  properties: { format: { type: 'string', format: 'date', enum: ['a'] } },
}
const withTool: GenerateContentRequest = {
  ...base,
  tools: [{ functionDeclarations: [{ name: 'f', parametersJsonSchema: parameters }] }],
}
const looking = (more: object) => ({
  contents: [{ role: 'user', parts: [{ text: 'See' }, { fileData: { fileUri: 'x' }, ...more }] }],
})
const unknown = (name: string, place?: string) =>
  `Invalid JSON payload received. Unknown name "${name}"${place ? ` at '${place}'` : ''}: Cannot find field.`

describe('what Google refuses is left out', () => {
  it.each<[string, string, GenerateContentRequest, GenerateContentRequest]>([
    [
      'an unknown setting',
      unknown('mediaResolution', 'generation_config'),
      configured({ mediaResolution: 'MEDIA_RESOLUTION_LOW', seed: 1 }),
      configured({ seed: 1 }),
    ],
    [
      'how closely to look at an image',
      unknown('media_resolution', 'contents[0].parts[1]'),
      looking({ mediaResolution: { level: 'MEDIA_RESOLUTION_HIGH' } }),
      looking({}),
    ],
    [
      'how closely to look at one of several turns',
      unknown('media_resolution', 'contents[1].parts[1]'),
      withGreeting(looking({ mediaResolution: { level: 'MEDIA_RESOLUTION_HIGH' } })),
      withGreeting(looking({})),
    ],
    [
      'a setting inside one',
      unknown('thinking_level', 'generation_config.thinking_config'),
      configured({ thinkingConfig: { thinkingLevel: 'low' }, seed: 1 }),
      configured({ seed: 1 }),
    ],
    [
      'a thinking level',
      'Thinking level MINIMAL is not supported for this model.',
      configured({ thinkingConfig: { thinkingLevel: 'minimal' } }),
      configured({}),
    ],
    [
      'a thinking budget',
      'The thinking budget 32768 is invalid. Please choose a value between 512 and 24576.',
      configured({ thinkingConfig: { thinkingBudget: 32_768 } }),
      configured({}),
    ],
    [
      'sampling on a model of the future',
      'temperature is no longer supported for this model.',
      configured({ temperature: 1, topP: 1, seed: 4 }),
      configured({ seed: 4 }),
    ],
    [
      'too long an answer',
      'max_output_tokens must be in the range 1 to 8192',
      configured({ maxOutputTokens: 9999 }),
      configured({}),
    ],
    [
      'filters we switched off',
      'safety_settings: OFF is not supported for this model',
      { ...base, safetySettings: [{ threshold: 'OFF' }] },
      base,
    ],
    ['an unknown tier', unknown('serviceTier'), { ...base, serviceTier: 'flex' }, base],
    [
      'built-in tools beside functions',
      'Built-in tools ({google_search}) and Function Calling cannot be combined in the same request.',
      {
        ...withTool,
        tools: [...(withTool.tools ?? []), { googleSearch: {} }],
        toolConfig: { includeServerSideToolInvocations: true },
      },
      { ...withTool, toolConfig: {} },
    ],
  ])('%s', (_what, message, body, expected) => {
    const before = structuredClone(body)
    expect(repair(body, message)?.body).toEqual(expected)
    expect(body).toEqual(before)
  })

  it.each([
    [
      unknown('format', 'tools[0].function_declarations[0].parameters_json_schema.properties[0]'),
      { type: 'string', enum: ['a'] },
    ],
    [
      "properties[format].format: only 'enum' and 'date-time' are supported for STRING type",
      { type: 'string', enum: ['a'] },
    ],
    ['properties[format].enum: only allowed for STRING type', { type: 'string', format: 'date' }],
  ])('a keyword of a schema (%s), never a property of that name', (message, expected) => {
    const repaired = repair(withTool, message)?.body.tools?.[0]?.functionDeclarations?.[0]
    expect(repaired?.parametersJsonSchema).toEqual({
      type: 'object',
      properties: { format: expected },
    })
  })
})

const withGreeting = (body: GenerateContentRequest): GenerateContentRequest => ({
  ...body,
  contents: [{ role: 'user', parts: [{ text: 'Hello.' }] }, ...body.contents],
})

describe('what Google refuses is said otherwise', () => {
  const schema = { type: 'object', properties: { a: { type: 'string' } } }
  const json = configured({ responseMimeType: 'application/json', responseJsonSchema: schema })

  it('a schema that is too complex becomes an instruction', () => {
    const body = repair(
      json,
      'The specified schema produces a constraint that has too many states',
    )?.body
    expect(body?.generationConfig).toEqual({ responseMimeType: 'application/json' })
    expect(body?.systemInstruction?.parts?.at(-1)?.text).toContain(JSON.stringify(schema))
  })

  it('JSON mode beside functions becomes an instruction', () => {
    const message = "Function calling with a response mime type: 'application/json' is unsupported"
    const body = repair({ ...withTool, ...json }, message)?.body
    expect(body?.generationConfig).toEqual({})
    expect(body?.systemInstruction?.parts?.at(-1)?.text).toContain(JSON.stringify(schema))
  })

  it('a prefill is followed by a user turn', () => {
    const contents = [hi, { role: 'model', parts: [{ text: 'It' }] }]
    const body = repair({ contents }, 'Requests ending with a model turn are not supported')?.body
    expect(body?.contents.map(({ role }) => role)).toEqual(['user', 'model', 'user'])
  })

  it('a system instruction becomes part of the first user turn', () => {
    const body = { ...base, systemInstruction: { parts: [{ text: 'Be brief' }] } }
    const repaired = repair(body, 'Developer instruction is not enabled for models/x')?.body
    expect(repaired).toEqual({
      contents: [{ role: 'user', parts: [{ text: 'Be brief' }, { text: 'hi' }] }],
    })
  })

  it('broken signatures give way to the stand-in, on the first call of each step only', () => {
    const call = (thoughtSignature?: string) => ({
      functionCall: { name: 'f', args: {} },
      ...(thoughtSignature && { thoughtSignature }),
    })
    const result = { functionResponse: { name: 'f', response: {} } }
    const contents = [
      hi,
      { role: 'model', parts: [{ thought: true, text: 'hm' }, call('AAAA'), call('BBBB')] },
      { role: 'user', parts: [result, result] },
      { role: 'model', parts: [{ text: 'done', thoughtSignature: 'CCCC' }] },
    ]
    const repaired = repair({ contents }, 'Corrupted thought signature.')
    expect(repaired?.body.contents).toEqual([
      hi,
      { role: 'model', parts: [call(signatureSentinel), call()] },
      { role: 'user', parts: [result, result] },
      { role: 'model', parts: [{ text: 'done' }] },
    ])
    expect(repair(repaired?.body ?? base, 'Corrupted thought signature.')).toBeUndefined()
  })
})

describe('what cannot be mended is the client’s to hear', () => {
  it.each<[string, GenerateContentRequest]>([
    ['The input token count (2000000) exceeds the maximum number of tokens allowed', base],
    ['Please use a valid role: user, model.', base],
    ['', base],
    [unknown('contents'), base],
    [unknown('store'), { ...base, serviceTier: 'flex' }],
    [unknown('properties', 'tools[0].function_declarations[0].parameters_json_schema'), withTool],
    [unknown('type', 'generation_config.response_json_schema'), withTool],
    [unknown('responseMimeType', 'generation_config'), configured({ responseMimeType: 'x' })],
    ['Thinking level LOW is not supported', base],
    [
      'safety_settings[0]: no such threshold',
      { ...base, safetySettings: [{ threshold: 'BLOCK_ONLY_HIGH' }] },
    ],
    ['Corrupted thought signature.', base],
    ['Requests ending with a model turn are not supported', base],
  ])('%s', (message, body) => expect(repair(body, message)).toBeUndefined())
})
