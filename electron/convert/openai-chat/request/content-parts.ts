/** OpenAI content parts as Gemini parts (conformance A2). */
import { isObject } from '../../../shared/is-object.ts'
import type { ModelFamily } from '../../../gemini/families.ts'
import type { Part } from '../../../gemini/wire.ts'
import { InvalidRequest } from '../../invalid-request.ts'
import { type ChatContent, type ChatContentPart } from './chat-request.ts'
import {
  isDataUrl,
  mimeTypeOfName,
  normaliseBase64,
  normaliseMimeType,
  parseDataUrl,
  sniffMimeType,
  type InlineMedia,
} from './data-url.ts'
import type { LinkedFiles } from './linked-files.ts'

/** What a part depends on besides itself. */
export interface MediaContext {
  /** Collects what is linked to. */
  links: LinkedFiles
  family: Pick<ModelFamily, 'mediaResolution'>
}

const audioMimeTypes: ReadonlyMap<string, string> = new Map(
  Object.entries({
    wav: 'audio/wav',
    mp3: 'audio/mpeg',
    mpeg: 'audio/mpeg',
    flac: 'audio/flac',
    ogg: 'audio/ogg',
    aac: 'audio/aac',
    m4a: 'audio/mp4',
    mp4: 'audio/mp4',
    pcm16: 'audio/pcm',
  }),
)

const invalid = (param: string, allowed: string): InvalidRequest =>
  new InvalidRequest(`Invalid '${param}': ${allowed}.`, { param })

const isGiven = (value: unknown): boolean => value !== undefined && value !== null

/** A named string of an object that may itself be missing; throws InvalidRequest otherwise. */
function stringField(holder: unknown, name: string, param: string): string {
  const value = isObject(holder) ? holder[name] : undefined
  if (typeof value !== 'string' || value === '') throw invalid(param, 'must be a non-empty string')
  return value
}

/** `{url}` or the URL itself: both are in use. */
const urlOf = (holder: unknown, param: string): string =>
  typeof holder === 'string' && holder !== ''
    ? holder.trim()
    : stringField(holder, 'url', `${param}.url`).trim()

const inlinePart = ({ mimeType, data }: InlineMedia): Part => ({ inlineData: { mimeType, data } })

/** What a URL holds: the data inside it, or what was downloaded from it. */
const mediaAt = (url: string, param: string, links: LinkedFiles): InlineMedia | undefined =>
  isDataUrl(url) ? parseDataUrl(url, param) : links.fetched(url)

const levelsByDetail: ReadonlyMap<unknown, 'LOW' | 'HIGH'> = new Map([
  ['low', 'LOW'],
  ['high', 'HIGH'],
])

/** How closely one image is to be looked at, where a model takes that image by image (A2). */
function resolutionOf(
  part: ChatContentPart,
  { mediaResolution }: MediaContext['family'],
): Pick<Part, 'mediaResolution'> {
  const level = levelsByDetail.get(detailOf(part))
  if (mediaResolution !== 'per-part' || level === undefined) return {}
  return { mediaResolution: { level: `MEDIA_RESOLUTION_${level}` } }
}

/** `detail` of an image part, where chat or the Responses API has it. */
export function detailOf(part: ChatContentPart): unknown {
  const image = part['image_url']
  return (isObject(image) ? image['detail'] : undefined) ?? part['detail']
}

function imagePart(part: ChatContentPart, path: string, { links, family }: MediaContext): Part {
  const param = `${path}.image_url`
  const url = urlOf(part['image_url'], param)
  const media = mediaAt(url, param, links)
  const resolution = resolutionOf(part, family)
  if (media === undefined) return { ...links.link(url, param), ...resolution }
  const mimeType = media.mimeType || sniffMimeType(media.data) || ''
  const isAnimated =
    mimeType === 'image/gif' && Buffer.from(media.data, 'base64').includes('NETSCAPE2.0')
  if (mimeType === 'image/svg+xml' || isAnimated) {
    throw invalid(param, 'SVG and animated GIF are not supported; send PNG, JPEG, WebP or HEIC')
  }
  if (!isDataUrl(url) && !/^(image|video|audio)\/|^application\/pdf$/.test(mimeType)) {
    throw invalid(param, `it leads to ${mimeType || 'something of unknown type'}, not to an image`)
  }
  if (!/^(image|video|audio|text)\/|^application\/pdf$/.test(mimeType)) {
    throw invalid(param, 'its data URL must name an image type such as image/png')
  }
  return { ...inlinePart({ mimeType, data: media.data }), ...resolution }
}

function audioPart(part: ChatContentPart, path: string): Part {
  const param = `${path}.input_audio`
  const audio = isObject(part['input_audio']) ? part['input_audio'] : {}
  const given = stringField(audio, 'data', `${param}.data`)
  const media = isDataUrl(given)
    ? parseDataUrl(given, `${param}.data`)
    : { mimeType: '', data: normaliseBase64(given, `${param}.data`) }
  const { format } = audio
  const named = typeof format === 'string' ? audioMimeTypes.get(format.toLowerCase()) : undefined
  const mimeType = media.mimeType || named
  if (mimeType === undefined) {
    throw invalid(`${param}.format`, `must be one of ${[...audioMimeTypes.keys()].join(', ')}`)
  }
  return inlinePart({ mimeType, data: media.data })
}

