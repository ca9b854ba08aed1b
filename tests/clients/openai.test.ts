import { describe, expect, it } from 'vitest'
import { startWire } from '../wire/service.ts'
import { MODEL, openAi, user } from './openai-client.ts'

const hello = { model: MODEL, messages: [user('Hello there')] }

describe('a chat', () => {
  it('is answered whole', async () => {
    await using wire = await startWire()
    const completion = await openAi(wire).chat.completions.create(hello)
    expect(completion).toMatchObject({ object: 'chat.completion', model: MODEL })
    expect(completion.id).toMatch(/^chatcmpl-/)
    expect(completion._request_id).toMatch(/^req_/)
    const [choice] = completion.choices
    expect(choice?.finish_reason).toBe('stop')
    expect(choice?.message).toMatchObject({ role: 'assistant', refusal: null })
    expect(choice?.message.content).toContain('You said: “Hello there”')
    const { prompt_tokens, completion_tokens, total_tokens } = completion.usage!
    expect(prompt_tokens).toBeGreaterThan(0)
    expect(prompt_tokens + completion_tokens).toBe(total_tokens)
  })

  it('streams the same text in pieces, with one id, one role and one finish reason', async () => {
    await using wire = await startWire()
    const client = openAi(wire)
    const whole = await client.chat.completions.create(hello)
    const chunks = []
    for await (const chunk of await client.chat.completions.create({ ...hello, stream: true })) {
      chunks.push(chunk)
    }
    const choices = chunks.flatMap((chunk) => chunk.choices)
    expect(choices.map(({ delta }) => delta.content ?? '').join('')).toBe(
      whole.choices[0]?.message.content,
    )
    expect(choices.filter(({ delta }) => delta.content).length).toBeGreaterThan(2)
    expect(choices.flatMap(({ delta }) => delta.role ?? [])).toEqual(['assistant'])
    expect(choices.flatMap((choice) => choice.finish_reason ?? [])).toEqual(['stop'])
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1)
    expect(chunks.some(({ usage }) => usage)).toBe(false)
  })

  it('counts tokens in a last chunk of its own when the stream is asked to include usage', async () => {
    await using wire = await startWire()
    const client = openAi(wire)
    const whole = await client.chat.completions.create(hello)
    const chunks = []
    const streamed = { ...hello, stream: true, stream_options: { include_usage: true } } as const
    for await (const chunk of await client.chat.completions.create(streamed)) chunks.push(chunk)
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: whole.usage })
    expect(chunks.filter(({ usage }) => usage)).toHaveLength(1)
  })

  it('is put together again by the stream helper of the SDK', async () => {
    await using wire = await startWire()
    const client = openAi(wire)
    const whole = await client.chat.completions.create(hello)
    let heard = ''
    const stream = client.chat.completions
      .stream({ ...hello, stream_options: { include_usage: true } })
      .on('content', (delta) => {
        heard += delta
      })
    const completion = await stream.finalChatCompletion()
    expect(completion.choices[0]).toMatchObject({
      finish_reason: 'stop',
      message: { role: 'assistant', content: whole.choices[0]?.message.content },
    })
    expect(heard).toBe(whole.choices[0]?.message.content)
    expect(completion.usage).toEqual(whole.usage)
  })

  it('shows thinking as reasoning, or hides it as the switch says', async () => {
    await using wire = await startWire()
    const client = openAi(wire)
    const shown = await client.chat.completions.create(hello)
    expect(shown.choices[0]?.message).toMatchObject({
      reasoning_content: expect.stringContaining('Reading the request'),
    })
    wire.set({ showThinkingProcess: false })
    const hidden = await client.chat.completions.create(hello)
    expect(JSON.stringify(hidden)).not.toContain('Reading the request')
    expect(hidden.choices[0]?.message.content).toBe(shown.choices[0]?.message.content)
  })
})

