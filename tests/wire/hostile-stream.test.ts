/** A Google gone mad, on real sockets: whatever it sends, a client's stream has one end (conformance H). */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { hostilePayload } from '../../electron/convert/openai-chat/response/hostile-payload.fixture.ts'
import { chatBody, eventsOf, startWire, type WireService } from './service.ts'

interface Sent {
  /** Something good comes first, and the rest once the client has it. */
  begins: boolean
  bytes: Buffer
  pieceBytes: number
  /** The connection breaks instead of ending. */
  isCut: boolean
}

let sent: Sent
let goOn: () => void = () => undefined
let wire: WireService

const goodEnd = `data: {"candidates":[{"finishReason":"STOP"}]}\r\n\r\n`
const good = `data: {"candidates":[{"content":{"parts":[{"text":"Once"}]}}]}\r\n\r\n`

beforeAll(async () => {
  wire = await startWire({
    keys: ['demo-key-1', 'demo-key-2'],
    settings: { maxRetries: 1 },
    script(_request, response) {
      const { begins, bytes, pieceBytes, isCut } = sent
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      goOn = () => {
        for (let at = 0; at < bytes.length; at += pieceBytes) {
          response.write(bytes.subarray(at, at + pieceBytes))
        }
        if (isCut) response.destroy()
        else response.end()
      }
      if (begins) response.write(good)
      else goOn()
      return true
    },
  })
})
afterAll(() => wire[Symbol.asyncDispose]())

const lineEnd = fc.constantFrom('\r\n', '\n', '\r')
const event = fc
  .tuple(hostilePayload, lineEnd, fc.constantFrom('data: ', 'data:', ': comment', '', 'event: x'))
  .map(([payload, end, field]) => `${field}${payload}${end}${end}`)
const stream = fc.record({
  begins: fc.boolean(),
  bytes: fc.array(event, { maxLength: 6 }).map((events) => Buffer.from(events.join(''))),
  pieceBytes: fc.constantFrom(7, 64, 100_000),
  isCut: fc.boolean(),
})

/** Reads a stream to its end, and lets Google go on once something of it is there. */
async function readStream(): Promise<{ status: number | undefined; text: string }> {
  const body = chatBody({ stream: true, stream_options: { include_usage: true } })
  const answer = await wire.open('/v1/chat/completions', { body })
  const pieces: Buffer[] = []
  for await (const bytes of answer as AsyncIterable<Buffer>) {
    pieces.push(bytes)
    if (sent.begins && pieces.length === 1) goOn()
  }
  return { status: answer.statusCode, text: Buffer.concat(pieces).toString() }
}

function expectOneEnd({ status, text }: Awaited<ReturnType<typeof readStream>>): void {
  if (status !== 200) {
    expect(sent.begins).toBe(false)
    const { error } = JSON.parse(text)
    expect(error).toMatchObject({ message: expect.any(String), type: expect.any(String) })
    return
  }
  const events = eventsOf(text)
  const errors = events.filter((one) => one.error !== undefined)
  const isDone = events.at(-1) === '[DONE]'
  expect(errors).toEqual(isDone ? [] : [events.at(-1)])
  expect(events.filter((one) => one === '[DONE]')).toHaveLength(isDone ? 1 : 0)
  const chunks = events.filter((one) => one.choices !== undefined)
  expect(new Set(chunks.map(({ id }) => id)).size).toBeLessThan(2)
  expect(chunks.filter(({ usage }) => usage)).toHaveLength(isDone ? 1 : 0)
  const choices = chunks.flatMap((one) => one.choices)
  for (const index of new Set(choices.map((choice) => choice.index))) {
    const own = choices.filter((choice) => choice.index === index)
    expect(own.filter(({ delta }) => delta.role !== undefined)).toEqual([own[0]])
    expect(own.filter((choice) => choice.finish_reason !== null)).toEqual(
      isDone ? [own.at(-1)] : [],
    )
  }
}

it('H: ends a stream with [DONE] or with an error, never with both, and always', async () => {
  const ends = new Set<string>()
  await fc.assert(
    fc.asyncProperty(stream, async (given) => {
      sent = given
      const answer = await readStream()
      expectOneEnd(answer)
      ends.add(answer.status === 200 ? String(answer.text.includes('[DONE]')) : 'refused')
    }),
    // Chance alone seldom ends a stream well.
    {
      numRuns: 200,
      examples: [[{ begins: true, bytes: Buffer.from(goodEnd), pieceBytes: 7, isCut: false }]],
    },
  )
  // All of them have been met, or the test would prove little.
  expect(ends).toEqual(new Set(['true', 'false', 'refused']))
})

it('H: gives a whole answer or an error, and no key is blamed for it', async () => {
  await fc.assert(
    fc.asyncProperty(hostilePayload, async (payload) => {
      sent = { begins: false, bytes: Buffer.from(payload), pieceBytes: 100_000, isCut: false }
      const { status, json } = await wire.chat()
      if (status === 200) expect(json.choices[0].finish_reason).toEqual(expect.any(String))
      else expect(json.error).toMatchObject({ message: expect.any(String) })
      expect([200, 400, 500, 502]).toContain(status)
    }),
    { numRuns: 100 },
  )
  for (const key of wire.service.pool.list()) expect(key).toMatchObject({ failures: 0 })
})
