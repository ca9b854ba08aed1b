import { describe, expect, it } from 'vitest'
import { modelFamily } from '../../../gemini/families.ts'
import { InvalidRequest } from '../../invalid-request.ts'
import type { BuiltInTool } from './built-in-tools.ts'
import { parseChatRequest } from './chat-request.ts'
import { ToolNames } from './tool-names.ts'
import { convertTools, readTools, type ConvertedTools } from './tools.ts'

const modern = 'gemini-3.8-flash'
const older = 'gemini-2.5-flash'

const read = (fields: object, toolNames = new ToolNames()) =>
  readTools(
    parseChatRequest({ model: 'm', messages: [{ role: 'user', content: 'hi' }], ...fields }),
    toolNames,
  )
const convert = (fields: object, model = modern, switchedOn: BuiltInTool[] = []): ConvertedTools =>
  convertTools(read(fields), switchedOn, modelFamily(model))

const fn = (name: string, extra: object = {}) => ({
  type: 'function',
  function: { name, ...extra },
})
const declares = (...names: string[]) => ({ functionDeclarations: names.map((name) => ({ name })) })
const calling = (mode: string, ...allowedFunctionNames: string[]) => ({
  functionCallingConfig: {
    mode,
    ...(allowedFunctionNames.length > 0 && { allowedFunctionNames }),
  },
})

describe('functions are declared once, in one entry', () => {
  it('with name, description and a cleaned schema', () => {
    const parameters = { type: 'object', properties: { a: { const: 'x' } }, $schema: 'y' }
    const tools = [fn('a', { description: 'A', parameters, strict: false }), fn('b')]
    expect(convert({ tools })).toEqual({
      tools: [
        {
          functionDeclarations: [
            {
              name: 'a',
              description: 'A',
              parametersJsonSchema: {
                type: 'object',
                properties: { a: { type: 'string', enum: ['x'] } },
              },
            },
            { name: 'b' },
          ],
        },
      ],
    })
  })

  it.each<[string, object, unknown]>([
    ['flat, as in Responses', { tools: [{ type: 'function', name: 'a' }] }, [declares('a')]],
    ['without type', { tools: [{ function: { name: 'a' } }] }, [declares('a')]],
    ['functions of the old API', { functions: [{ name: 'a' }] }, [declares('a')]],
    ['the same twice', { tools: [fn('a'), fn('a', { description: 'again' })] }, [declares('a')]],
    ['names Google would refuse', { tools: [fn('x/y'), fn('x y')] }, [declares('x_y', 'x_y_2')]],
    ['no tools', { tools: [] }, undefined],
  ])('%s', (_, fields, tools) => {
    expect(convert(fields).tools).toEqual(tools)
  })

  it.each<[unknown, unknown]>([
    [
      { type: 'object', properties: {} },
      { type: 'object', properties: {} },
    ],
    [{}, { type: 'object' }],
    [
      { anyOf: [{ type: 'object', properties: { a: {} } }] },
      { type: 'object', anyOf: [{ type: 'object', properties: { a: {} } }] },
    ],
    [{ type: ['object', 'null'] }, { type: 'object' }],
    ['nonsense', { type: 'object' }],
    [null, undefined],
  ])('parameters %j are sent as %j', (parameters, sent) => {
    const [tool] = convert({ tools: [fn('a', { parameters })] }).tools ?? []
    expect(tool?.functionDeclarations?.[0]?.parametersJsonSchema).toEqual(sent)
  })

  it('a tool of free text takes it as its one parameter', () => {
    const requested = read({ tools: [{ type: 'custom', custom: { name: 'patch', format: {} } }] })
    expect([...requested.customNames]).toEqual(['patch'])
    expect(requested.declarations[0]).toMatchObject({
      name: 'patch',
      parametersJsonSchema: { properties: { input: { type: 'string' } }, required: ['input'] },
    })
  })

  it.each<[object, string]>([
    [{ tools: [fn('')] }, 'tools[0].function.name'],
    [{ tools: [fn('a'), { type: 'function' }] }, 'tools[1].name'],
    [{ tools: [{ type: 'file_search' }] }, 'tools[0].type'],
    [{ tools: [{}] }, 'tools[0].type'],
    [{ tools: [{ type: 'function', function: 'a' }] }, 'tools[0].function'],
    [{ tools: [{ type: 'custom', custom: [] }] }, 'tools[0].custom'],
    [{ functions: [{}] }, 'functions[0].name'],
    [{ tools: [fn('a', { description: 5 })] }, 'tools[0].function.description'],
    [{ tools: [{ type: 'function', name: 'a', description: 5 }] }, 'tools[0].description'],
    [{ tools: [{ type: 'custom', custom: { description: 5 } }] }, 'tools[0].custom.description'],
    [{ functions: [{ name: 'a', description: 5 }] }, 'functions[0].description'],
  ])('%j is refused', (fields, param) => {
    expect(() => read(fields)).toThrow(InvalidRequest)
    expect(() => read(fields)).toThrow(expect.objectContaining({ param }))
  })
})

