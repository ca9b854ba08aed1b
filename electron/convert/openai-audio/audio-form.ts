/** The form of a request with a recording, and what kind of sound is in it. */
import { InvalidRequest } from '../invalid-request.ts'

/** A multipart form, taken apart. */
export interface AudioForm {
  fields: ReadonlyMap<string, readonly string[]>
  files: readonly { field: string; filename: string; mimeType: string; bytes: Buffer }[]
}

/** The value of a field; undefined when it was not sent. The last counts, as in OpenAI's API. */
export function readOne({ fields }: AudioForm, name: string): string | undefined {
  return fields.get(name)?.at(-1)
}

/** The values of a list, which SDKs name `keywords[]` and people `keywords`. */
export function readSome({ fields }: AudioForm, name: string): string[] {
  const given = [...(fields.get(name) ?? []), ...(fields.get(`${name}[]`) ?? [])]
  return given.map((value) => value.trim()).filter((value) => value !== '')
}

/** With room for the rest within the 100 MB that Google takes inline, in base64. */
const FILE_LIMIT_BYTES = 50 * 1024 * 1024

/**
 * The recording in `file` and its type in the spelling Google lists.
 * @throws InvalidRequest (param `file`) when there is none, or it is empty, too large or no sound
 */
export function readAudioFile({ files, fields }: AudioForm): { bytes: Buffer; mimeType: string } {
  const [file, ...others] = files.filter(({ field }) => field === 'file')
  const invalid = (message: string, options: { status?: number; code?: string } = {}) =>
    new InvalidRequest(message, { param: 'file', ...options })
  if (file === undefined) {
    throw fields.has('file')
      ? invalid('file must be a file, with a file name; it was sent as text')
      : invalid('file is missing: send the recording in a form field named file')
  }
  if (others.length > 0) throw invalid('file must be one recording')
  if (file.bytes.length === 0) throw invalid('file is empty')
  if (file.bytes.length > FILE_LIMIT_BYTES) {
    const limitMegabytes = FILE_LIMIT_BYTES / 1024 / 1024
    throw invalid(`file is larger than ${limitMegabytes} MB`, {
      status: 413,
      code: 'request_too_large',
    })
  }
  const mimeType =
    typeOfContent(file.bytes) ?? typeOfLabel(file.mimeType) ?? typeOfName(file.filename)
  if (mimeType === undefined) {
    throw invalid(`file must be a recording: ${[...typeByExtension.keys()].join(', ')}`, {
      code: 'unsupported_value',
    })
  }
  return { bytes: file.bytes, mimeType }
}

/** How files begin. What a file is tells more reliably than its label, which clients invent. */
const contentTypes: readonly (readonly [RegExp, string])[] = [
  [/^RIFF.{4}WAVE/s, 'audio/wav'],
  [/^ID3|^\xff[\xfb\xf3\xf2]/, 'audio/mpeg'],
  [/^\xff[\xf1\xf9]/, 'audio/aac'],
  [/^fLaC/, 'audio/flac'],
  [/^OggS/, 'audio/ogg'],
  [/^.{4}ftyp/s, 'audio/mp4'],
  [/^.E\xdf\xa3/, 'audio/webm'],
  [/^FORM.{4}AIF[FC]/s, 'audio/aiff'],
]

function typeOfContent(bytes: Buffer): string | undefined {
  const head = bytes.toString('latin1', 0, 12)
  return contentTypes.find(([start]) => start.test(head))?.[1]
}

const typeByExtension: ReadonlyMap<string, string> = new Map([
  ['flac', 'audio/flac'],
  ['mp3', 'audio/mpeg'],
  ['mp4', 'audio/mp4'],
  ['mpeg', 'audio/mpeg'],
  ['mpga', 'audio/mpeg'],
  ['m4a', 'audio/mp4'],
  ['ogg', 'audio/ogg'],
  ['wav', 'audio/wav'],
  ['webm', 'audio/webm'],
  ['aac', 'audio/aac'],
  ['opus', 'audio/ogg'],
  ['aiff', 'audio/aiff'],
])

const labelByOtherName: ReadonlyMap<string, string> = new Map([
  ['audio/mp3', 'audio/mpeg'],
  ['audio/x-wav', 'audio/wav'],
  ['audio/wave', 'audio/wav'],
  ['audio/vnd.wave', 'audio/wav'],
  ['audio/x-m4a', 'audio/mp4'],
  ['audio/m4a', 'audio/mp4'],
  ['audio/x-flac', 'audio/flac'],
  ['audio/x-aac', 'audio/aac'],
  // Browsers label recordings of their microphone so.
  ['video/webm', 'audio/webm'],
  ['video/mp4', 'audio/mp4'],
])

function typeOfLabel(label: string): string | undefined {
  const bare = (label.split(';')[0] ?? '').trim().toLowerCase()
  return labelByOtherName.get(bare) ?? (bare.startsWith('audio/') ? bare : undefined)
}

function typeOfName(filename: string): string | undefined {
  return typeByExtension.get(/\.(\w+)$/.exec(filename)?.[1]?.toLowerCase() ?? '')
}
