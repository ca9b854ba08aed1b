import { describe, expect, it } from 'vitest'
import {
  functionOf,
  sampleOptions,
} from '../../electron/convert/openai-chat/response/answer-options.fixture.ts'
import type { ChatMessage } from '../../electron/convert/openai-chat/response/chat-chunk.ts'
import {
  toChatCompletion,
  toChoices,
} from '../../electron/convert/openai-chat/response/response.ts'
import { toBatchEmbedContents } from '../../electron/convert/openai-embeddings/request.ts'
import { toEmbeddingList } from '../../electron/convert/openai-embeddings/response.ts'
import { parseStreamEvent } from '../../electron/gemini/sse.ts'
import type {
  BatchEmbedContentsResponse,
  GenerateContentResponse,
  Part,
} from '../../electron/gemini/wire.ts'
import { cuts, readBytes, translateStream } from './feed.ts'
import {
  loadRecordings,
  type Recording,
  recordingFiles,
  recordingsExist,
  recordingsFolder,
} from './recordings.ts'

const recordings = loadRecordings()
const ofKind = (kind: Recording['kind']): Recording[] =>
  recordings.filter((recording) => recording.kind === kind)
const streams = ofKind('stream')
const isEmpty = ({ payloads }: Recording): boolean => payloads.length === 0

const responsesOf = (recording: Recording) => recording.payloads as GenerateContentResponse[]

function partsOf(recording: Recording): Part[] {
  return responsesOf(recording).flatMap((one) => one.candidates?.[0]?.content?.parts ?? [])
}

/** What a person would expect of the parts, worked out without the code under test. */
function expectedMessage(recording: Recording) {
  const parts = partsOf(recording)
  const textWhere = (thought: boolean): string =>
    parts
      .filter((part) => (part.thought ?? false) === thought)
      .map((part) => part.text ?? '')
      .join('')
  const names = parts.flatMap(({ functionCall }) => functionCall?.name ?? [])
  return { content: textWhere(false), reasoning: textWhere(true), names }
}

function seenMessage(message: ChatMessage | undefined) {
  return {
    content: message?.content ?? '',
    reasoning: message?.reasoning_content ?? '',
    names: (message?.tool_calls ?? []).map((call) => functionOf(call).name),
  }
}

function choiceOf(name: string) {
  const recording = recordings.find((one) => one.name === name)
  if (recording === undefined) throw new Error(`no recording is named ${name}`)
  if (recording.kind === 'stream') {
    return toChoices(
      translateStream(recording.bytes, cuts.nowhere).chunks.flatMap(({ choices }) => choices),
    )[0]
  }
  const [response = {}] = responsesOf(recording)
  const result = toChatCompletion(response, sampleOptions())
  return result.kind === 'finished' ? result.completion.choices[0] : undefined
}

const argumentsOf = (name: string): unknown[] =>
  (choiceOf(name)?.message.tool_calls ?? []).map((call) => JSON.parse(functionOf(call).arguments))

const reason = recordingsExist ? '' : ` (skipped: ${recordingsFolder} is not there)`

