/** What a transcriber makes of a recording: a sentence about it, word by word if asked. */
import type { Ask, Draft } from './ask.ts'

const secondsPerWord = 0.4

/** The transcript of the last recording; undefined for other models. */
export function transcriptAnswer({ model, request }: Ask): Draft | undefined {
  if (model.kind !== 'transcription') return undefined
  const recording = request.contents
    .flatMap(({ parts = [] }) => parts)
    .findLast(({ inlineData }) => inlineData !== undefined)?.inlineData
  const { wordTimestamp, languageCodes } = request.generationConfig?.audioTranscriptionConfig ?? {}
  if (recording === undefined) return { parts: [] }
  const bytes = Buffer.byteLength(recording.data ?? '', 'base64')
  const text = `Hello, this is the demo. I heard ${bytes} bytes of ${recording.mimeType}.`
  if (wordTimestamp !== true) return { parts: [{ text }] }
  const words = text.split(' ').map((word, at) => ({
    word,
    // Google leaves out what is zero.
    ...(at > 0 && { startOffset: `${(at * secondsPerWord).toFixed(3)}s` }),
    endOffset: `${((at + 1) * secondsPerWord).toFixed(3)}s`,
  }))
  return {
    parts: [{ audioTranscription: { text, languageCode: languageCodes?.[0] ?? 'en-US', words } }],
  }
}