describe('tool_choice', () => {
  const tools = [fn('a'), fn('x/y')]
  const allowed = (mode: string) => ({ mode, tools: [fn('a'), { type: 'function', name: 'x/y' }] })

  it.each<[unknown, unknown]>([
    [undefined, undefined],
    [null, undefined],
    ['auto', calling('AUTO')],
    ['none', calling('NONE')],
    ['required', calling('ANY')],
    [fn('x/y'), calling('ANY', 'x_y')],
    [{ type: 'function', name: 'a' }, calling('ANY', 'a')],
    [{ type: 'auto' }, calling('AUTO')],
    [{ type: 'allowed_tools', allowed_tools: allowed('auto') }, calling('VALIDATED', 'a', 'x_y')],
    [{ type: 'allowed_tools', allowed_tools: allowed('required') }, calling('ANY', 'a', 'x_y')],
    [{ type: 'allowed_tools', ...allowed('auto') }, calling('VALIDATED', 'a', 'x_y')],
    [{ type: 'allowed_tools', mode: 'auto', tools: [] }, calling('AUTO')],
    [{ type: 'allowed_tools', mode: 'required', tools: [] }, calling('ANY')],
    [{ type: 'web_search' }, undefined],
    [{ type: 'code_interpreter' }, undefined],
  ])('%j', (choice, toolConfig) => {
    expect(convert({ tools, tool_choice: choice }).toolConfig).toEqual(toolConfig)
  })

  it.each([
    [{ functions: [{ name: 'a' }], function_call: { name: 'a' } }, calling('ANY', 'a')],
    [{ functions: [{ name: 'a' }], function_call: 'none' }, calling('NONE')],
  ])('of the old API: %j', (fields, toolConfig) => {
    expect(convert(fields).toolConfig).toEqual(toolConfig)
  })

  it.each([
    [{ tools: [fn('a', { strict: true })] }, calling('VALIDATED')],
    [{ tools: [{ ...fn('a'), strict: true }] }, calling('VALIDATED')],
    [{ tools: [fn('a', { strict: true })], tool_choice: 'auto' }, calling('VALIDATED')],
    [{ tools: [fn('a', { strict: true })], tool_choice: 'required' }, calling('ANY')],
    [{ tools: [fn('a', { strict: true })], tool_choice: 'none' }, calling('NONE')],
  ])('strict functions are validated: %j', (fields, toolConfig) => {
    expect(convert(fields).toolConfig).toEqual(toolConfig)
  })

  it.each(['auto', 'required', 'none'])('%s needs no config without functions', (choice) => {
    expect(convert({ tool_choice: choice, web_search_options: {} }).toolConfig).toBeUndefined()
  })

  it.each([
    fn('b'),
    { type: 'function' },
    'sometimes',
    'constructor',
    { type: 'allowed_tools', tools: [fn('b')] },
    { type: 'allowed_tools', mode: 'sometimes', tools: [fn('a')] },
    { type: 'allowed_tools', allowed_tools: { mode: 'required', tools: 'a' } },
    { type: 'allowed_tools', tools: [7] },
    {},
    { type: 5 },
    { type: 'telepathy' },
  ])('%j is refused', (choice) => {
    expect(() => convert({ tools, tool_choice: choice })).toThrow(
      expect.objectContaining({ param: 'tool_choice' }),
    )
  })
})

describe('tools that Google runs', () => {
  it.each<[object, unknown]>([
    [{ web_search_options: { user_location: {} } }, [{ googleSearch: {} }]],
    [{ tools: [{ type: 'web_search' }] }, [{ googleSearch: {} }]],
    [{ tools: [{ type: 'web_search_preview' }] }, [{ googleSearch: {} }]],
    [{ tools: [{ googleSearch: {} }] }, [{ googleSearch: {} }]],
    [{ tools: [fn('googleSearch')] }, [{ googleSearch: {} }]],
    [
      { tools: [fn('googleSearch', { parameters: { type: 'object', properties: {} } })] },
      [{ googleSearch: {} }],
    ],
    [{ tools: [{ type: 'url_context' }] }, [{ urlContext: {} }]],
    [{ tools: [{ type: 'code_interpreter', container: {} }] }, [{ codeExecution: {} }]],
    [
      { tools: [{ type: 'web_search' }, { type: 'url_context' }], web_search_options: {} },
      [{ googleSearch: {} }, { urlContext: {} }],
    ],
    [{ tools: [{ type: 'web_search' }], tool_choice: 'none' }, undefined],
  ])('%j', (fields, tools) => {
    expect(convert(fields)).toEqual(tools === undefined ? {} : { tools })
  })

  it('a client’s own googleSearch with parameters is its own', () => {
    const parameters = { type: 'object', properties: { q: { type: 'string' } } }
    const { tools } = convert({ tools: [fn('googleSearch', { parameters })] })
    expect(tools?.[0]?.functionDeclarations?.[0]?.name).toBe('googleSearch')
  })

  it('stand beside functions from generation 3 on', () => {
    expect(convert({ tools: [fn('a'), { type: 'web_search' }] })).toEqual({
      tools: [declares('a'), { googleSearch: {} }],
      toolConfig: { ...calling('VALIDATED'), includeServerSideToolInvocations: true },
    })
  })

  it('give way to functions before', () => {
    const fields = { tools: [fn('a'), { type: 'web_search' }] }
    expect(convert(fields, older, ['googleSearch'])).toEqual({ tools: [declares('a')] })
  })

  it('are there when a switch adds them', () => {
    expect(convert({}, older, ['googleSearch'])).toEqual({ tools: [{ googleSearch: {} }] })
  })
})

describe('a model without tools', () => {
  const model = 'gemini-nano-banana-2.1'

  it.each<[object, BuiltInTool[]]>([
    [{ tools: [fn('a')] }, []],
    [{ web_search_options: {} }, []],
    [{}, ['googleSearch']],
  ])('says so: %j %j', (fields, switchedOn) => {
    expect(() => convert(fields, model, switchedOn)).toThrow(
      expect.objectContaining({ param: 'tools' }),
    )
  })

  it.each([{}, { tools: [] }, { tools: [fn('a')], tool_choice: 'none' }])(
    'is fine with %j',
    (fields) => {
      expect(convert(fields, model)).toEqual({})
    },
  )
})
