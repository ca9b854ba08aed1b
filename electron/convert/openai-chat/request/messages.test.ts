import { describe, expect, it } from 'vitest'
import { modelFamily } from '../../../gemini/families.ts'
import { InvalidRequest } from '../../invalid-request.ts'
import { type ChatMessage, parseChatRequest } from './chat-request.ts'
import { LinkedFiles } from './linked-files.ts'
import { convertMessages, type Conversation } from './messages.ts'
import { signatureSentinel } from './thought-signature.ts'
import { ToolNames } from './tool-names.ts'
import { ToolResults } from './tool-results.ts'

const convert = (messages: unknown[], model = 'gemini-3.8-flash'): Conversation => {
  const request = parseChatRequest({ model, messages })
  const family = modelFamily(model)
  const links = new LinkedFiles(family)
  const toolNames = new ToolNames()
  const recallSignature = () => undefined
  return convertMessages(request.messages, {
    family,
    combinesTools: false,
    toolNames,
    links,
    recallSignature,
  })
}

const user = (...texts: string[]) => ({ role: 'user', parts: texts.map((text) => ({ text })) })
const model = (...texts: string[]) => ({ role: 'model', parts: texts.map((text) => ({ text })) })
const call = (id: string, name: string, args: unknown = '{}', extra = {}) => ({
  id,
  type: 'function',
  function: { name, arguments: args },
  ...extra,
})
const asks = (...calls: unknown[]) => ({ role: 'assistant', content: null, tool_calls: calls })
const result = (id: string, content: unknown) => ({ role: 'tool', tool_call_id: id, content })
const hi = { role: 'user', content: 'hi' }
const png = 'iVBORw0KGgo='
const imageUrl = { type: 'image_url', image_url: { url: `data:image/png;base64,${png}` } }
const imagePart = { inlineData: { mimeType: 'image/png', data: png } }

const functionCall = (id: string, name: string, args = {}) => ({ functionCall: { id, name, args } })
const signedCall = (id: string, name: string, args = {}) => ({
  ...functionCall(id, name, args),
  thoughtSignature: signatureSentinel,
})
const functionResponse = (id: string, name: string, response: unknown) => ({
  functionResponse: { id, name, response },
})

describe('who said what', () => {
  it.each<[string, unknown[], unknown[]]>([
    ['a question', [hi], [user('hi')]],
    [
      'turns alternate',
      [hi, { role: 'assistant', content: 'yo' }, hi],
      [user('hi'), model('yo'), user('hi')],
    ],
    [
      'turns of one role become one',
      [hi, hi, { role: 'assistant', content: 'a' }, { role: 'assistant', content: 'b' }, hi],
      [user('hi', 'hi'), model('a', 'b'), user('hi')],
    ],
    [
      'an assistant cannot begin',
      [{ role: 'assistant', content: 'yo' }, hi],
      [user(' '), model('yo'), user('hi')],
    ],
    [
      'empty messages say nothing',
      [
        hi,
        { role: 'assistant', content: '' },
        { role: 'assistant', content: ' \n' },
        { role: 'user', content: null },
      ],
      [user('hi')],
    ],
    [
      'refusals are text',
      [
        hi,
        { role: 'assistant', refusal: 'no' },
        { role: 'assistant', content: [{ type: 'refusal', refusal: 'never' }] },
        hi,
      ],
      [user('hi'), model('no', 'never'), user('hi')],
    ],
    [
      'replayed thoughts stay home',
      [
        hi,
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'hm' },
            { type: 'text', text: 'yo' },
          ],
          reasoning_content: 'hm',
          reasoning_details: [],
        },
        hi,
      ],
      [user('hi'), model('yo'), user('hi')],
    ],
    [
      'audio ids and the names of speakers are dropped',
      [
        { ...hi, name: 'Ann' },
        { role: 'assistant', audio: { id: 'a1' }, content: 'yo', name: 'Bot' },
        hi,
      ],
      [user('hi'), model('yo'), user('hi')],
    ],
    [
      'cache_control does not leak',
      [
        {
          role: 'user',
          content: [{ type: 'text', text: 'hi', cache_control: { type: 'ephemeral' } }],
        },
      ],
      [user('hi')],
    ],
  ])('%s', (_, messages, contents) => {
    expect(convert(messages)).toEqual({ system: [], contents })
  })

  it('gathers system and developer messages from everywhere, in order', () => {
    const messages = [
      { role: 'system', content: 'a' },
      {
        role: 'developer',
        content: [
          { type: 'text', text: 'b' },
          { type: 'text', text: 'c' },
        ],
      },
      hi,
      { role: 'system', content: 'd' },
      { role: 'system', content: '' },
    ]
    expect(convert(messages)).toEqual({
      system: [{ text: 'a' }, { text: 'b\nc' }, { text: 'd' }],
      contents: [user('hi')],
    })
  })

  it('gives a lone system message a turn to answer', () => {
    expect(convert([{ role: 'system', content: 'a' }]).contents).toEqual([user(' ')])
  })

  it.each([
    [[{ role: 'user', content: '' }]],
    [[{ role: 'system', content: '' }, { role: 'assistant' }]],
  ])('refuses messages that say nothing: %j', (messages) => {
    expect(() => convert(messages)).toThrow(expect.objectContaining({ param: 'messages' }))
  })

  it('refuses an image in a system message', () => {
    expect(() => convert([hi, { role: 'system', content: [imageUrl] }])).toThrow(
      expect.objectContaining({ param: 'messages[1].content' }),
    )
  })

  it('names the message with a bad part', () => {
    expect(() => convert([hi, { role: 'user', content: [{ type: 'blob' }] }])).toThrow(
      InvalidRequest,
    )
    expect(() => convert([hi, { role: 'user', content: [{ type: 'blob' }] }])).toThrow(
      /messages\[1\]\.content\[0\]\.type/,
    )
  })
})

