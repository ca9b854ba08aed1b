/** Uploads of files: resumable in pieces, raw, or as one multipart body (conformance D4). */
import type { Call } from '../decide.ts'
import { fingerprint } from '../fingerprint.ts'
import { invalidArgument, notFound, type GoogleFault } from '../google-fault.ts'
import { isJsonObject, type JsonObject } from '../google-json.ts'
import { faultReply, jsonReply, type Reply } from '../reply.ts'
import { describeFile } from './files.ts'
import { relatedParts } from './related-parts.ts'
import { type DemoStorage, owned, type Upload } from './storage.ts'

/** Pieces but the last are multiples of this. */
const GRANULARITY_BYTES = 256 * 1024

/** The reply to a POST of `/upload/{version}/files`. */
export function uploadReply(call: Call, key: string, storage: DemoStorage): Reply {
  const id = call.url.searchParams.get('upload_id')
  if (id !== null) return continued(call, key, storage, id)
  const protocol = headerOf(call, 'x-goog-upload-protocol')
  if (protocol === 'resumable') return started(call, key, storage)
  const isMultipart =
    protocol === 'multipart' || call.url.searchParams.get('uploadType') === 'multipart'
  if (isMultipart) return multipart(call, key, storage)
  if (protocol === 'raw') {
    return stored(storage, {
      ...emptyUpload(key, {}, headerOf(call, 'content-type')),
      pieces: [call.rawBody],
    })
  }
  return refused(invalidArgument('Upload protocol is not specified.'))
}

function headerOf({ headers }: Call, name: string): string | undefined {
  const value = headers[name]
  return Array.isArray(value) ? value[0] : value
}

function started(call: Call, key: string, storage: DemoStorage): Reply {
  if (headerOf(call, 'x-goog-upload-command') !== 'start') {
    return refused(invalidArgument('Invalid upload command.'))
  }
  const wanted = fileOf(call.rawBody)
  if (wanted === undefined) return refused(invalidArgument('Invalid file metadata.'))
  const mimeType = headerOf(call, 'x-goog-upload-header-content-type')
  const id = fingerprint(`upload:${call.id}:${key}`).toString('base64url')
  storage.uploads.set(id, emptyUpload(key, wanted, mimeType))
  const url = new URL(call.url)
  url.host = call.headers.host ?? url.host
  url.search = `?upload_id=${id}&upload_protocol=resumable`
  return withStatus(
    'active',
    { kind: 'body', status: 200, contentType: 'text/plain', body: '' },
    {
      'x-goog-upload-url': url.href,
      'x-goog-upload-control-url': url.href,
      'x-goog-upload-chunk-granularity': String(GRANULARITY_BYTES),
    },
  )
}

function continued(call: Call, key: string, storage: DemoStorage, id: string): Reply {
  const upload = owned(storage.uploads, id, key)
  if (upload === undefined) return refused(notFound('Upload not found.'))
  const commands = (headerOf(call, 'x-goog-upload-command') ?? '').split(/\s*,\s*/)
  if (commands.includes('query')) {
    const received = { 'x-goog-upload-size-received': String(upload.receivedBytes) }
    return withStatus('active', emptyReply(), received)
  }
  if (commands.includes('cancel')) {
    storage.uploads.delete(id)
    return withStatus('cancelled', emptyReply())
  }
  if (commands.includes('upload')) {
    const offset = Number(headerOf(call, 'x-goog-upload-offset') ?? NaN)
    if (offset !== upload.receivedBytes) {
      const message = `Invalid upload offset: ${upload.receivedBytes} bytes were received.`
      return withStatus('active', refused(invalidArgument(message)))
    }
    upload.pieces.push(call.rawBody)
    upload.receivedBytes += call.rawBody.length
  }
  if (!commands.includes('finalize')) return withStatus('active', emptyReply())
  storage.uploads.delete(id)
  return stored(storage, upload)
}

function multipart(call: Call, key: string, storage: DemoStorage): Reply {
  const [metadata, content] = relatedParts(call.rawBody, headerOf(call, 'content-type') ?? '')
  const wanted = metadata === undefined ? undefined : fileOf(metadata.body)
  if (wanted === undefined || content === undefined) {
    return refused(invalidArgument('Invalid multipart request with 0 mime parts.'))
  }
  const upload = emptyUpload(key, wanted, content.contentType)
  return stored(storage, { ...upload, pieces: [content.body] })
}

function emptyUpload(owner: string, wanted: JsonObject, mimeType: string | undefined): Upload {
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined)
  return {
    owner,
    name: text(wanted['name']),
    displayName: text(wanted['displayName'] ?? wanted['display_name']),
    mimeType:
      text(wanted['mimeType'] ?? wanted['mime_type']) ?? mimeType ?? 'application/octet-stream',
    pieces: [],
    receivedBytes: 0,
  }
}

/** The `file` of an upload's metadata; an empty body asks for nothing in particular. */
function fileOf(body: Buffer): JsonObject | undefined {
  if (body.length === 0) return {}
  try {
    const value: unknown = JSON.parse(body.toString())
    if (!isJsonObject(value)) return undefined
    const { file = {} } = value
    return isJsonObject(file) ? file : undefined
  } catch {
    return undefined
  }
}

const namePattern = /^files\/[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/

function stored(storage: DemoStorage, upload: Upload): Reply {
  const { owner, displayName, mimeType } = upload
  const bytes = Buffer.concat(upload.pieces)
  const seed = `file:${storage.files.size}:${owner}:${bytes.length}`
  const name =
    upload.name ??
    `files/${fingerprint(seed).readBigUInt64BE().toString(36).padStart(12, '0').slice(-12)}`
  if (!namePattern.test(name)) return refused(invalidArgument('Invalid file name.'))
  if (storage.files.has(name)) {
    const message = `File ${name} already exists.`
    return refused({ httpStatus: 409, status: 'ALREADY_EXISTS', message })
  }
  const state = mimeType.startsWith('video/') ? 'PROCESSING' : 'ACTIVE'
  const createdAtMs = storage.nowMs()
  const file = { owner, name, displayName, mimeType, bytes, createdAtMs, state } as const
  storage.files.set(name, file)
  return withStatus('final', jsonReply({ file: describeFile(file) }))
}

const emptyReply = (): Reply => ({ kind: 'body', status: 200, contentType: 'text/plain', body: '' })
const refused = (fault: GoogleFault): Reply => faultReply(fault, 'json')

function withStatus(
  status: 'active' | 'final' | 'cancelled',
  reply: Reply,
  headers: Record<string, string> = {},
): Reply {
  if (reply.kind !== 'body') return reply
  return { ...reply, headers: { ...headers, 'x-goog-upload-status': status } }
}
