/** Recorded Gemini traffic through the whole service, cut on the way: what a client gets (conformance H). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sampleOptions } from '../../electron/convert/openai-chat/response/answer-options.fixture.ts'
import type {
  ChatChoice,
  ChatChunk,
} from '../../electron/convert/openai-chat/response/chat-chunk.ts'
import {
  toChatCompletion,
  toChoices,
} from '../../electron/convert/openai-chat/response/response.ts'
import type { GenerateContentResponse } from '../../electron/gemini/wire.ts'
import { eventsOf, startWire, type WireService } from '../wire/service.ts'
import { cuts, translateStream } from './feed.ts'
import { loadRecordings, type Recording, recordingsExist, recordingsFolder } from './recordings.ts'

const recordings = loadRecordings().filter(({ payloads }) => payloads.length > 0)
const ofKind = (kind: Recording['kind']) => recordings.filter((one) => one.kind === kind)

/** What Google says next. */
let said: { status: number; type: string; pieces: Buffer[] }
let wire: WireService

beforeAll(async () => {
  wire = await startWire({
    settings: { showSearchLink: false, maxRetries: 1 },
    script(_request, response) {
      response.writeHead(said.status, { 'content-type': said.type })
      for (const piece of said.pieces) response.write(piece)
      response.end()
      return true
    },
  })
})
afterAll(() => wire[Symbol.asyncDispose]())

function cutUp(bytes: Buffer, pieceBytes: number): Buffer[] {
  const count = Math.ceil(bytes.length / pieceBytes)
  return Array.from({ length: count }, (_, at) =>
    bytes.subarray(at * pieceBytes, (at + 1) * pieceBytes),
  )
}

let asked = 0
/** A name of its own for each answer, whose `modelVersion` the service learns from. */
const model = () => `gemini-9-replay-${(asked += 1)}`

/** What a person sees of choices: all but what is made up for each answer. */
function seen(choices: ChatChoice[], usage: unknown) {
  const shown = JSON.stringify({ choices, usage }).replaceAll(/"id":"[^"]*"/g, '"id":""')
  return JSON.parse(shown) as unknown
}

const reason = recordingsExist ? '' : ` (skipped: ${recordingsFolder} is not there)`

describe.skipIf(!recordingsExist)(`recorded Gemini traffic through the service${reason}`, () => {
  describe.each([
    ['whole', 1_000_000],
    ['in pieces of 7 bytes', 7],
    ['byte by byte', 1],
  ])('H: a stream that comes %s', (_how, pieceBytes) => {
    // Byte by byte a long one would only be long.
    const streams = ofKind('stream').filter(({ bytes }) => bytes.length / pieceBytes < 20_000)

    it.each(streams)('reaches the client as it was said: $name', async ({ bytes }) => {
      said = { status: 200, type: 'text/event-stream', pieces: cutUp(bytes, pieceBytes) }
      const body = { model: model(), stream: true, stream_options: { include_usage: true } }
      const events = eventsOf((await wire.chat(body)).text)
      expect(events.pop()).toBe('[DONE]')
      const chunks = events as ChatChunk[]
      const expected = translateStream(bytes, cuts.nowhere).chunks
      expect(
        seen(toChoices(chunks.flatMap(({ choices }) => choices)), chunks.at(-1)?.usage),
      ).toEqual(seen(toChoices(expected.flatMap(({ choices }) => choices)), expected.at(-1)?.usage))
    })
  })

  it.each(ofKind('whole'))('H: a whole answer is a whole answer: $name', async (one) => {
    said = { status: 200, type: 'application/json', pieces: cutUp(one.bytes, 997) }
    const { status, json } = await wire.chat({ model: model() })
    const [response = {}] = one.payloads as GenerateContentResponse[]
    const expected = toChatCompletion(response, sampleOptions())
    if (expected.kind !== 'finished') {
      expect([status, json.error.code]).toEqual([502, expected.reason])
    } else {
      const { choices, usage } = expected.completion
      expect(seen(json.choices, json.usage)).toEqual(seen(choices, usage))
    }
  })

  it.each(ofKind('error'))('H: an error is an error in Google’s words: $name', async (one) => {
    const [recorded] = [one.payloads].flat(2) as { error: { code: number; message: string } }[]
    const { code = 400, message = '' } = recorded?.error ?? {}
    said = { status: code, type: 'application/json', pieces: [one.bytes] }
    for (const stream of [false, true]) {
      const { status, json } = await wire.chat({ stream, model: model() })
      // A key that rests is told in our own words afterwards.
      if (code === 429) expect([status, json.error.type]).toEqual([429, 'rate_limit_error'])
      else expect([status, json.error.message]).toEqual([code, message])
    }
  })
})