describe('a conversation that ends with the assistant', () => {
  const messages = [hi, { role: 'assistant', content: 'Once upon' }]

  it.each(['gemini-2.5-flash', 'gemini-3-flash-preview', 'gemma-4-31b-it'])(
    'is continued as it is by %s',
    (id) => {
      expect(convert(messages, id).contents).toEqual([user('hi'), model('Once upon')])
    },
  )

  it.each(['gemini-3.6-flash', 'gemini-3.5-flash-lite', 'gemini-3.8-flash', 'gemini-99-new'])(
    'is followed by a user turn for %s',
    (id) => {
      expect(convert(messages, id).contents.at(-1)).toEqual(user('Continue.'))
    },
  )
})

it('thoughts between tags are not told as something that was said', () => {
  const { contents } = convert([
    hi,
    { role: 'assistant', content: '<think>\nHmm.\n</think>\n\nYes.' },
    { role: 'user', content: 'Sure?' },
  ])
  expect(contents[1]).toEqual({ role: 'model', parts: [{ text: 'Yes.' }] })
})

describe('tool calls and their results', () => {
  it('all results of one step are one turn, in the order of the calls', () => {
    const messages = [
      hi,
      asks(call('1', 'a', '{"x":1}'), call('2', 'a'), call('3', 'b')),
      result('3', 'three'),
      result('1', '{"n":1}'),
      result('2', '[2]'),
      hi,
    ]
    expect(convert(messages).contents).toEqual([
      user('hi'),
      {
        role: 'model',
        parts: [signedCall('1', 'a', { x: 1 }), functionCall('2', 'a'), functionCall('3', 'b')],
      },
      {
        role: 'user',
        parts: [
          functionResponse('1', 'a', { n: 1 }),
          functionResponse('2', 'a', { output: '[2]' }),
          functionResponse('3', 'b', { output: 'three' }),
        ],
      },
      user('hi'),
    ])
  })

  it('two steps stay two steps, each with a signature', () => {
    const messages = [
      hi,
      asks(call('1', 'a')),
      asks(call('2', 'b')),
      result('1', 'x'),
      result('2', 'y'),
    ]
    expect(convert(messages).contents.slice(1)).toEqual([
      { role: 'model', parts: [signedCall('1', 'a')] },
      { role: 'user', parts: [functionResponse('1', 'a', { output: 'x' })] },
      { role: 'model', parts: [signedCall('2', 'b')] },
      { role: 'user', parts: [functionResponse('2', 'b', { output: 'y' })] },
    ])
  })

  it('an id used again in a later step belongs to that step', () => {
    const messages = [
      hi,
      asks(call('1', 'a')),
      result('1', 'x'),
      asks(call('1', 'a')),
      result('1', 'y'),
    ]
    expect(
      convert(messages).contents.map(({ parts }) => parts?.[0]?.functionResponse?.response),
    ).toEqual([undefined, undefined, { output: 'x' }, undefined, { output: 'y' }])
  })

  it('an id used again belongs to the later step although the earlier one was never answered', () => {
    const messages = [hi, asks(call('1', 'a')), hi, asks(call('1', 'a')), result('1', 'y')]
    expect(
      convert(messages).contents.flatMap(({ parts = [] }) =>
        parts.flatMap((part) => part.functionResponse?.response ?? []),
      ),
    ).toEqual([{ error: 'no result' }, { output: 'y' }])
  })

  it('text goes before the calls, and what the user interjects after the results', () => {
    const messages = [
      hi,
      { ...asks(call('1', 'a')), content: 'Let me look.' },
      hi,
      result('1', 'x'),
    ]
    expect(convert(messages).contents.slice(1)).toEqual([
      { role: 'model', parts: [{ text: 'Let me look.' }, signedCall('1', 'a')] },
      { role: 'user', parts: [functionResponse('1', 'a', { output: 'x' })] },
      user('hi'),
    ])
  })

  it('a call nobody answered gets an error, a result nobody asked for becomes text', () => {
    expect(convert([hi, asks(call('1', 'a')), result('9', 'x')]).contents.slice(1)).toEqual([
      { role: 'model', parts: [signedCall('1', 'a')] },
      { role: 'user', parts: [functionResponse('1', 'a', { error: 'no result' })] },
      user('Result of the tool 9: x'),
    ])
  })

  it('takes functions of the old API, paired by name', () => {
    const messages = [
      hi,
      { role: 'assistant', content: null, function_call: { name: 'a', arguments: '{"x":1}' } },
      { role: 'function', name: 'a', content: 'done' },
    ]
    expect(convert(messages).contents.slice(1)).toEqual([
      { role: 'model', parts: [signedCall('call_1_0', 'a', { x: 1 })] },
      { role: 'user', parts: [functionResponse('call_1_0', 'a', { output: 'done' })] },
    ])
  })

  it('ids that are missing or doubled become unique', () => {
    const { contents } = convert([
      hi,
      asks(call('1', 'a'), call('1', 'b'), call('', 'c')),
      result('1', 'x'),
      result('1', 'y'),
    ])
    expect(contents[2]?.parts?.map((part) => part.functionResponse)).toEqual([
      { id: '1', name: 'a', response: { output: 'x' } },
      { id: 'call_1_1', name: 'b', response: { output: 'y' } },
      { id: 'call_1_2', name: 'c', response: { error: 'no result' } },
    ])
  })

  it('are paired in one pass, however many they are', () => {
    const ids = Array.from({ length: 2000 }, (_, n) => `${n}`)
    const messages = [
      ...ids.map((id) => asks(call(id, 'a'))),
      ...ids.map((id) => result(id, 'x')),
    ] as ChatMessage[]
    let looks = 0
    const watched = new Proxy(messages, {
      get(list, place, receiver) {
        looks += 1
        return Reflect.get(list, place, receiver) as unknown
      },
    })
    const results = new ToolResults(watched)
    expect(looks).toBeLessThan(messages.length * 4)
    expect(ids.every((_, at) => results.callsAt(at)[0]?.result)).toBe(true)
  })

  it('a result without an id belongs to the first open call of its name', () => {
    const { contents } = convert([
      hi,
      asks(call('1', 'a'), call('2', 'b'), call('3', 'b')),
      { role: 'tool', name: 'b', content: 'x' },
      { role: 'tool', content: 'y' },
      result('3', 'z'),
      { role: 'tool', name: 'b', content: 'left over' },
    ])
    expect(contents[2]?.parts?.map((part) => part.functionResponse?.response)).toEqual([
      { output: 'y' },
      { output: 'x' },
      { output: 'z' },
    ])
    expect(contents.at(-1)?.parts).toEqual([{ text: 'Result of the tool b: left over' }])
  })

  it('names are spelled for Google in calls and results', () => {
    const { contents } = convert([
      hi,
      asks(call('1', 'mcp/a b')),
      { ...result('1', 'x'), name: 'other' },
    ])
    expect(contents[1]?.parts?.[0]?.functionCall?.name).toBe('mcp_a_b')
    expect(contents[2]?.parts?.[0]?.functionResponse?.name).toBe('mcp_a_b')
  })

  it.each<[unknown, unknown]>([
    ['', {}],
    [null, {}],
    [undefined, {}],
    ['null', {}],
    ['{"a":{"title":"x","$ref":1}}', { a: { title: 'x', $ref: 1 } }],
    [{ a: 1 }, { a: 1 }],
    ['[1,2]', { value: [1, 2] }],
    ['"x"', { value: 'x' }],
    ['{"a":', { raw_arguments: '{"a":' }],
  ])('arguments %j become %j', (args, expected) => {
    const { contents } = convert([hi, asks(call('1', 'a', args))])
    expect(contents[1]?.parts?.[0]?.functionCall?.args).toEqual(expected)
  })

  it('free text of a custom tool is its input', () => {
    const custom = { id: '1', type: 'custom', custom: { name: 'patch', input: '*** Begin' } }
    expect(convert([hi, asks(custom)]).contents[1]?.parts).toEqual([
      signedCall('1', 'patch', { input: '*** Begin' }),
    ])
  })

  it.each<[string, object, unknown]>([
    ['an object', { content: '{"a":1}' }, { a: 1 }],
    ['plain text', { content: 'a {b}' }, { output: 'a {b}' }],
    ['broken JSON', { content: '{a}' }, { output: '{a}' }],
    ['nothing', { content: null }, { output: '' }],
    [
      'text parts',
      {
        content: [
          { type: 'text', text: 'a' },
          { type: 'text', text: 'b' },
        ],
      },
      { output: 'a\nb' },
    ],
    ['an error', { content: 'boom', is_error: true }, { error: 'boom' }],
  ])('a result that is %s', (_, fields, response) => {
    const { contents } = convert([
      hi,
      asks(call('1', 'a')),
      { role: 'tool', tool_call_id: '1', ...fields },
    ])
    expect(contents[2]?.parts?.[0]?.functionResponse?.response).toEqual(response)
  })

  it('an image a tool returns goes inside the response, or after it on older models', () => {
    const messages = [
      hi,
      asks(call('1', 'shot')),
      result('1', [{ type: 'text', text: 'ok' }, imageUrl]),
    ]
    expect(convert(messages).contents[2]?.parts).toEqual([
      {
        functionResponse: { id: '1', name: 'shot', response: { output: 'ok' }, parts: [imagePart] },
      },
    ])
    expect(convert(messages, 'gemini-2.5-flash').contents[2]?.parts).toEqual([
      functionResponse('1', 'shot', { output: 'ok' }),
      { text: 'Returned by the tool shot:' },
      imagePart,
    ])
  })
})