describe('a conversation', () => {
  it.each(['system', 'developer'] as const)('has instructions in a %s message', async (role) => {
    await using wire = await startWire()
    const completion = await openAi(wire).chat.completions.create({
      model: MODEL,
      messages: [{ role, content: 'Be terse.' }, user('Hello there')],
    })
    expect(completion.choices[0]?.message.content).toContain('My instructions are: “Be terse.”')
    expect(wire.demo.requests.at(-1)?.body).toMatchObject({
      systemInstruction: { parts: [{ text: 'Be terse.' }] },
      contents: [{ role: 'user', parts: [{ text: 'Hello there' }] }],
    })
  })

  it('goes on after the answer of the assistant', async () => {
    await using wire = await startWire()
    const client = openAi(wire)
    const first = await client.chat.completions.create(hello)
    const second = await client.chat.completions.create({
      model: MODEL,
      messages: [...hello.messages, first.choices[0]!.message, user('And now?')],
    })
    expect(second.choices[0]?.message.content).toContain('You said: “And now?”')
    const { contents } = wire.demo.requests.at(-1)!.body as {
      contents: { role: string; parts: { text?: string }[] }[]
    }
    expect(contents.map(({ role }) => role)).toEqual(['user', 'model', 'user'])
    expect(contents[1]?.parts.map(({ text = '' }) => text).join('')).toBe(
      first.choices[0]?.message.content,
    )
  })

  it('shows an image given as a data URL', async () => {
    await using wire = await startWire()
    const data =
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGD4DwABBAEAX+XDSwAAAABJRU5ErkJggg=='
    const completion = await openAi(wire).chat.completions.create({
      model: MODEL,
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is this?' },
            { type: 'image_url', image_url: { url: `data:image/png;base64,${data}` } },
          ],
        },
      ],
    })
    expect(completion.choices[0]?.message.content).toContain('You attached: image/png')
    expect(wire.demo.requests.at(-1)?.body).toMatchObject({
      contents: [
        { parts: [{ text: 'What is this?' }, { inlineData: { mimeType: 'image/png', data } }] },
      ],
    })
  })
})

describe('an answer', () => {
  it('ends before a stop sequence', async () => {
    await using wire = await startWire()
    const completion = await openAi(wire).chat.completions.create({ ...hello, stop: 'You said' })
    expect(completion.choices[0]?.finish_reason).toBe('stop')
    expect(completion.choices[0]?.message.content).toMatch(/playing gemini-3\.8-flash\. $/)
  })

  it.each(['max_tokens', 'max_completion_tokens'] as const)(
    'that %s cuts short says so, whole and streamed',
    async (limit) => {
      await using wire = await startWire()
      const client = openAi(wire)
      // A model whose thinking can be off gets exactly the limit, others some more (conformance A3).
      const model = 'gemini-2.5-flash-lite'
      const limited = { model, messages: [user('[[length 500]]')], [limit]: 200 }
      const whole = await client.chat.completions.create(limited)
      expect(whole.choices[0]?.finish_reason).toBe('length')
      expect(whole.choices[0]?.message.content).toMatch(/^Piece 1 of 500/)
      expect(whole.usage?.completion_tokens).toBe(200)
      const streamed = await client.chat.completions.stream(limited).finalChatCompletion()
      expect(streamed.choices[0]?.finish_reason).toBe('length')
    },
  )

  it('with sources lists them', async () => {
    await using wire = await startWire()
    const completion = await openAi(wire).chat.completions.create({
      ...hello,
      model: `${MODEL}-search`,
    })
    expect(completion.choices[0]?.message.content).toContain('https://example.com/')
    expect(wire.demo.requests.at(-1)?.body).toMatchObject({ tools: [{ googleSearch: {} }] })
  })
})

describe('models', () => {
  it('are listed, search variants included, and found by name', async () => {
    await using wire = await startWire()
    const client = openAi(wire)
    const ids = []
    for await (const model of client.models.list()) ids.push(model.id)
    expect(ids).toEqual(expect.arrayContaining([MODEL, `${MODEL}-search`, 'gemini-embedding-2']))
    expect(new Set(ids).size).toBe(ids.length)
    expect(await client.models.retrieve(MODEL)).toMatchObject({
      id: MODEL,
      object: 'model',
      owned_by: 'google',
      created: expect.any(Number),
    })
  })
})
