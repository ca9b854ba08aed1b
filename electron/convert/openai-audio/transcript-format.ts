/** A transcript in the forms OpenAI's API knows. */
import type {
  TranscriptionSegment,
  TranscriptionVerbose,
} from 'openai/resources/audio/transcriptions'
import type { UsageMetadata } from '../../gemini/wire.ts'
import { tokensOf } from './token-usage.ts'
import { type Segment, segmentsOf, type TimedWord, type Transcript } from './transcript.ts'
import type { TranscriptionPlan } from './transcription-request.ts'

/** A body and its type. */
export interface FormattedTranscript {
  contentType: string
  body: string
}

type FormatPlan = Pick<
  TranscriptionPlan,
  'task' | 'format' | 'granularities' | 'language' | 'seconds'
>
type Formatter = (
  transcript: Transcript,
  plan: FormatPlan,
  usage: UsageMetadata,
) => FormattedTranscript

const plainText = 'text/plain; charset=utf-8'

const formatters: Readonly<Record<TranscriptionPlan['format'], Formatter>> = {
  json: ({ text }, _plan, usage) => json({ text, usage: tokensOf(usage) }),
  text: ({ text }) => ({ contentType: plainText, body: `${text}\n` }),
  verbose_json: (transcript, plan) => json(verbose(transcript, plan)),
  srt: ({ words }) => ({ contentType: plainText, body: subtitles(segmentsOf(words), ',') }),
  vtt: ({ words }) => ({
    contentType: 'text/vtt; charset=utf-8',
    body: `WEBVTT\n\n${subtitles(segmentsOf(words), '.')}`,
  }),
}

/** Writes a transcript in the form the plan asks for. */
export function formatTranscript(
  transcript: Transcript,
  plan: FormatPlan,
  usage: UsageMetadata,
): FormattedTranscript {
  return formatters[plan.format](transcript, plan, usage)
}

function json(value: object): FormattedTranscript {
  return { contentType: 'application/json; charset=utf-8', body: JSON.stringify(value) }
}

function verbose(
  { text, words, languageCode }: Transcript,
  { task, granularities, language, seconds }: FormatPlan,
): TranscriptionVerbose & { task: string } {
  const duration = seconds ?? Math.max(0, ...words.map(({ end }) => end))
  return {
    task,
    language: languageName(languageCode ?? language),
    duration,
    text,
    ...(granularities.segments && { segments: segmentsOf(words).map(verboseSegment) }),
    ...(granularities.words && { words: words.map((word): TimedWord => ({ ...word })) }),
    usage: { type: 'duration', seconds: duration },
  }
}

/** Typed clients want every field; what only Whisper knows of itself is zero. */
function verboseSegment({ text, start, end }: Segment, id: number): TranscriptionSegment {
  return {
    id,
    seek: 0,
    start,
    end,
    text,
    tokens: [],
    temperature: 0,
    avg_logprob: 0,
    compression_ratio: 0,
    no_speech_prob: 0,
  }
}

/** `english` for `en-US`, as OpenAI writes it; empty for none, the code itself for an unknown one. */
function languageName(code: string | undefined): string {
  const [language = ''] = code?.split('-') ?? []
  if (!/^[a-z]{2,3}$/i.test(language)) return language
  const names = new Intl.DisplayNames(['en'], { type: 'language' })
  return (names.of(language) ?? language).toLowerCase()
}

/** Numbered cues; WebVTT takes the numbers as names. */
function subtitles(segments: readonly Segment[], decimalMark: ',' | '.'): string {
  return segments
    .map(({ text, start, end }, at) => {
      const times = [start, end].map((seconds) => timestamp(seconds, decimalMark))
      return `${at + 1}\n${times.join(' --> ')}\n${text}\n`
    })
    .join('\n')
}

/** `01:02:03,450` */
function timestamp(seconds: number, decimalMark: string): string {
  const milliseconds = Math.round(seconds * 1000)
  const [hours, minutes, whole] = [3_600_000, 60_000, 1000].map((unit, at, units) => {
    const rest = at === 0 ? milliseconds : milliseconds % (units[at - 1] ?? 1)
    return String(Math.floor(rest / unit)).padStart(2, '0')
  })
  const fraction = String(milliseconds % 1000).padStart(3, '0')
  return `${hours}:${minutes}:${whole}${decimalMark}${fraction}`
}
