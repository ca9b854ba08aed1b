/** `POST /v1/images/generations` and `/v1/images/edits` as calls of Google's image models (A7). */
import { modelFamily } from '../../gemini/families.ts'
import type { GenerateContentRequest, Part } from '../../gemini/wire.ts'
import { InvalidRequest } from '../invalid-request.ts'
import { aliasedModel, type ModelAliases } from '../model-alias.ts'
import { type ImageConfig, toImageConfig } from './image-size.ts'
import { readPromptTags } from './prompt-tags.ts'

export interface ImagePlan {
  /** Model id without `models/`. */
  model: string
  /** Without tags. */
  prompt: string
  /** How many images, each of which is a call of its own. */
  count: number
  imageConfig: ImageConfig
  responseFormat: 'url' | 'b64_json'
  body: GenerateContentRequest
}

export interface ImageOptions {
  /** Draws for names that are none of Google's image models. */
  createImageModel: string
  aliases: ModelAliases
  /** Upstream ids. */
  known: ReadonlySet<string>
}

export interface InputImage {
  mimeType: string
  /** Base64. */
  data: string
}

/** OpenAI's own limits. */
const MAX_COUNT = 10
const PROMPT_LIMIT_CHARACTERS = 32_000

/**
 * Turns the fields of a request into a plan; those of a form are all strings.
 * @param images what is to be edited, first in the request; a mask is the last
 * @throws InvalidRequest naming the field that is wrong
 */
export function toImagePlan(
  fields: Readonly<Record<string, unknown>>,
  { createImageModel, aliases, known }: ImageOptions,
  images: { inputs: readonly InputImage[]; mask?: InputImage | undefined } = { inputs: [] },
): ImagePlan {
  if (fields['stream'] === true || fields['stream'] === 'true') {
    const advice = 'stream is not supported for images; leave it out'
    throw new InvalidRequest(advice, { param: 'stream', code: 'unsupported_value' })
  }
  const { text, count, ratio } = readPromptTags(readPrompt(fields['prompt']))
  const imageConfig = toImageConfig({ size: fields['size'], quality: fields['quality'], ratio })
  const parts: Part[] = [
    { text: withWishes(text, fields['style'], images.mask !== undefined) },
    ...[...images.inputs, ...(images.mask ? [images.mask] : [])].map((inlineData) => ({
      inlineData,
    })),
  ]
  return {
    model: imageModel(named(fields['model'], aliases), createImageModel, known),
    prompt: text,
    count: count ?? readCount(fields['n']),
    imageConfig,
    responseFormat: readFormat(fields['response_format'], fields['model']),
    body: {
      contents: [{ role: 'user', parts }],
      generationConfig: {
        responseModalities: ['IMAGE'],
        ...(Object.keys(imageConfig).length > 0 && { imageConfig }),
      },
    },
  }
}

const named = (requested: unknown, aliases: ModelAliases) =>
  typeof requested === 'string' ? aliasedModel(requested, aliases) : requested

/** Image models of Google's stay as they are; every other name means the one of the settings. */
function imageModel(requested: unknown, standIn: string, known: ReadonlySet<string>): string {
  if (requested === undefined || requested === null || requested === '') return standIn
  if (typeof requested !== 'string') {
    throw new InvalidRequest('model must be the name of a model', { param: 'model' })
  }
  const bare = requested.replace(/^(?:(?:models|google|gemini)\/)+/i, '').replace(/-chat$/, '')
  const isGoogles = /^(gemini|imagen)-/i.test(bare) || known.has(bare)
  return isGoogles && (modelFamily(bare).isImage || /^imagen-/i.test(bare)) ? bare : standIn
}

function readPrompt(prompt: unknown): string {
  if (typeof prompt !== 'string' || prompt.trim() === '') {
    throw new InvalidRequest('prompt must be a text that is not empty', { param: 'prompt' })
  }
  if (prompt.length > PROMPT_LIMIT_CHARACTERS) {
    const advice = `prompt has ${prompt.length} characters; at most ${PROMPT_LIMIT_CHARACTERS} are read`
    throw new InvalidRequest(advice, { param: 'prompt', code: 'string_above_max_length' })
  }
  return prompt
}

function readCount(given: unknown): number {
  if (given === undefined || given === null || given === '') return 1
  const count = typeof given === 'string' ? Number(given) : given
  if (typeof count === 'number' && Number.isInteger(count) && count >= 1 && count <= MAX_COUNT) {
    return count
  }
  throw new InvalidRequest(`n must be a whole number from 1 to ${MAX_COUNT}`, {
    param: 'n',
    code: 'invalid_value',
  })
}

/** OpenAI's newer models only ever answer with data. */
function readFormat(format: unknown, model: unknown): ImagePlan['responseFormat'] {
  if (format === 'url' || format === 'b64_json') return format
  if (format === undefined || format === null || format === '') {
    return typeof model === 'string' && model.startsWith('gpt-image') ? 'b64_json' : 'url'
  }
  throw new InvalidRequest('response_format must be "url" or "b64_json"', {
    param: 'response_format',
    code: 'invalid_value',
  })
}

/** What Gemini has no field for, in words. */
function withWishes(prompt: string, style: unknown, hasMask: boolean): string {
  const wishes = [
    prompt,
    style === 'vivid' && 'Style: vivid, hyper-real and dramatic.',
    style === 'natural' && 'Style: natural, not hyper-real.',
    hasMask &&
      'The last image is a mask: change only what is transparent in it and leave everything else as it is.',
  ]
  return wishes.filter((wish) => typeof wish === 'string').join('\n\n')
}
