/** Feeds recorded bytes to the reader and the reducer the way a socket would, cut as asked. */
import { StringDecoder } from 'node:string_decoder'
import { sampleOptions } from '../../electron/convert/openai-chat/response/answer-options.fixture.ts'
import type { ChatChunk } from '../../electron/convert/openai-chat/response/chat-chunk.ts'
import { createChatStream } from '../../electron/convert/openai-chat/response/stream.ts'
import { createSseReader, parseStreamEvent } from '../../electron/gemini/sse.ts'

/** Where to cut: places in the bytes before which a new piece begins. */
export type Cuts = (bytes: Buffer) => number[]

export const cuts = {
  nowhere: () => [],
  'after every byte': (bytes) => [...bytes.keys()],
  'inside every CRLF': (bytes) => [...bytes.keys()].filter((at) => bytes[at] === 0x0a),
  'inside every UTF-8 character': (bytes) =>
    [...bytes.keys()].filter((at) => ((bytes[at] ?? 0) & 0xc0) === 0x80),
  'into pieces of 7 bytes': (bytes) => [...bytes.keys()].filter((at) => at % 7 === 0),
} satisfies Record<string, Cuts>

/** The payloads and the residue that the reader finds in the bytes. */
export function readBytes(bytes: Buffer, cut: Cuts): { data: string[]; residue: string } {
  const decoder = new StringDecoder('utf8')
  const reader = createSseReader()
  const places = [0, ...cut(bytes), bytes.length]
  const data = places.flatMap((place, index) =>
    reader.push(decoder.write(bytes.subarray(place, places[index + 1] ?? place))),
  )
  data.push(...reader.push(decoder.end()))
  const end = reader.end()
  return { data: [...data, ...end.data], residue: end.residue }
}

/** Everything a client would get for the bytes of a stream. */
export function translateStream(bytes: Buffer, cut: Cuts) {
  const stream = createChatStream({ ...sampleOptions(), includeUsage: true })
  const { data, residue } = readBytes(bytes, cut)
  const sent = data.flatMap((payload): ChatChunk[] => {
    const event = parseStreamEvent(payload)
    if (!('chunk' in event)) throw new Error(`not a chunk: ${payload}`)
    return stream.push(event.chunk)
  })
  const end = stream.end()
  return { chunks: [...sent, ...(end.kind === 'finished' ? end.chunks : [])], end, residue }
}
