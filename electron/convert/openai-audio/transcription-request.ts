/** `POST /v1/audio/transcriptions` and `/translations` as Google's generateContent (A7). */
import { modelFamily } from '../../gemini/families.ts'
import type { GenerateContentRequest, GenerationConfig } from '../../gemini/wire.ts'
import { InvalidRequest } from '../invalid-request.ts'
import { type AudioForm, readAudioFile, readOne, readSome } from './audio-form.ts'
import { audioModel } from './audio-model.ts'
import { wavSeconds } from '../pcm.ts'

export const transcriptFormats = ['json', 'text', 'srt', 'verbose_json', 'vtt'] as const
export type TranscriptFormat = (typeof transcriptFormats)[number]

export interface TranscriptionPlan {
  task: 'transcribe' | 'translate'
  /** Model id without `models/`. */
  model: string
  body: GenerateContentRequest
  format: TranscriptFormat
  /** The answer must say when each word was spoken. */
  needsTimes: boolean
  /** What `verbose_json` lists. */
  granularities: { segments: boolean; words: boolean }
  /** As the client named it. */
  language?: string
  /** How long the sound is, where its file says so. */
  seconds?: number
  /** True wants events instead of one answer. */
  events: boolean
}

export interface TranscriptionOptions {
  task: TranscriptionPlan['task']
  /** Serves names that are none of Google's. */
  standIn: string
  /** Upstream ids. */
  known: ReadonlySet<string>
}

/**
 * Turns a form with a recording into Google's request.
 * @throws InvalidRequest naming the field that is wrong
 */
export function toTranscription(
  form: AudioForm,
  { task, standIn, known }: TranscriptionOptions,
): TranscriptionPlan {
  const model = audioModel(readOne(form, 'model'), standIn, known)
  const { isTranscriber } = modelFamily(model)
  if (task === 'translate' && isTranscriber) {
    throw new InvalidRequest(`${model} writes down speech but does not translate it`, {
      param: 'model',
    })
  }
  const format = readFormat(readOne(form, 'response_format'))
  const needsTimes = format !== 'json' && format !== 'text'
  if (needsTimes && !isTranscriber) throw noTimes(format, model)
  const language = task === 'transcribe' ? readLanguage(readOne(form, 'language')) : undefined
  const temperature = readTemperature(readOne(form, 'temperature'))
  const file = readAudioFile(form)
  const wishes = { ...readWishes(form), language, temperature, needsTimes }
  const seconds = wavSeconds(file.bytes)
  const recording = { inlineData: { mimeType: file.mimeType, data: file.bytes.toString('base64') } }
  return {
    task,
    model,
    body: isTranscriber
      ? {
          contents: [{ role: 'user', parts: [recording] }],
          generationConfig: { audioTranscriptionConfig: transcriptionConfig(wishes) },
        }
      : chatBody(recording, task, wishes, model),
    format,
    needsTimes,
    granularities: readGranularities(form, format),
    ...(language !== undefined && { language }),
    ...(seconds !== undefined && { seconds }),
    events: readOne(form, 'stream') === 'true' && !needsTimes,
  }
}

interface Wishes {
  prompt: string
  keywords: readonly string[]
  language: string | undefined
  temperature: number | undefined
  needsTimes: boolean
}

function readWishes(form: AudioForm): Pick<Wishes, 'prompt' | 'keywords'> {
  return { prompt: readOne(form, 'prompt')?.trim() ?? '', keywords: readSome(form, 'keywords') }
}

const VOCABULARY_LIMIT = 100
const LONGEST_TERM_CHARACTERS = 60

/** A transcriber reads no prompt; the short pieces of one are words to look out for. */
function transcriptionConfig({
  prompt,
  keywords,
  language,
  needsTimes,
}: Wishes): NonNullable<GenerationConfig['audioTranscriptionConfig']> {
  const terms = [...keywords, ...prompt.split(/[,;、，；\n]|[.。]\s/)]
    .map((term) => term.trim())
    .filter((term) => term.length <= LONGEST_TERM_CHARACTERS && /^\S+( \S+){0,3}$/.test(term))
  const customVocabulary = [...new Set(terms)].slice(0, VOCABULARY_LIMIT)
  return {
    ...(language !== undefined && { languageCodes: [language] }),
    ...(customVocabulary.length > 0 && { customVocabulary }),
    ...(needsTimes && { wordTimestamp: true }),
  }
}

const tasks = {
  transcribe:
    'Write down word for word what is said in this recording, in the language it is said in. Answer with these words alone; with nothing if nobody speaks.',
  translate:
    'Translate what is said in this recording into English. Answer with the translation alone; with nothing if nobody speaks.',
}

function chatBody(
  recording: { inlineData: { mimeType: string; data: string } },
  task: TranscriptionPlan['task'],
  { prompt, keywords, language, temperature }: Wishes,
  model: string,
): GenerateContentRequest {
  const sentences = [
    tasks[task],
    ...(language === undefined ? [] : [`The language spoken is ${language}.`]),
    ...(keywords.length === 0 ? [] : [`These words may occur: ${keywords.join(', ')}.`]),
    ...(prompt === '' ? [] : [`Spell and style as in this text, which may precede it: ${prompt}`]),
  ]
  const isTempered = temperature !== undefined && !modelFamily(model).samplingIgnored
  return {
    contents: [{ role: 'user', parts: [recording, { text: sentences.join('\n') }] }],
    ...(isTempered && { generationConfig: { temperature } }),
  }
}

function readFormat(format: string | undefined): TranscriptFormat {
  if (format === undefined || format === '') return 'json'
  const known = transcriptFormats.find((name) => name === format)
  if (known !== undefined) return known
  throw new InvalidRequest(`response_format must be one of ${transcriptFormats.join(', ')}`, {
    param: 'response_format',
    code: 'unsupported_value',
  })
}

function noTimes(format: TranscriptFormat, model: string): InvalidRequest {
  return new InvalidRequest(
    `response_format ${format} needs to know when each word is spoken, which ${model} does not tell; use json or text`,
    { param: 'response_format', code: 'unsupported_value' },
  )
}

function readLanguage(language: string | undefined): string | undefined {
  if (language === undefined || language === '') return undefined
  if (/^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(language)) return language
  throw new InvalidRequest('language must be a code such as en or pt-BR', { param: 'language' })
}

function readTemperature(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined
  const temperature = Number(text)
  if (temperature >= 0 && temperature <= 1) return temperature
  throw new InvalidRequest('temperature must be a number between 0 and 1', { param: 'temperature' })
}

function readGranularities(
  form: AudioForm,
  format: TranscriptFormat,
): TranscriptionPlan['granularities'] {
  const param = 'timestamp_granularities'
  const given = readSome(form, param)
  if (given.some((name) => name !== 'word' && name !== 'segment')) {
    throw new InvalidRequest(`${param} must be word, segment or both`, { param })
  }
  if (given.length > 0 && format !== 'verbose_json') {
    throw new InvalidRequest(`${param} goes with response_format verbose_json`, { param })
  }
  return {
    segments: given.length === 0 || given.includes('segment'),
    words: given.includes('word'),
  }
}
