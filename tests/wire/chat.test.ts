import { describe, expect, it } from 'vitest'
import { eventsOf, startWire, textOf, type WireAnswer, type WireService } from './service.ts'

const user = (content: unknown) => ({ messages: [{ role: 'user', content }] })
const messageOf = (answer: WireAnswer) => answer.json.choices[0].message
/** What reached Google last, as JSON. */
const sentBody = (wire: WireService): any => wire.demo.requests.at(-1)?.body

/** A model without thoughts, which takes every parameter as it is. */
const plainModel = { model: 'gemma-4-31b-it' }
const weatherTool = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'The weather in a city',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
}
const twoCities = { ...user('What is the weather in Paris and in London?'), tools: [weatherTool] }

describe('a whole answer', () => {
  it('has OpenAI’s shape', async () => {
    await using wire = await startWire()
    const answer = await wire.chat()
    expect(answer.status).toBe(200)
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(answer.headers['x-gemini-balance-key']).toBe('...ey-1')
    expect(answer.headers['x-request-id']).toMatch(/^req_[0-9a-f]{24}$/)
    expect(answer.json).toMatchObject({
      id: expect.stringMatching(/^chatcmpl-./),
      object: 'chat.completion',
      created: expect.any(Number),
      model: 'gemini-3.8-flash',
      choices: [
        {
          index: 0,
          finish_reason: 'stop',
          message: { role: 'assistant', content: expect.stringContaining('Hello there') },
        },
      ],
    })
    const { usage } = answer.json
    expect(usage.total_tokens).toBe(usage.prompt_tokens + usage.completion_tokens)
    expect(Math.abs(answer.json.created - Date.now() / 1000)).toBeLessThan(60)
  })

  it('has ids of its own for every request', async () => {
    await using wire = await startWire()
    const answers = [await wire.chat(), await wire.chat()]
    expect(new Set(answers.map(({ json }) => json.id)).size).toBe(2)
    expect(new Set(answers.map(({ headers }) => headers['x-request-id'])).size).toBe(2)
  })

  it('says why it ended', async () => {
    await using wire = await startWire()
    const reason = async (changes: object) =>
      (await wire.chat(changes)).json.choices[0].finish_reason
    expect(await reason({ ...plainModel, max_tokens: 5, ...user('[[length 50]]') })).toBe('length')
    expect(await reason(user('[[finish SAFETY]] Hello'))).toBe('content_filter')
    expect(await reason({ ...twoCities, tool_choice: 'required' })).toBe('tool_calls')
  })
})

describe('a streamed answer', () => {
  it('keeps OpenAI’s rules: one role, one reason, one id, [DONE] last', async () => {
    await using wire = await startWire()
    const whole = await wire.chat()
    const answer = await wire.chat({ stream: true })
    expect(answer.headers['content-type']).toBe('text/event-stream; charset=utf-8')
    expect(answer.headers['cache-control']).toBe('no-cache, no-transform')
    expect(answer.headers['x-accel-buffering']).toBe('no')
    expect(answer.headers['content-length']).toBeUndefined()
    expect(answer.headers['x-gemini-balance-key']).toBe('...ey-1')
    const events = eventsOf(answer.text)
    expect(events.at(-1)).toBe('[DONE]')
    const chunks = events.slice(0, -1)
    expect(chunks.length).toBeGreaterThan(3)
    const choices = chunks.flatMap((chunk) => chunk.choices)
    expect(choices.filter(({ delta }) => delta.role !== undefined)).toHaveLength(1)
    expect(choices[0].delta.role).toBe('assistant')
    const reasons = choices
      .map((choice) => choice.finish_reason)
      .filter((reason) => reason !== null)
    expect(reasons).toEqual(['stop'])
    expect(choices.at(-1).finish_reason).toBe('stop')
    for (const key of ['id', 'created', 'model', 'object']) {
      expect(new Set(chunks.map((chunk) => chunk[key]))).toEqual(new Set([chunks[0][key]]))
    }
    expect(chunks[0].object).toBe('chat.completion.chunk')
    expect(textOf(events)).toBe(messageOf(whole).content)
    for (const chunk of chunks) expect(chunk.usage ?? null).toBeNull()
  })

  it('is nothing but data events', async () => {
    await using wire = await startWire()
    const { text } = await wire.chat({ stream: true })
    for (const event of text.split('\n\n').slice(0, -1)) expect(event).toMatch(/^data: \S.*$/)
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true)
  })

  it('tells its usage once, just before the end, when asked to', async () => {
    await using wire = await startWire()
    const answer = await wire.chat({ stream: true, stream_options: { include_usage: true } })
    const events = eventsOf(answer.text)
    const withUsage = events.filter((event) => event.usage)
    expect(withUsage).toHaveLength(1)
    expect(events.at(-2)).toBe(withUsage[0])
    expect(withUsage[0].choices).toEqual([])
    const {
      prompt_tokens: prompt,
      completion_tokens: completion,
      total_tokens,
    } = withUsage[0].usage
    expect(total_tokens).toBe(prompt + completion)
    expect(completion).toBeGreaterThan(0)
  })
})

