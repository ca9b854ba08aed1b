/** What was said, and when, in Google's answer to a recording. */
import type { GenerateContentResponse, Part } from '../../gemini/wire.ts'

export interface TimedWord {
  word: string
  /** Seconds from the beginning of the recording. */
  start: number
  end: number
}

export interface Transcript {
  text: string
  /** In the order they were spoken; empty where Google was not asked for times. */
  words: readonly TimedWord[]
  /** BCP-47, where Google names one. */
  languageCode?: string
}

/** Reads a whole answer. A silent recording gives an empty text. */
export function toTranscript(answer: GenerateContentResponse): Transcript {
  const parts = (answer.candidates?.[0]?.content?.parts ?? []).filter(({ thought }) => !thought)
  const transcriptions = parts.flatMap(({ audioTranscription }) => audioTranscription ?? [])
  const languageCode = transcriptions.find((turn) => turn.languageCode)?.languageCode
  return {
    text: textOf(parts),
    words: transcriptions
      .flatMap((turn) => (turn.words ?? []).flatMap(timedWord))
      .sort((one, other) => one.start - other.start),
    ...(languageCode !== undefined && { languageCode }),
  }
}

/** Turns of several speakers come as parts that are not in the order they were spoken in. */
function textOf(parts: readonly Part[]): string {
  const spoken = parts.filter(({ audioTranscription }) => audioTranscription?.text)
  if (spoken.length === 0) {
    return parts
      .map(({ text = '' }) => text)
      .join('')
      .trim()
  }
  return spoken
    .map(({ audioTranscription: turn }) => ({
      text: turn?.text?.trim() ?? '',
      start: offsetSeconds(turn?.words?.[0]?.startOffset ?? turn?.startOffset) ?? 0,
    }))
    .sort((one, other) => one.start - other.start)
    .map(({ text }) => text)
    .join('\n')
}

function timedWord(given: {
  word?: string
  startOffset?: string
  endOffset?: string
}): TimedWord[] {
  const word = given.word?.trim() ?? ''
  // Google leaves out what is zero.
  const start = offsetSeconds(given.startOffset ?? '0s')
  const end = offsetSeconds(given.endOffset)
  if (word === '' || start === undefined) return []
  return [{ word, start, end: Math.max(start, end ?? start) }]
}

/** Seconds of Google's form `1.250s`. */
function offsetSeconds(offset: string | undefined): number | undefined {
  const seconds = Number(/^(\d+(?:\.\d+)?)s$/.exec(offset ?? '')?.[1] ?? Number.NaN)
  return Number.isNaN(seconds) ? undefined : seconds
}

export interface Segment {
  text: string
  start: number
  end: number
}

const PAUSE_SECONDS = 1
/** Two lines of a subtitle. */
const LONGEST_SEGMENT_CHARACTERS = 84
const sentenceEnd = /[.!?。！？…]["'”’»」』)]*$/

/** Words joined to what fits below a film: up to a sentence's end, a pause or two lines. */
export function segmentsOf(words: readonly TimedWord[]): Segment[] {
  const segments: Segment[] = []
  for (const { word, start, end } of words) {
    const last = segments.at(-1)
    const joined = last === undefined ? word : joinWords(last.text, word)
    const begins =
      last === undefined ||
      sentenceEnd.test(last.text) ||
      start - last.end >= PAUSE_SECONDS ||
      joined.length > LONGEST_SEGMENT_CHARACTERS
    if (begins) segments.push({ text: word, start, end })
    else segments[segments.length - 1] = { text: joined, start: last.start, end }
  }
  return segments
}

const withoutSpaces = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u

/** Scripts that put no space between words get none; neither does punctuation on its own. */
function joinWords(before: string, word: string): string {
  const [first = ''] = word
  const isTight = withoutSpaces.test(before.at(-1) ?? '') || withoutSpaces.test(first)
  return isTight || /^[,.!?;:，。！？、；：…]+$/.test(word) ? before + word : `${before} ${word}`
}
