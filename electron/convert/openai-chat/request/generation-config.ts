/** Sampling, length, stop, modalities and media options (conformance A3). */
import type { ModelFamily } from '../../../gemini/families.ts'
import type { GenerationConfig } from '../../../gemini/wire.ts'
import { toVoiceConfig } from '../../openai-audio/voices.ts'
import { InvalidRequest } from '../../invalid-request.ts'
import { type ChatRequest } from './chat-request.ts'
import { detailOf } from './content-parts.ts'
import type { JsonOutput } from './response-format.ts'
import type { Thinking } from './thinking.ts'

export interface GenerationContext {
  family: ModelFamily
  /** The answer is to hold images, whatever the id looks like. */
  imageOutput: boolean
  thinking: Thinking
  /** Only where JSON mode is possible. */
  json: JsonOutput | undefined
}

const mostStopSequences = 5
/** Google's whole numbers have 32 bits. */
const largestInt32 = 2 ** 31 - 1

/** What an option adds that was not asked for. */
const nothing: Readonly<GenerationConfig> = {}

function numberWithin(
  request: ChatRequest,
  name: 'temperature' | 'top_p',
  maximum: number,
): number | undefined {
  const value = request[name] ?? undefined
  if (value !== undefined && !(value >= 0 && value <= maximum)) {
    throw new InvalidRequest(`Invalid '${name}': must be between 0 and ${maximum}.`, {
      param: name,
    })
  }
  return value
}

function sampling(request: ChatRequest, family: ModelFamily): GenerationConfig {
  const temperature = numberWithin(request, 'temperature', 2)
  const topP = numberWithin(request, 'top_p', 1)
  const topK = Math.trunc(request.top_k ?? 0)
  const config: GenerationConfig = {}
  if (family.samplingIgnored) return config
  if (temperature !== undefined) config.temperature = temperature
  if (topP !== undefined) config.topP = topP
  // Clients write 0 or -1 for "no limit", or the largest number they have.
  if (topK >= 1 && topK <= largestInt32) config.topK = topK
  return config
}

/** Google's seed is an int32; a bigger one is folded into it, always in the same way. */
function seedConfig({ seed }: ChatRequest): GenerationConfig {
  if (seed === null || seed === undefined) return nothing
  const whole = Math.trunc(seed)
  if (whole === (whole | 0)) return { seed: whole }
  const wide = BigInt(whole)
  return { seed: Number(BigInt.asIntN(32, wide ^ (wide >> 32n))) }
}

function stopConfig({ stop }: ChatRequest): GenerationConfig {
  if (stop === undefined || stop === null) return nothing
  const stopSequences = (Array.isArray(stop) ? stop : [stop]).filter((text) => text !== '')
  if (stopSequences.length > mostStopSequences) {
    throw new InvalidRequest(`Invalid 'stop': at most ${mostStopSequences} sequences.`, {
      param: 'stop',
    })
  }
  return stopSequences.length > 0 ? { stopSequences } : nothing
}

/**
 * Thinking counts against Google's limit but not against the client's. Where the model is going to
 * think, its share is added, up to what the model takes, lest a short answer become an empty one.
 */
function lengthConfig(
  request: ChatRequest,
  family: ModelFamily,
  { allowanceTokens }: Thinking,
): GenerationConfig {
  const asked = Math.trunc(request.max_completion_tokens ?? request.max_tokens ?? 0)
  if (asked <= 0 || asked > largestInt32) return nothing
  if (allowanceTokens === 0) return { maxOutputTokens: asked }
  const generous = Math.max(asked + allowanceTokens, family.outputFloorTokens)
  return { maxOutputTokens: Math.max(asked, Math.min(generous, family.outputLimitTokens)) }
}

/** True when the client wants images back, in OpenAI's field or in Google's. */
export function asksForImages(request: ChatRequest): boolean {
  const wantsImage = (modality: string) => modality.toLowerCase() === 'image'
  const { modalities, google } = request
  return Boolean(modalities?.some(wantsImage) || google?.response_modalities?.some(wantsImage))
}