describe('tools', () => {
  it('are called in parallel, and their results find their calls again', async () => {
    await using wire = await startWire()
    const asked = await wire.chat(twoCities)
    const { tool_calls: calls, ...message } = messageOf(asked)
    expect(asked.json.choices[0].finish_reason).toBe('tool_calls')
    expect(calls.map((call: any) => JSON.parse(call.function.arguments))).toEqual([
      { city: 'Paris' },
      { city: 'London' },
    ])
    for (const call of calls)
      expect(call).toMatchObject({ type: 'function', id: expect.any(String) })
    expect(new Set(calls.map(({ id }: any) => id)).size).toBe(2)

    // The results come back in the other order, as from a client that awaits them all.
    const results = [1, 0].map((at) => ({
      role: 'tool',
      tool_call_id: calls[at].id,
      content: `result of call ${at}`,
    }))
    const messages = [...twoCities.messages, { ...message, tool_calls: calls }, ...results]
    const answered = await wire.chat({ ...twoCities, messages })
    expect(answered.status).toBe(200)
    expect(messageOf(answered).content).toContain('result of call 0')
    const parts = sentBody(wire).contents.flatMap((content: any) => content.parts)
    const sentCalls = parts.flatMap((part: any) => part.functionCall ?? [])
    const responses = parts.flatMap((part: any) => part.functionResponse ?? [])
    expect(sentCalls.map(({ args }: any) => args.city)).toEqual(['Paris', 'London'])
    for (const [at, { id }] of sentCalls.entries()) {
      const response = responses.find((candidate: any) => candidate.id === id)
      expect(JSON.stringify(response)).toContain(`result of call ${at}`)
    }
  })

  it('are called the same way in a stream, each with its index', async () => {
    await using wire = await startWire()
    const answer = await wire.chat({ ...twoCities, stream: true })
    const events = eventsOf(answer.text)
    const calls = events.flatMap((event) => event.choices?.[0]?.delta.tool_calls ?? [])
    expect(calls.map(({ index }) => index)).toEqual([0, 1])
    expect(calls.map((call) => JSON.parse(call.function.arguments).city)).toEqual([
      'Paris',
      'London',
    ])
    expect(new Set(calls.map(({ id }) => id)).size).toBe(2)
    expect(events.at(-2).choices[0].finish_reason).toBe('tool_calls')
  })

  it('reach Google with the client’s own schema', async () => {
    await using wire = await startWire()
    await wire.chat({
      ...twoCities,
      tool_choice: { type: 'function', function: { name: 'get_weather' } },
    })
    const { tools, toolConfig } = sentBody(wire)
    expect(tools[0].functionDeclarations[0]).toMatchObject({
      name: 'get_weather',
      parametersJsonSchema: weatherTool.function.parameters,
    })
    expect(toolConfig.functionCallingConfig).toEqual({
      mode: 'ANY',
      allowedFunctionNames: ['get_weather'],
    })
  })

  it('come one at a time for a client that asked for that', async () => {
    await using wire = await startWire()
    const answer = await wire.chat({ ...twoCities, parallel_tool_calls: false })
    expect(messageOf(answer).tool_calls).toHaveLength(1)
  })
})

