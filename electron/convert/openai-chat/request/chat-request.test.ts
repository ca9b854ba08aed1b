import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InvalidRequest } from '../../invalid-request.ts'
import { parseChatRequest } from './chat-request.ts'

const hello = { model: 'm', messages: [{ role: 'user', content: 'hi' }] }

const failure = (body: unknown): InvalidRequest => {
  try {
    parseChatRequest(body)
  } catch (error) {
    if (error instanceof InvalidRequest) return error
    throw error
  }
  throw new Error('expected a refusal')
}

describe('values that are too simple to be shown to a schema', () => {
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 1 }),
    fc.constantFrom(Infinity, -Infinity, -0, 'user', 'gemini-3.8-flash', true),
  )
  const role = fc.oneof(fc.constantFrom('user', 'assistant', 'system', 'robot'), value)
  const content = fc.oneof(fc.string(), value)
  const refusals = (body: object): string | undefined => {
    try {
      parseChatRequest(body)
      return undefined
    } catch (error) {
      return (error as InvalidRequest).message
    }
  }

  it('are refused as if they had been', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ role, content }), { minLength: 1 }), (messages) => {
        // A field that may be null has the schema look at the whole message.
        const shown = messages.map((message) => ({ ...message, name: null }))
        expect(refusals({ ...hello, messages })).toBe(refusals({ ...hello, messages: shown }))
      }),
    )
  })

  it('are no numbers without end, which JSON can write', () => {
    expect(
      failure(JSON.parse('{"model":"m","messages":[{"role":"user","content":"hi"}],"seed":1e999}'))
        .param,
    ).toBe('seed')
  })
})

describe('a bad body is refused with the path of the bad field', () => {
  it.each([
    [{ ...hello, model: undefined }, 'model'],
    [{ ...hello, model: 7 }, 'model'],
    [{ model: 'm' }, 'messages'],
    [{ model: 'm', messages: [] }, 'messages'],
    [{ model: 'm', messages: 'hi' }, 'messages'],
    [{ model: 'm', messages: ['hi'] }, 'messages[0]'],
    [{ model: 'm', messages: [{ role: 'robot', content: '' }] }, 'messages[0].role'],
    [
      { model: 'm', messages: [...hello.messages, { role: 'user', content: 5 }] },
      'messages[1].content',
    ],
    [
      { model: 'm', messages: [{ role: 'user', content: [{ text: 'x' }] }] },
      'messages[0].content[0].type',
    ],
    [
      { model: 'm', messages: [{ role: 'assistant', tool_calls: [{ function: {} }] }] },
      'messages[0].tool_calls[0].function.name',
    ],
    [
      { model: 'm', messages: [{ role: 'assistant', tool_calls: [{ id: 'a', function: null }] }] },
      'messages[0].tool_calls[0].function',
    ],
    [{ ...hello, temperature: 'hot' }, 'temperature'],
    [{ ...hello, stop: [1] }, 'stop[0]'],
    [{ ...hello, stop: 1 }, 'stop'],
    [{ ...hello, tools: {} }, 'tools'],
    [{ ...hello, stream: 'yes' }, 'stream'],
    [
      { ...hello, extra_body: { google: { thinkingConfig: { thinkingBudget: 'x' } } } },
      'google.thinking_config.thinking_budget',
    ],
    [{ ...hello, extra_body: 'x' }, 'extra_body'],
    [{ ...hello, extra_body: { google: 'x' } }, 'google'],
    [{ ...hello, google: 'x', extra_body: { google: {} } }, 'google'],
    [{ ...hello, audio: { voice: 5 } }, 'audio.voice'],
    [
      { ...hello, response_format: { type: 'json_schema', json_schema: { name: 5 } } },
      'response_format.json_schema.name',
    ],
  ])('%j', (body, param) => {
    const error = failure(body)
    expect(error.param).toBe(param)
    expect(error.status).toBe(400)
    expect(error.message).toContain(param)
  })

  it.each([null, 'text', 3, [], undefined])('%j is not an object', (body) => {
    expect(failure(body).message).toMatch(/JSON object/)
  })

  it('says where a Responses body belongs', () => {
    expect(failure({ model: 'm', input: 'hi' }).message).toMatch(/\/v1\/responses/)
  })

  it('says what would be allowed', () => {
    expect(failure({ ...hello, stop: 1 }).message).toBe(
      "Invalid value for 'stop': expected string or array.",
    )
  })
})

describe('what is unknown or null is tolerated', () => {
  it('keeps unknown keys at every level', () => {
    const body = { ...hello, x: 1, messages: [{ role: 'user', content: [{ type: 'new', y: 2 }] }] }
    expect(parseChatRequest(body)).toEqual(body)
  })

  it('takes null for every optional field', () => {
    const names =
      'stream stream_options max_tokens max_completion_tokens temperature top_p top_k n seed stop response_format modalities audio tools tool_choice functions function_call parallel_tool_calls web_search_options reasoning_effort reasoning thinking enable_thinking service_tier safety_settings image_config google extra_body'
    const nulls = Object.fromEntries(names.split(' ').map((name) => [name, null]))
    expect(parseChatRequest({ ...hello, ...nulls })).toEqual({ ...hello, ...nulls })
  })
})

describe('extra options arrive wherever a client puts them', () => {
  const google = { thinking_config: { thinking_level: 'low' }, cached_content: 'cachedContents/1' }

  it.each([
    ['at the top', { google }],
    ['in extra_body', { extra_body: { google } }],
    [
      'half here, half there',
      {
        google: { cached_content: 'cachedContents/1' },
        extra_body: { google: { thinking_config: { thinking_level: 'low' } } },
      },
    ],
    [
      'in camel case',
      {
        google: { thinkingConfig: { thinkingLevel: 'low' }, cachedContent: 'cachedContents/1' },
      },
    ],
  ])('%s', (_, extra) => {
    expect(parseChatRequest({ ...hello, ...extra }).google).toEqual(google)
  })

  it('lets the body win over extra_body', () => {
    const extra = { top_k: 5, seed: 1 }
    expect(parseChatRequest({ ...hello, top_k: 9, extra_body: extra })).toMatchObject({
      top_k: 9,
      seed: 1,
    })
  })
})
