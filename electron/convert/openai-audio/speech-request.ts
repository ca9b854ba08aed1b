/** `POST /v1/audio/speech` as Google's generateContent (conformance A7). */
import { modelFamily } from '../../gemini/families.ts'
import type { GenerateContentRequest } from '../../gemini/wire.ts'
import { InvalidRequest } from '../invalid-request.ts'
import { audioModel } from './audio-model.ts'
import { toVoiceConfig } from './voices.ts'

export interface SpeechPlan {
  /** Model id without `models/`. */
  model: string
  body: GenerateContentRequest
  format: 'wav' | 'pcm'
  /** True wants events with pieces of the sound in base64, instead of the sound. */
  events: boolean
}

export interface SpeechOptions {
  /** Speaks for names that are none of Google's. */
  speechModel: string
  /** Upstream ids. */
  known: ReadonlySet<string>
}

/** About what fits into 8,192 tokens, Google's limit; Google counts for itself below it. */
const INPUT_LIMIT_CHARACTERS = 32_000
/** OpenAI's own limit. */
const INSTRUCTIONS_LIMIT_CHARACTERS = 4096

/**
 * Turns the parsed body of a speech request into Google's.
 * @throws InvalidRequest naming the field that is wrong
 */
export function toSpeech(body: unknown, { speechModel, known }: SpeechOptions): SpeechPlan {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new InvalidRequest('the body must be a JSON object')
  }
  const fields: Record<string, unknown> = { ...body }
  const model = audioModel(fields['model'], speechModel, known)
  const input = readText(fields['input'], 'input', INPUT_LIMIT_CHARACTERS)
  if (input === undefined || input.trim() === '') {
    throw new InvalidRequest('input must be a text that is not empty', { param: 'input' })
  }
  const instructions = readText(
    fields['instructions'],
    'instructions',
    INSTRUCTIONS_LIMIT_CHARACTERS,
  )
  const { readsSpeechMetadata: isNewer } = modelFamily(model)
  const style = [instructions?.trim(), paceOf(fields['speed'])].filter(Boolean).join('; ')
  return {
    model,
    body: {
      contents: [{ role: 'user', parts: [spokenPart(input, style, isNewer)] }],
      generationConfig: {
        responseModalities: ['AUDIO'],
        speechConfig: { voiceConfig: toVoiceConfig(fields['voice'], isNewer) },
      },
    },
    format: readFormat(fields['response_format']),
    events: readStreamFormat(fields['stream_format']),
  }
}

/** Newer models read the manner apart from the text; older ones find it in front of the text. */
function spokenPart(text: string, style: string, isNewer: boolean) {
  if (style === '') return { text }
  if (isNewer) return { text, speechMetadata: { style } }
  return { text: `${style.replace(/[.:\s]+$/, '')}: ${text}` }
}

function readText(value: unknown, param: string, limit: number): string | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string') throw new InvalidRequest(`${param} must be a text`, { param })
  if (value.length > limit) {
    const advice = `${param} has ${value.length} characters; at most ${limit} can be spoken at once`
    throw new InvalidRequest(advice, { param, code: 'string_above_max_length' })
  }
  return value
}

/** OpenAI's factor in words, as no model of Google's takes a number; nothing for 1. */
function paceOf(speed: unknown): string | undefined {
  if (speed === undefined || speed === null) return undefined
  if (typeof speed !== 'number' || !(speed >= 0.25 && speed <= 4)) {
    throw new InvalidRequest('speed must be a number between 0.25 and 4', { param: 'speed' })
  }
  if (speed < 0.7) return 'speak very slowly'
  if (speed < 0.95) return 'speak slowly'
  if (speed <= 1.05) return undefined
  return speed <= 1.5 ? 'speak fast' : 'speak very fast'
}

/**
 * OpenAI's default is mp3, which Google's voices do not give. Clients send it without being asked
 * and play what comes by its first bytes and content type, so they get wav under its own name.
 */
function readFormat(format: unknown): SpeechPlan['format'] {
  if (format === undefined || format === null || format === 'mp3') return 'wav'
  if (format === 'wav' || format === 'pcm') return format
  const advice =
    'response_format must be "wav" (also the default, and what mp3 gets) or "pcm"; Google\'s voices give no opus, aac or flac'
  throw new InvalidRequest(advice, { param: 'response_format', code: 'unsupported_value' })
}

function readStreamFormat(format: unknown): boolean {
  if (format === undefined || format === null || format === 'audio') return false
  if (format === 'sse') return true
  throw new InvalidRequest('stream_format must be "audio" or "sse"', { param: 'stream_format' })
}