describe('what a client may ask for', () => {
  it('JSON of a schema comes as such', async () => {
    await using wire = await startWire()
    const schema = {
      type: 'object',
      properties: { city: { type: 'string' }, count: { type: 'integer' } },
      required: ['city', 'count'],
      additionalProperties: false,
    }
    const format = { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema } }
    const answer = await wire.chat({ ...user('I saw 3 cats in Paris'), response_format: format })
    expect(JSON.parse(messageOf(answer).content)).toEqual({ city: 'Paris', count: 3 })
    expect(sentBody(wire).generationConfig).toMatchObject({ responseMimeType: 'application/json' })
  })

  it.each([false, true])(
    'a JSON object stays readable although thoughts stand between tags (stream: %s)',
    async (stream) => {
      await using wire = await startWire({ settings: { thinkingFormat: 'think-tags' } })
      const format = { response_format: { type: 'json_object' }, stream }
      const answer = await wire.chat(format)
      const content = stream ? textOf(eventsOf(answer.text)) : messageOf(answer).content
      expect(JSON.parse(content)).toEqual({ answer: expect.any(String) })
      const plain = await wire.chat()
      expect(messageOf(plain).content).toMatch(/^<think>\n[^]+<\/think>/)
    },
  )

  it('a JSON object stays readable although the model searched', async () => {
    await using wire = await startWire()
    const changes = { model: 'gemini-3.8-flash-search', response_format: { type: 'json_object' } }
    const { content } = messageOf(await wire.chat(changes))
    expect(JSON.parse(content)).toEqual(expect.any(Object))
  })

  it('an image in a data URL reaches Google as inline data, to be looked at as closely as asked', async () => {
    await using wire = await startWire()
    const data =
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
    const content = [
      { type: 'text', text: 'What is this?' },
      { type: 'image_url', image_url: { url: `data:image/png;base64,${data}`, detail: 'high' } },
    ]
    const answer = await wire.chat(user(content))
    expect(messageOf(answer).content).toContain('image/png')
    expect(sentBody(wire).contents[0].parts).toEqual([
      { text: 'What is this?' },
      {
        inlineData: { mimeType: 'image/png', data },
        mediaResolution: { level: 'MEDIA_RESOLUTION_HIGH' },
      },
    ])
  })

  it('instructions go where Google wants them', async () => {
    await using wire = await startWire()
    await wire.chat({
      messages: [
        { role: 'system', content: 'Be brief' },
        { role: 'developer', content: 'Be kind' },
        { role: 'user', content: 'Hello' },
        { role: 'assistant', content: 'Hi' },
        { role: 'user', content: 'Bye' },
      ],
    })
    const { systemInstruction, contents } = sentBody(wire)
    expect(JSON.stringify(systemInstruction)).toMatch(/Be brief.*Be kind/)
    expect(contents.map(({ role }: any) => role)).toEqual(['user', 'model', 'user'])
  })

  it('sampling goes under Google’s names', async () => {
    await using wire = await startWire()
    await wire.chat({
      ...plainModel,
      temperature: 0.5,
      top_p: 0.9,
      max_completion_tokens: 77,
      stop: ['END'],
      seed: 7,
    })
    expect(sentBody(wire).generationConfig).toMatchObject({
      temperature: 0.5,
      topP: 0.9,
      maxOutputTokens: 77,
      stopSequences: ['END'],
      seed: 7,
    })
  })
})

