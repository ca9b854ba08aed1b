/** Speech in a chat answer (conformance B1, B5). */
import type { Part } from '../../../gemini/wire.ts'
import { wavHeader } from '../../pcm.ts'
import type { ChatAnswerOptions } from './answer-options.ts'
import type { ChatAudio } from './chat-chunk.ts'

type Sound = NonNullable<Part['inlineData']>

const rawSamples = /^audio\/(l16|pcm)\b/i
const usualRate = 24_000

/** Whether data is sound. */
export function isAudio({ mimeType, data }: Sound): boolean {
  return mimeType?.startsWith('audio/') === true && data !== undefined
}

/**
 * The pieces of one answer as one file in base64: bare samples become WAV, whatever is a file
 * already stays as it is. Nothing is kept here, so a later turn cannot refer to its id.
 */
export function toChatAudio(
  pieces: readonly Sound[],
  { newId, createdSeconds }: Pick<ChatAnswerOptions, 'newId' | 'createdSeconds'>,
): ChatAudio | undefined {
  const [first] = pieces
  if (first === undefined) return undefined
  const sound = Buffer.concat(pieces.map(({ data }) => Buffer.from(data ?? '', 'base64')))
  const isBare = rawSamples.test(first.mimeType ?? '') && sound.toString('latin1', 0, 4) !== 'RIFF'
  const rate = Number(/rate=(\d{4,6})\b/i.exec(first.mimeType ?? '')?.[1] ?? usualRate)
  const file = isBare ? Buffer.concat([wavHeader(sound.length, rate), sound]) : sound
  return {
    id: newId('audio'),
    data: file.toString('base64'),
    transcript: '',
    expires_at: createdSeconds,
  }
}
