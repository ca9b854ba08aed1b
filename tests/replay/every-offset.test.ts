/** Wherever a connection cuts the bytes of Google in two, the answer is the same (conformance H). */
import { describe, expect, it } from 'vitest'
import {
  sampleOptions,
  withoutMadeUpIds,
} from '../../electron/convert/openai-chat/response/answer-options.fixture.ts'
import {
  toChatCompletion,
  toChoices,
} from '../../electron/convert/openai-chat/response/response.ts'
import type { GenerateContentResponse } from '../../electron/gemini/wire.ts'
import { cuts, readBytes, translateStream } from './feed.ts'
import { loadRecordings, type Recording, recordingsExist, recordingsFolder } from './recordings.ts'

const recordings = loadRecordings()
const streams = recordings.filter(({ kind, payloads }) => kind === 'stream' && payloads.length > 0)

/** The first place at which a cut in two changes what the reader finds; -1 when there is none. */
function firstHarmfulCut(bytes: Buffer): number {
  const whole = readBytes(bytes, cuts.nowhere)
  return [...bytes.keys()].findIndex((at) => {
    const { data, residue } = readBytes(bytes, () => [at])
    const isSame = data.length === whole.data.length && residue === whole.residue
    return !isSame || data.some((payload, index) => payload !== whole.data[index])
  })
}

/** The body Google would have sent had the answer not been streamed. */
function wholeAnswerOf({ payloads }: Recording): GenerateContentResponse {
  const responses = payloads as GenerateContentResponse[]
  const candidates = responses.flatMap((response) => response.candidates ?? [])
  const parts = candidates.flatMap(({ content }) => content?.parts ?? [])
  const one = Object.assign({}, ...candidates) as object
  return {
    ...(Object.assign({}, ...responses) as GenerateContentResponse),
    candidates: [{ ...one, content: { role: 'model', parts } }],
  }
}

const reason = recordingsExist ? '' : ` (skipped: ${recordingsFolder} is not there)`

describe.skipIf(!recordingsExist)(`recorded Gemini traffic${reason}`, () => {
  it.each(recordings)('H: $name may be cut in two before every byte', ({ bytes }) => {
    expect(firstHarmfulCut(bytes)).toBe(-1)
  })

  it.each(streams)('H: $name put together is the answer without streaming', (recording) => {
    const { chunks } = translateStream(recording.bytes, cuts.nowhere)
    const whole = toChatCompletion(wholeAnswerOf(recording), sampleOptions())
    if (whole.kind !== 'finished') throw new Error(`the answer is empty: ${whole.reason}`)
    expect(withoutMadeUpIds(toChoices(chunks.flatMap(({ choices }) => choices)))).toEqual(
      withoutMadeUpIds(whole.completion.choices),
    )
    expect(chunks.at(-1)?.usage).toEqual(whole.completion.usage)
  })
})