it('what Google holds back is a matter of the setting, at once', async () => {
  await using wire = await startWire()
  const thresholds = async () => {
    await wire.chat()
    const { safetySettings = [] } = wire.demo.requests.at(-1)!.body as any
    return [...new Set(safetySettings.map(({ threshold }: any) => threshold))]
  }
  expect(await thresholds()).toEqual(['OFF'])
  wire.set({ safetyFilter: 'block_only_high' })
  expect(await thresholds()).toEqual(['BLOCK_ONLY_HIGH'])
  wire.set({ safetyFilter: 'google' })
  expect(await thresholds()).toEqual([])
})

describe('the model', () => {
  it.each([
    ['gemini-3.8-flash', 'gemini-3.8-flash'],
    ['models/gemini-3.8-flash', 'gemini-3.8-flash'],
    ['google/gemini-3.8-flash', 'gemini-3.8-flash'],
    ['gemini-3.8-flash-search', 'gemini-3.8-flash'],
    ['google/gemini-3.6-flash-search', 'gemini-3.6-flash'],
  ])('%s is asked of Google as %s and answers by the name it was asked by', async (asked, sent) => {
    await using wire = await startWire()
    const answer = await wire.chat({ model: asked })
    expect(answer.json.model).toBe(asked)
    expect(wire.demo.requests[0]?.path).toBe(`/v1beta/models/${sent}:generateContent`)
    const events = eventsOf((await wire.chat({ model: asked, stream: true })).text)
    expect(events[0].model).toBe(asked)
    expect(wire.demo.requests[1]?.path).toBe(`/v1beta/models/${sent}:streamGenerateContent?alt=sse`)
  })

  it.each([
    '',
    '../files',
    'a/b',
    'gemini?key=x',
    'gemini%2f..',
    'gemini:countTokens',
    '.',
    '\uD800',
  ])('%j is refused before anything is sent', async (model) => {
    await using wire = await startWire()
    const answer = await wire.chat({ model })
    expect(answer.status).toBe(400)
    expect(answer.json.error.param).toBe('model')
    expect(wire.demo.requests).toHaveLength(0)
  })
})