describe('thought signatures', () => {
  const own = { extra_content: { google: { thought_signature: 'QUJD' } } }

  it.each<[string, object]>([
    ['extra_content', call('1', 'a', '{}', own)],
    ['the field itself', call('1', 'a', '{}', { thought_signature: 'QUJD' })],
    [
      'provider_specific_fields',
      call('1', 'a', '{}', { provider_specific_fields: { thought_signature: 'QUJD' } }),
    ],
    [
      'the function',
      { id: '1', function: { name: 'a', arguments: '{}', thought_signature: 'QUJD' } },
    ],
  ])('come back from %s, byte for byte', (_, signed) => {
    expect(convert([hi, asks(signed)]).contents[1]?.parts).toEqual([
      { ...functionCall('1', 'a'), thoughtSignature: 'QUJD' },
    ])
  })

  it('come back from the message, for its first call or its text', () => {
    const parts = convert([hi, { ...asks(call('1', 'a'), call('2', 'b')), ...own }]).contents[1]
      ?.parts
    expect(parts?.map((part) => part.thoughtSignature)).toEqual(['QUJD', undefined])
    const spoken = convert([hi, { role: 'assistant', content: 'yo', ...own }, hi]).contents[1]
      ?.parts
    expect(spoken).toEqual([{ text: 'yo', thoughtSignature: 'QUJD' }])
    const silent = convert([hi, { role: 'assistant', content: '', ...own }, hi]).contents[1]?.parts
    expect(silent).toEqual([{ text: '', thoughtSignature: 'QUJD' }])
  })

  it.each(['', 'not base64!', 7, null])(
    '%j is no signature, so the check is skipped',
    (signature) => {
      const signed = call('1', 'a', '{}', { thought_signature: signature })
      expect(convert([hi, asks(signed)]).contents[1]?.parts?.[0]?.thoughtSignature).toBe(
        'skip_thought_signature_validator',
      )
    },
  )

  it('are for the first call of a step only, and never invented for others', () => {
    const parts = convert([hi, asks(call('1', 'a'), call('2', 'b'), call('3', 'c', '{}', own))])
      .contents[1]?.parts
    expect(parts?.map((part) => part.thoughtSignature)).toEqual([
      signatureSentinel,
      undefined,
      'QUJD',
    ])
  })

  it('are not sent to models before 3', () => {
    const { contents } = convert([hi, asks(call('1', 'a', '{}', own))], 'gemini-2.5-pro')
    expect(contents[1]?.parts).toEqual([functionCall('1', 'a')])
  })
})

describe('images of earlier answers', () => {
  it.each<[string, object]>([
    ['as parts', { content: [{ type: 'text', text: 'Here:' }, imageUrl] }],
    ['beside the text', { content: 'Here:', images: [imageUrl] }],
  ])('%s go back as the user’s', (_, fields) => {
    expect(convert([hi, { role: 'assistant', ...fields }, hi]).contents).toEqual([
      user('hi'),
      model('Here:'),
      { role: 'user', parts: [imagePart, { text: 'hi' }] },
    ])
  })

  it('are taken out of Markdown', () => {
    const content = `Here: ![a cat](data:image/png;base64,${png}) ![link](https://x.org/a.png)`
    expect(convert([hi, { role: 'assistant', content }, hi]).contents.slice(1)).toEqual([
      model('Here: [image] ![link](https://x.org/a.png)'),
      { role: 'user', parts: [imagePart, { text: 'hi' }] },
    ])
  })
})
