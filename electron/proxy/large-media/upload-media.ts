/** Sends large media of chat requests through Google's Files API, and remembers what is there. */
import { createHash } from 'node:crypto'
import type { UpstreamCall } from '../../gemini/client.ts'
import { readText } from '../../gemini/read-body.ts'
import type { GenerateContentRequest } from '../../gemini/wire.ts'
import { restingNow } from '../../keys/policy.ts'
import type { ProxyContext } from '../context.ts'
import { callWithFailover } from '../failover.ts'
import { problemOf } from '../failure-problem.ts'
import { pauseFor } from '../pause.ts'
import { Problem } from '../problem.ts'
import type { RequestTrace } from '../trace.ts'
import { type Media, mediaToUpload, withFiles } from './large-media.ts'

const BYTES_PER_MEGABYTE = 1_000_000
/** Google takes a moment to look at a film; longer than this it is stuck. */
const READY_WITHIN_MS = 5 * 60_000
const FIRST_LOOK_MS = 50
const LOOK_EVERY_MS = 2000
const MAX_REMEMBERED = 200

interface UploadedFile {
  name: string
  uri: string
  keyId: string
}

/** What was uploaded, by digest: a chat repeats its media with every turn. */
export type UploadedMedia = Map<string, UploadedFile>

export interface LargeRequest {
  body: GenerateContentRequest
  /** Upstream model id: whoever uploads has to serve it. */
  model: string
  /** The one key that can serve; undefined as long as any could. */
  onlyKeyId: string | undefined
  signal: AbortSignal
  trace: RequestTrace
}

/** The media that make a request larger than Google takes; none of nearly all requests. */
export function excessMedia({ settings }: ProxyContext, body: GenerateContentRequest): Media[] {
  return mediaToUpload(body, settings().inlineLimitMegabytes * BYTES_PER_MEGABYTE)
}

/**
 * The request with these media at Google: they are uploaded, and only the key that did can serve.
 * @throws Problem when an upload fails; the signal's reason when the client left
 */
export async function withUploaded(
  context: ProxyContext,
  request: LargeRequest,
  media: readonly Media[],
): Promise<Pick<LargeRequest, 'body' | 'onlyKeyId'>> {
  const files = new Map<string, string>()
  let { onlyKeyId } = request
  for (const each of media) {
    const file = await fileOf(context, { ...request, onlyKeyId }, each)
    onlyKeyId = file.keyId
    files.set(each.data, file.uri)
  }
  return { body: withFiles(request.body, files), onlyKeyId }
}

async function fileOf(
  context: ProxyContext,
  request: LargeRequest,
  media: Media,
): Promise<UploadedFile> {
  const { uploadedMedia, resourceKeys } = context
  const digest = createHash('sha256').update(media.mimeType).update(media.data).digest('base64')
  const known = uploadedMedia.get(digest)
  // Forgotten when Google deletes it.
  const isThere = known !== undefined && resourceKeys.keyOf(known.name) === known.keyId
  if (isThere && canServe(context, request, known.keyId)) return known
  const file = await upload(context, request, media)
  resourceKeys.remember(file.name, file.keyId)
  uploadedMedia.delete(digest)
  uploadedMedia.set(digest, file)
  const [oldest] = uploadedMedia.keys()
  if (uploadedMedia.size > MAX_REMEMBERED && oldest !== undefined) uploadedMedia.delete(oldest)
  return file
}

/** Whether waiting for that key is better than to upload once more with another. */
function canServe(
  { pool, nowMs }: ProxyContext,
  { model, onlyKeyId }: LargeRequest,
  keyId: string,
): boolean {
  if (onlyKeyId !== undefined) return onlyKeyId === keyId
  const key = pool.get(keyId)
  return key?.enabled === true && restingNow(key.health, model, nowMs()) === undefined
}

async function upload(
  context: ProxyContext,
  request: LargeRequest,
  { mimeType, data }: Media,
): Promise<UploadedFile> {
  const { file, keyId } = await ask(context, request, {
    method: 'POST',
    path: '/upload/v1beta/files',
    headers: { 'x-goog-upload-protocol': 'raw', 'content-type': mimeType },
    body: Buffer.from(data, 'base64'),
  })
  const deadlineMs = context.nowMs() + READY_WITHIN_MS
  let state = file['state']
  let pauseMs = FIRST_LOOK_MS
  while (state === 'PROCESSING' && context.nowMs() < deadlineMs) {
    await pauseFor(pauseMs, request.signal)
    pauseMs = Math.min(2 * pauseMs, LOOK_EVERY_MS)
    const path = `/v1beta/${textOf(file, 'name')}`
    const seen = await ask(context, { ...request, onlyKeyId: keyId }, { method: 'GET', path })
    state = seen.file['state']
  }
  if (state === 'ACTIVE') return { name: textOf(file, 'name'), uri: textOf(file, 'uri'), keyId }
  throw new Problem({
    status: 400,
    type: 'invalid_request_error',
    code: 'unusable_file',
    message: `Google could not make use of an attached file of type ${mimeType}`,
  })
}

type FileFields = Record<string, unknown>

/** One call about a file; any key may serve unless the request names one. */
async function ask(
  context: ProxyContext,
  { model, onlyKeyId, signal, trace }: LargeRequest,
  call: Pick<UpstreamCall, 'method' | 'path' | 'headers' | 'body'>,
): Promise<{ file: FileFields; keyId: string }> {
  const result = await callWithFailover<FileFields>(context, {
    call,
    model,
    onlyKeyId,
    repeatable: call.method === 'GET',
    signal,
    trace,
    accept: async ({ body }) => ({ kind: 'accepted', value: fileIn(await readText(body, 1e6)) }),
  })
  if (result.kind !== 'answered') {
    throw problemOf(result, model, context.redactor, context.nowMs())
  }
  result.lease.succeed()
  return { file: result.value, keyId: result.lease.keyId }
}

/** An upload answers `{file: {…}}`, a look at a file the file itself. */
function fileIn(text: string): FileFields {
  try {
    const answer = JSON.parse(text) as FileFields
    return (answer['file'] ?? answer) as FileFields
  } catch {
    return {}
  }
}

function textOf(file: FileFields, name: string): string {
  const value = file[name]
  return typeof value === 'string' ? value : ''
}