describe('switches, while the service runs', () => {
  it('a -search model is grounded and lists its sources until SHOW_SEARCH_LINK is off', async () => {
    await using wire = await startWire()
    const search = { model: 'gemini-3.8-flash-search', ...user('Who won?') }
    const shown = messageOf(await wire.chat(search))
    expect(sentBody(wire).tools).toEqual([{ googleSearch: {} }])
    expect(shown.content).toMatch(/\*\*Sources\*\*\n- \[example\.com\]\(https:\/\/example\.com\//)
    expect(shown.annotations[0]).toMatchObject({ type: 'url_citation' })
    for (const { url_citation: cited } of shown.annotations) {
      expect(cited.url).toContain('example.')
      const quoted = shown.content.slice(cited.start_index, cited.end_index)
      expect(quoted).toMatch(/\S/)
      expect(quoted).not.toContain('Sources')
    }

    wire.set({ showSearchLink: false })
    const hidden = messageOf(await wire.chat(search))
    expect(hidden.content).not.toContain('Sources')
    expect(hidden.content).toBe(shown.content.split('\n\n---\n**Sources**')[0])
    expect(hidden.annotations).toEqual(shown.annotations)

    const streamed = eventsOf((await wire.chat({ ...search, stream: true })).text)
    expect(textOf(streamed)).toBe(hidden.content)
    wire.set({ showSearchLink: true })
    const again = eventsOf((await wire.chat({ ...search, stream: true })).text)
    expect(textOf(again)).toBe(shown.content)
  })

  it('without the suffix nothing is searched', async () => {
    await using wire = await startWire()
    const answer = await wire.chat(user('Who won?'))
    expect(sentBody(wire).tools).toBeUndefined()
    expect(messageOf(answer).content).not.toContain('Sources')
  })

  it('TOOLS_CODE_EXECUTION_ENABLED offers the tool and shows code and output as blocks', async () => {
    await using wire = await startWire()
    const sum = user('Please calculate the sum of 20 and 22')
    await wire.chat(sum)
    expect(sentBody(wire).tools).toBeUndefined()

    wire.set({ codeExecutionEnabled: true })
    const { content } = messageOf(await wire.chat(sum))
    expect(sentBody(wire).tools).toEqual([{ codeExecution: {} }])
    expect(content).toContain('```python\nprint(sum([20, 22]))\n```')
    expect(content).toContain('```output\n42\n```')
    const streamed = eventsOf((await wire.chat({ ...sum, stream: true })).text)
    expect(textOf(streamed)).toBe(content)

    // The client's own tools, JSON and images come first: Google refuses the combination.
    await wire.chat(twoCities)
    expect(JSON.stringify(sentBody(wire).tools)).not.toContain('codeExecution')
    await wire.chat({ ...sum, response_format: { type: 'json_object' } })
    expect(sentBody(wire).tools).toBeUndefined()

    wire.set({ codeExecutionEnabled: false })
    await wire.chat(sum)
    expect(sentBody(wire).tools).toBeUndefined()
  })

  it('SHOW_THINKING_PROCESS shows the thoughts apart from the answer, or not at all', async () => {
    await using wire = await startWire()
    const thinking = user('[[thought]] Hello')
    const shown = messageOf(await wire.chat(thinking))
    expect(shown.reasoning_content).toContain('Reading the request')
    expect(shown.content).not.toContain('Reading the request')
    const streamed = eventsOf((await wire.chat({ ...thinking, stream: true })).text)
    const reasoning = streamed.map((event) => event.choices?.[0]?.delta.reasoning_content ?? '')
    expect(reasoning.join('')).toBe(shown.reasoning_content)
    expect(textOf(streamed)).toBe(shown.content)

    wire.set({ showThinkingProcess: false })
    const hidden = await wire.chat(thinking)
    expect(messageOf(hidden).content).toBe(shown.content)
    expect(hidden.text).not.toContain('Reading the request')
    expect((await wire.chat({ ...thinking, stream: true })).text).not.toContain(
      'Reading the request',
    )

    wire.set({ showThinkingProcess: true })
    expect(messageOf(await wire.chat(thinking)).reasoning_content).toBe(shown.reasoning_content)
  })
})

describe('Google’s refusal of a request', () => {
  const error = {
    code: 400,
    message: 'Invalid value at \'generation_config.top_k\' (TYPE_INT32), "many" – nämlich 中',
    status: 'INVALID_ARGUMENT',
    details: [
      {
        '@type': 'type.googleapis.com/google.rpc.BadRequest',
        fieldViolations: [{ field: 'generation_config.top_k', description: 'no' }],
      },
    ],
  }

  it.each([false, true])('arrives word for word, with the field (stream: %s)', async (stream) => {
    await using wire = await startWire({
      keys: ['demo-key-1', 'demo-key-2'],
      script: (_request, response) => {
        const body = JSON.stringify({ error }, null, 2)
        response.writeHead(400, {
          'content-type': stream ? 'text/event-stream' : 'application/json',
        })
        response.end(body)
        return true
      },
    })
    const answer = await wire.chat({ stream })
    expect(answer.status).toBe(400)
    expect(answer.headers['content-type']).toContain('application/json')
    expect(answer.json.error).toEqual({
      message: error.message,
      type: 'invalid_request_error',
      param: 'generation_config.top_k',
      code: null,
    })
    expect(answer.headers['x-request-id']).toMatch(/^req_/)
    expect(wire.demo.requests).toHaveLength(1)
    for (const key of wire.service.pool.list())
      expect(key).toMatchObject({ ready: true, failures: 0 })
  })
})
