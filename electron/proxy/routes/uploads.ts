/** Files on their way to Google, resumable, multipart or raw; never held whole (conformance D4). */
import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { type UpstreamAnswer, upstreamUrl } from '../../gemini/client.ts'
import { classifyFailure } from '../../gemini/error.ts'
import { readWhole } from '../../gemini/read-body.ts'
import { answerSignal, ClientGone } from '../answer-signal.ts'
import type { ProxyContext } from '../context.ts'
import { beginAnswer, type RouteReply, type RouteRequest } from '../exchange.ts'
import { problemOf } from '../failure-problem.ts'
import { type Accepted, callWithFailover, rejected } from '../failover.ts'
import {
  forwardedUploadHeaders,
  type NativeTarget,
  readNativeTarget,
  returnedHeaders,
} from '../native-call.ts'
import { originOf } from '../origin.ts'
import { refuseDotSegments } from '../path.ts'
import { Problem } from '../problem.ts'
import { pinnedKey } from '../resources/pinned-key.ts'
import { resourceInPath, resourcesMade } from '../resources/resource-names.ts'
import { uploadInQuery, withOwnAddresses } from '../resources/upload-address.ts'
import { servedBy } from '../served-by.ts'
import { endTogether } from '../write-together.ts'

/** Adds the routes in a scope of their own, where bodies stay streams. */
export function addUploads(scope: FastifyInstance, context: ProxyContext): void {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
  scope.route({
    method: ['POST', 'PUT'],
    url: '/upload/*',
    config: { passesBody: true },
    handler: async (request, reply) => {
      await upload(context, request, reply)
      return reply
    },
  })
}

/**
 * Whether a request goes on with an upload that was started here. The address alone lets it in, as
 * at Google: most clients send the pieces without a key.
 */
export function isUploadUnderWay({ resourceKeys }: ProxyContext, url: string): boolean {
  if (!url.startsWith('/upload/')) return false
  const name = uploadInQuery(url.slice(url.indexOf('?') + 1))
  return name !== undefined && resourceKeys.keyOf(name) !== undefined
}

interface UploadAnswer {
  status: number
  headers: UpstreamAnswer['headers']
  /** What Google says of a file; it is short. */
  bytes: Buffer
}

async function upload(
  context: ProxyContext,
  request: RouteRequest,
  reply: RouteReply,
): Promise<void> {
  const { url = '' } = request.raw
  refuseDotSegments(url)
  const target = readNativeTarget(request.method, url, new Set())
  const { trace } = request
  const signal = answerSignal(reply, context.stopping)
  const onlyKeyId = keyOfUpload(context, target)
  const result = await callWithFailover<UploadAnswer>(context, {
    call: {
      method: request.method === 'PUT' ? 'PUT' : 'POST',
      path: target.path + target.query,
      headers: forwardedUploadHeaders(request.headers),
      ...(await bodyOf(request, onlyKeyId)),
    },
    model: undefined,
    onlyKeyId,
    repeatable: false,
    signal,
    trace,
    accept: (answer) => readAnswer(answer, signal),
  })
  if (result.kind !== 'answered') {
    throw problemOf(result, undefined, context.redactor, context.nowMs())
  }
  const { lease, value } = result
  lease.succeed()
  servedBy(reply, lease)
  const prefix = upstreamUrl(context.settings().baseUrl, '').pathname.replace(/\/$/, '')
  const own = withOwnAddresses(returnedHeaders(value.headers), originOf(request), prefix)
  for (const name of [...own.uploads, ...resourcesMade(value.bytes.toString('latin1'))]) {
    context.resourceKeys.remember(name, lease.keyId)
  }
  endTogether(beginAnswer(reply, value.status, own.headers), value.bytes)
}

async function readAnswer(
  { status, headers, body }: UpstreamAnswer,
  signal: AbortSignal,
): Promise<Accepted<UploadAnswer>> {
  const read = await readWhole(body, signal)
  return read.kind === 'failed'
    ? rejected({ verdict: classifyFailure(read) })
    : { kind: 'accepted', value: { status, headers, bytes: read.bytes } }
}

/** The key that an upload has begun with, or that owns the store it is meant for. */
function keyOfUpload(
  { resourceKeys, pool }: ProxyContext,
  { path, query }: NativeTarget,
): string | undefined {
  const underWay = uploadInQuery(query)
  if (underWay !== undefined && resourceKeys.keyOf(underWay) === undefined) {
    throw new Problem({
      status: 404,
      type: 'invalid_request_error',
      code: 'not_found',
      message: 'No upload with this upload_id was started here; start it again',
    })
  }
  const store = resourceInPath(path.slice('/upload'.length))
  const names = [underWay, store].flatMap((name) => name ?? [])
  return pinnedKey(names, resourceKeys, pool)
}

/** Up to here a file is kept until it is sent, so that another key can be asked for one that is refused. */
const HELD_BYTES = 8 * 1024 * 1024

/** The body to send: a stream, but for what is small and could go to any key. */
async function bodyOf(
  { headers, body }: RouteRequest,
  onlyKeyId: string | undefined,
): Promise<{ body?: Buffer | Readable }> {
  if (!(body instanceof Readable)) return {}
  const length = Number(headers['content-length'] ?? Number.POSITIVE_INFINITY)
  // An iterator that leaves the request alone when Google hangs up: its client wants to be told why.
  const pieces = body.iterator({ destroyOnReturn: false })
  if (onlyKeyId !== undefined || length > HELD_BYTES) {
    return { body: Readable.from(pieces, { objectMode: false }) }
  }
  const held: Buffer[] = []
  try {
    for await (const piece of pieces) held.push(piece as Buffer)
  } catch {
    // Nothing but a client that leaves makes its body end early.
    throw new ClientGone()
  }
  return { body: Buffer.concat(held) }
}