function filePart(part: ChatContentPart, path: string, { links }: MediaContext): Part {
  const param = `${path}.file`
  const file = isObject(part['file']) ? part['file'] : part
  const name = typeof file['filename'] === 'string' ? file['filename'] : ''
  const field = ['file_id', 'file_url'].find((kind) => isGiven(file[kind])) ?? 'file_data'
  const given = stringField(file, field, `${param}.${field}`)
  if (field === 'file_id') return links.link(given, `${param}.file_id`)
  const fetched = links.fetched(given)
  if (fetched !== undefined) return inlinePart(fetched)
  if (/^https?:/i.test(given)) return links.link(given, `${param}.${field}`)
  const media = isDataUrl(given)
    ? parseDataUrl(given, `${param}.file_data`)
    : { mimeType: '', data: normaliseBase64(given, `${param}.file_data`) }
  const mimeType = media.mimeType || mimeTypeOfName(name) || sniffMimeType(media.data)
  if (mimeType === undefined) {
    throw invalid(param, 'its type is unknown; send a data URL or a filename with an extension')
  }
  return inlinePart({ mimeType, data: media.data })
}

/** The slice and frame rate of a video, in either spelling; a slice that is not read would be the whole. */
function videoMetadata(part: ChatContentPart, path: string): Pick<Part, 'videoMetadata'> {
  const given = part['video_metadata'] ?? part['videoMetadata']
  if (!isGiven(given)) return {}
  const param = `${path}.video_metadata`
  if (!isObject(given)) throw invalid(param, 'must be an object')
  const start = given['start_offset'] ?? given['startOffset']
  const end = given['end_offset'] ?? given['endOffset']
  const { fps } = given
  if (isGiven(fps) && typeof fps !== 'number') throw invalid(`${param}.fps`, 'must be a number')
  return {
    videoMetadata: {
      ...(isGiven(start) && { startOffset: offset(start, `${param}.start_offset`) }),
      ...(isGiven(end) && { endOffset: offset(end, `${param}.end_offset`) }),
      ...(typeof fps === 'number' && { fps }),
    },
  }
}

/** Google's form of a duration, `1.5s`; a bare number is one in seconds. */
function offset(given: unknown, param: string): string {
  if (typeof given === 'number') return `${given}s`
  if (typeof given === 'string') return given
  throw invalid(param, 'must be a duration such as 1.5s')
}

function videoPart(part: ChatContentPart, path: string, { links }: MediaContext): Part {
  const param = `${path}.${part.type}`
  const holder = part[part.type]
  const metadata = videoMetadata(part, path)
  if (isObject(holder) && typeof holder['data'] === 'string') {
    const format = typeof holder['format'] === 'string' ? holder['format'] : 'mp4'
    const mimeType = format.includes('/') ? normaliseMimeType(format) : `video/${format}`
    const data = normaliseBase64(holder['data'], `${param}.data`)
    return { ...inlinePart({ mimeType, data }), ...metadata }
  }
  const url = urlOf(holder, param)
  const media = mediaAt(url, param, links)
  if (media === undefined) return { ...links.link(url, param), ...metadata }
  return { ...inlinePart({ ...media, mimeType: media.mimeType || 'video/mp4' }), ...metadata }
}

function textPart(part: ChatContentPart, path: string): Part {
  const text = part.type === 'refusal' ? part['refusal'] : part['text']
  if (typeof text !== 'string') throw invalid(`${path}.${part.type}`, 'must be a string')
  return { text }
}

type PartConverter = (part: ChatContentPart, path: string, context: MediaContext) => Part

const converters: ReadonlyMap<string, PartConverter> = new Map(
  Object.entries({
    text: textPart,
    // Names of the Responses API, which some clients mix in.
    input_text: textPart,
    output_text: textPart,
    refusal: textPart,
    image_url: imagePart,
    input_image: imagePart,
    input_audio: audioPart,
    file: filePart,
    input_file: filePart,
    video_url: videoPart,
    input_video: videoPart,
  }),
)

function convertPart(part: ChatContentPart | string, path: string, context: MediaContext): Part {
  if (typeof part === 'string') return { text: part }
  const convert = converters.get(part.type)
  if (convert === undefined) {
    const known = [...converters.keys()].join(', ')
    throw invalid(`${path}.type`, `'${part.type}' is not a content part; known are ${known}`)
  }
  return convert(part, path, context)
}

/**
 * The Gemini parts of one message's content, in order and without empty texts. `path` is where the
 * content stands in the body (`messages[2].content`); what is linked to goes through `links`.
 * Throws InvalidRequest naming a bad part.
 */
export function contentParts(
  content: ChatContent | null | undefined,
  path: string,
  context: MediaContext,
): Part[] {
  if (content === null || content === undefined || content === '') return []
  if (typeof content === 'string') return [{ text: content }]
  const parts = content.map((part, index) => convertPart(part, `${path}[${index}]`, context))
  return parts.filter((part) => part.text !== '')
}