function speechConfig({ audio }: ChatRequest, family: ModelFamily): GenerationConfig {
  if (!audio?.voice) return {}
  return { speechConfig: { voiceConfig: toVoiceConfig(audio.voice, family.readsSpeechMetadata) } }
}

function imageConfig(request: ChatRequest): GenerationConfig {
  const given = { ...request.image_config, ...request.google?.image_config }
  const { aspect_ratio: aspectRatio, image_size: imageSize } = given
  if (!aspectRatio && !imageSize) return {}
  return {
    imageConfig: { ...(aspectRatio && { aspectRatio }), ...(imageSize && { imageSize }) },
  }
}

function modalityConfig(request: ChatRequest, context: GenerationContext): GenerationConfig {
  if (context.family.isTts)
    return { responseModalities: ['AUDIO'], ...speechConfig(request, context.family) }
  if (request.modalities?.includes('audio')) {
    throw new InvalidRequest(
      "Invalid 'modalities': this model answers in text; ask a TTS model for audio.",
      { param: 'modalities' },
    )
  }
  if (!context.imageOutput) return nothing
  return { responseModalities: ['TEXT', 'IMAGE'], ...imageConfig(request) }
}

/** `detail` of every image in the request; one without it counts as `auto`. */
function imageDetails({ messages }: ChatRequest): unknown[] {
  const details: unknown[] = []
  for (const { content } of messages) {
    if (!Array.isArray(content)) continue
    for (const part of content) {
      const isImage = typeof part !== 'string' && /^(image_url|input_image)$/.test(part.type)
      if (isImage) details.push(detailOf(part) ?? 'auto')
    }
  }
  return details
}

/** One resolution for all images: models before 3 look at all of them alike. */
function sharedResolution(request: ChatRequest): string | undefined {
  const details = imageDetails(request)
  if (details.includes('high')) return 'HIGH'
  return details.length > 0 && details.every((detail) => detail === 'low') ? 'LOW' : undefined
}

const resolutions = ['LOW', 'MEDIUM', 'HIGH'] as const

function mediaResolution(request: ChatRequest, family: ModelFamily): GenerationConfig {
  if (family.mediaResolution === 'none') return nothing
  const given = request.google?.media_resolution?.toUpperCase().replace(/^MEDIA_RESOLUTION_/, '')
  const wanted =
    given ?? (family.mediaResolution === 'per-request' ? sharedResolution(request) : undefined)
  if (wanted === undefined) return nothing
  const known = resolutions.find((resolution) => resolution === wanted)
  if (known === undefined) {
    throw new InvalidRequest("Invalid 'google.media_resolution': use low, medium or high.", {
      param: 'google.media_resolution',
    })
  }
  return { mediaResolution: `MEDIA_RESOLUTION_${known}` }
}

const mostChoices = 8

/** How many answers are wanted. Throws InvalidRequest when that is no number from 1 to 8. */
export function choiceCount({ n }: ChatRequest): number {
  const count = n ?? 1
  if (Number.isInteger(count) && count >= 1 && count <= mostChoices) return count
  throw new InvalidRequest(`Invalid 'n': must be a whole number from 1 to ${mostChoices}.`, {
    param: 'n',
  })
}

/**
 * The `generationConfig` of a request. Penalties and logprobs are left out, as no live model takes
 * them, and so is `n`, which is as many requests. Throws InvalidRequest for values out of range.
 */
export function convertGenerationConfig(
  request: ChatRequest,
  context: GenerationContext,
): GenerationConfig {
  const { family, thinking, json } = context
  const config = sampling(request, family)
  // Most requests have one or two of them.
  for (const more of [
    seedConfig(request),
    stopConfig(request),
    lengthConfig(request, family, thinking),
    modalityConfig(request, context),
    mediaResolution(request, family),
  ]) {
    if (more !== nothing) Object.assign(config, more)
  }
  if (json) config.responseMimeType = 'application/json'
  if (json?.schema) config.responseJsonSchema = json.schema
  if (thinking.config) config.thinkingConfig = thinking.config
  return config
}