describe.skipIf(!recordingsExist)(`recorded Gemini traffic${reason}`, () => {
  it('every file gives at least one answer, and every kind is there', () => {
    const read = new Set(recordings.map(({ file }) => file))
    const missing = recordingFiles().filter((path) => !read.has(path.split(/[\\/]/).at(-1) ?? ''))
    expect(missing).toEqual([])
    expect(new Set(recordings.map(({ kind }) => kind))).toEqual(
      new Set(['stream', 'whole', 'error', 'embeddings', 'tokens']),
    )
    expect(
      streams.some(({ bytes }) => cuts['inside every UTF-8 character'](bytes).length > 0),
    ).toBe(true)
  })

  describe.each(Object.entries(cuts))('H: cut %s', (_, cut) => {
    it.each(streams)('$name gives the same OpenAI chunks', ({ bytes }) => {
      expect(translateStream(bytes, cut)).toEqual(translateStream(bytes, cuts.nowhere))
    })

    it.each(ofKind('error'))('$name is a raw error that the reader hands back', ({ bytes }) => {
      const { data, residue } = readBytes(bytes, cut)
      expect(data).toEqual([])
      expect(parseStreamEvent(residue)).toHaveProperty('error.code')
    })
  })

  describe('streams', () => {
    it.each(streams)('$name: every recorded event is read', ({ bytes, payloads }) => {
      const { data, residue } = readBytes(bytes, cuts.nowhere)
      expect(data.map((payload) => JSON.parse(payload))).toEqual(payloads)
      expect(residue).toBe('')
    })

    it.each(streams.filter((one) => !isEmpty(one)))(
      '$name: text, thoughts and calls arrive',
      (one) => {
        const { chunks, end } = translateStream(one.bytes, cuts.nowhere)
        expect(end.kind).toBe('finished')
        const [choice] = toChoices(chunks.flatMap(({ choices }) => choices))
        const expected = expectedMessage(one)
        expect(seenMessage(choice?.message)).toEqual(expected)
        expect(choice?.finish_reason).toBe(expected.names.length > 0 ? 'tool_calls' : 'stop')
        expect(chunks.at(-1)?.usage?.prompt_tokens).toBeGreaterThan(0)
      },
    )

    it.each(streams.filter(isEmpty))('B6: $name has no body and is a fault', ({ bytes }) => {
      expect(translateStream(bytes, cuts.nowhere)).toEqual({
        chunks: [],
        end: { kind: 'empty', reason: 'empty_response' },
        residue: '',
      })
    })

    it.each(streams.filter((one) => !isEmpty(one)))(
      'B6/E30: $name without its last event is truncated or still says so',
      ({ payloads }) => {
        const kept = payloads.slice(0, -1)
        const text = kept.map((payload) => `data: ${JSON.stringify(payload)}\n\n`).join('')
        const { end } = translateStream(Buffer.from(text), cuts.nowhere)
        expect(end.kind).toBe(kept.length === 0 ? 'empty' : 'truncated')
      },
    )
  })

  describe('whole answers', () => {
    it.each(ofKind('whole'))('$name becomes a completion', (one) => {
      const [response = {}] = responsesOf(one)
      const result = toChatCompletion(response, sampleOptions())
      if (result.kind !== 'finished') throw new Error(`the answer is empty: ${result.reason}`)
      const { choices, usage } = result.completion
      const expected = expectedMessage(one)
      const seen = seenMessage(choices[0]?.message)
      const hasCode = partsOf(one).some((part) => part.executableCode)
      expect(hasCode ? { ...seen, content: '' } : seen).toEqual(
        hasCode ? { ...expected, content: '' } : expected,
      )
      expect(usage.total_tokens).toBe(response.usageMetadata?.totalTokenCount)
    })

    it.each(ofKind('tokens'))('$name is no chat answer and is not taken for one', (one) => {
      const [response = {}] = responsesOf(one)
      expect(toChatCompletion(response, sampleOptions()).kind).toBe('empty')
    })
  })

  describe('what single recordings are there for', () => {
    it('E7: a call without arguments is kept beside calls with partial ones', () => {
      expect(argumentsOf('google-stream-no-args-tool-call.chunks.txt')).toEqual([
        {},
        { id: 'A' },
        { id: 'B' },
        { id: 'C' },
      ])
    })

    it('B3.7: arguments in pieces are put together', () => {
      expect(argumentsOf('google-stream-tool-call-arguments.chunks.txt')).toEqual([
        { location: 'Boston' },
        { location: 'San Francisco' },
      ])
      expect(
        argumentsOf(
          'google-stream-tool-call-array-arguments-missing-terminal-function-call.chunks.txt',
        ),
      ).toEqual([
        {
          operations: [
            {
              action: 'add',
              description: 'Fresh red apple',
              itemid: 'apple_001',
              price: 0.5,
            },
            {
              action: 'add',
              description: 'Ripe yellow banana',
              itemid: 'banana_001',
              price: 0.3,
            },
          ],
        },
      ])
    })

    it('B3.7: deeply nested arguments in pieces are put together', () => {
      const [first] = argumentsOf('google-vertex-stream-tool-call-arguments-nested.1.chunks.txt')
      expect(first).toMatchObject({ recipe: { name: 'Lasagna' } })
      const { recipe } = first as { recipe: { ingredients: unknown[]; steps: string[] } }
      expect(recipe.ingredients).toHaveLength(10)
      expect(recipe.steps[0]).toBe('Preheat oven to 375°F (190°C).')
      expect(recipe.steps[4]).toBe('In a 9x13 baking dish, spread a thin layer of meat sauce.')
    })

    it('E9: the signature of a Gemini 3 call reaches the client', () => {
      const [call] = choiceOf('google-tool-call-gemini3.chunks.txt')?.message.tool_calls ?? []
      expect(call?.extra_content?.google.thought_signature).toMatch(/^EpEgCo4gAb4/)
    })

    it('B4: thoughts are part of the completion: 29 + 15 + 804 = 848', () => {
      const recording = recordings.find(
        ({ name }) => name === 'google-tool-call-gemini3.chunks.txt',
      )
      const { chunks } = translateStream(recording?.bytes ?? Buffer.alloc(0), cuts.nowhere)
      expect(chunks.at(-1)?.usage).toMatchObject({
        prompt_tokens: 29,
        completion_tokens: 819,
        total_tokens: 848,
        completion_tokens_details: { reasoning_tokens: 804 },
      })
    })

    it('B1: a candidate stopped for safety is a refusal with its category', () => {
      expect(choiceOf('test_google_model_safety_settings.yaml')).toMatchObject({
        finish_reason: 'content_filter',
        message: { content: '', refusal: 'SAFETY: HARM_CATEGORY_HATE_SPEECH' },
      })
    })

    it('B5: program and output are shown as blocks', () => {
      const content = choiceOf('test_code_execution.yaml')?.message.content
      expect(content).toContain('```python\nfrom datetime import datetime\n')
      expect(content).toContain('```output\nCurrent day in Utrecht: Tuesday, May 05, 2026\n```')
    })

    it('B5/E31: every citation marks the very text that Google quoted', () => {
      const name = 'test_google_model_web_search_tool.yaml'
      const recording = recordings.find((one) => one.name === name)
      const [response] = recording === undefined ? [] : responsesOf(recording)
      const supports = response?.candidates?.[0]?.groundingMetadata?.groundingSupports ?? []
      const message = choiceOf(name)?.message
      const marked = (message?.annotations ?? []).map(({ url_citation }) =>
        message?.content?.slice(url_citation.start_index, url_citation.end_index),
      )
      expect(marked.length).toBeGreaterThan(0)
      expect(marked).toEqual(supports.map(({ segment }) => segment?.text))
    })
  })

  it.each(ofKind('embeddings'))('A7: $name becomes a list of embeddings', (one) => {
    const [answer] = one.payloads as BatchEmbedContentsResponse[]
    const { requests } = one.request as { requests: { content: { parts: { text: string }[] } }[] }
    const input = requests.map(({ content }) => content.parts[0]?.text)
    const plan = toBatchEmbedContents({ model: 'gemini-embedding-2', input, dimensions: 768 })
    const result = toEmbeddingList([answer ?? {}], { model: 'gemini-embedding-2', plan })
    expect(result.kind === 'finished' ? result.list.data[0]?.embedding : []).toEqual(
      answer?.embeddings?.[0]?.values,
    )
  })
})
