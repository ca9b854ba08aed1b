/** Sound in Google's answers (conformance A7). */
import type { GenerateContentResponse } from '../../gemini/wire.ts'
import { isWav, type Pcm, toPcm, wavHeader } from '../pcm.ts'

interface SoundPart {
  bytes: Buffer
  mimeType: string
}

function soundParts(answer: GenerateContentResponse): SoundPart[] {
  const parts = answer.candidates?.[0]?.content?.parts ?? []
  return parts.flatMap(({ inlineData }) =>
    inlineData?.data
      ? [{ bytes: Buffer.from(inlineData.data, 'base64'), mimeType: inlineData.mimeType ?? '' }]
      : [],
  )
}

/** The samples in an answer or in one event of a stream; undefined when there are none. */
export function pcmOf(answer: GenerateContentResponse): Pcm | undefined {
  const pieces = soundParts(answer).map(({ bytes, mimeType }) => toPcm(bytes, mimeType))
  const [first] = pieces
  if (first === undefined) return undefined
  return {
    samples: Buffer.concat(pieces.map(({ samples }) => samples)),
    sampleRateHz: first.sampleRateHz,
  }
}

/** The sound of a whole answer as a WAV file; undefined when there is none. */
export function wavOf(answer: GenerateContentResponse): Buffer | undefined {
  const [first, ...others] = soundParts(answer)
  if (first !== undefined && others.length === 0 && isWav(first.bytes)) return first.bytes
  const pcm = pcmOf(answer)
  if (pcm === undefined || pcm.samples.length === 0) return undefined
  return Buffer.concat([wavHeader(pcm.samples.length, pcm.sampleRateHz), pcm.samples])
}
