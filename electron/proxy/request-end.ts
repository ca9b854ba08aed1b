/** The end of every request: what is remembered of it, and its line in the service's log. */
import type { ServerResponse } from 'node:http'
import { clientFamily } from '../activity/client-family.ts'
import { recordedText } from '../shared/recorded-text.ts'
import type { Redactor } from '../shared/redact.ts'
import type { RequestRecord } from '../shared/request-record.ts'
import { captureBodies } from './capture-bodies.ts'
import type { ProxyContext } from './context.ts'
import type { RouteReply, RouteRequest } from './exchange.ts'
import { isDelivered, isInside } from './inside-call.ts'
import { dialectOf, IMAGE_FILE_ROUTE, withoutQuery } from './path.ts'
import type { RequestTrace } from './trace.ts'

/** A request as it is followed: what a route sees, and how the router took it. */
export interface Followed {
  request: RouteRequest
  reply: Pick<RouteReply, 'raw' | 'servedBy'>
  /** Of the routing table, with `*` for the rest of a path; undefined where there is none. */
  pattern: string | undefined
}

/** A request whose answer is open, and then what is known once it has closed. */
interface Following extends Followed {
  context: ProxyContext
  bodies: ReturnType<typeof captureBodies> | undefined
  /** What the connection had sent before. */
  bytesBefore: number
  bytesOut: number
  endedAtMs: number
}

/** On the answer itself: a map of all that are open would be looked into by each collection of garbage. */
const followedBy = Symbol('followed by')

type Answer = ServerResponse & { [followedBy]?: Following }

/** Requests that ended in this turn of the event loop. */
let ended: Following[] = []

/** Notes what becomes of a request, also of one that its client breaks off, once `answerClosed` says so. */
export function followRequest(followed: Followed, context: ProxyContext): void {
  const { request, reply, pattern } = followed
  const raw: Answer = reply.raw
  const { recordBodies, bodyLimitKilobytes } = context.settings()
  raw[followedBy] = {
    request,
    reply,
    pattern,
    context,
    bodies: recordBodies
      ? captureBodies(raw, bodyLimitKilobytes * 1024, context.redactor)
      : undefined,
    bytesBefore: bytesWritten(followed),
    bytesOut: 0,
    endedAtMs: 0,
  }
  // No server hears of those.
  if (isInside(reply)) raw.on('close', () => answerClosed(raw))
}

/** To be called when the answer to any request has closed. */
export function answerClosed(raw: Answer): void {
  const following = raw[followedBy]
  if (following === undefined) return
  following.endedAtMs = following.context.nowMs()
  // The connection may have its next request before the record is made.
  following.bytesOut = bytesWritten(following) - following.bytesBefore
  // At the end of a turn of the event loop, all in a row: between two answers it would hold up the
  // second, and find the processor's caches full of what makes answers.
  if (ended.push(following) === 1) setImmediate(noteEnded)
}

function bytesWritten({ request, reply }: Followed): number {
  return isInside(reply) ? 0 : request.raw.socket.bytesWritten
}

function noteEnded(): void {
  const following = ended
  ended = []
  for (const one of following) noteEnd(one)
}

function noteEnd(following: Following): void {
  const { context, request, bodies } = following
  const { logRequests } = context.settings()
  if (logRequests && !isOfConsole(following)) writeLine(following, context.redactor)
  if (!isRemembered(following)) return
  const record = recordOf(following)
  context.record(
    bodies === undefined ? record : { ...record, bodies: bodies.taken(bytesOf(request.body)) },
  )
}

/** One line per request, without query and body. */
function writeLine(
  { request, reply: { raw, servedBy }, pattern, endedAtMs }: Following,
  { redact }: Redactor,
): void {
  const path = withoutQuery(request.raw.url ?? '/')
  request.log.info(
    {
      method: request.method,
      // Any other may hold a secret that the log does not know again, with its letters as escapes.
      path: path === pattern ? path : recordedText(path, redact),
      status: raw.headersSent ? raw.statusCode : 499,
      durationMs: Math.round(endedAtMs - request.trace.startedAtMs),
      ...(isDelivered(raw) ? {} : { complete: false }),
      ...(servedBy === undefined ? {} : { key: servedBy }),
    },
    'request',
  )
}

/** What the interface asks and loads: who looks at the log there would see little else. */
function isOfConsole({ request, reply }: Followed): boolean {
  return reply.raw.statusCode < 400 && /^\/console(?:[/?]|$)/.test(request.raw.url ?? '')
}

/** What browsers ask every address for without being told. */
const askedByBrowsers = /^\/(?:favicon\.ico|apple-touch-icon[\w-]*\.png|\.well-known\/)/

/** Calls of the API, and calls of addresses that are wrong: those a person searches for. */
function isRemembered({ request: { method, raw }, pattern }: Followed): boolean {
  const { url = '/' } = raw
  // To look at an image that is kept here is no call: a gallery would bury all else.
  if (method === 'OPTIONS' || pattern === IMAGE_FILE_ROUTE) return false
  if (pattern === undefined) return !askedByBrowsers.test(url)
  return url.startsWith('/v1') || /^\/(?:google|upload)\/v1/.test(url)
}

function recordOf({ request, reply, pattern, endedAtMs, bytesOut }: Following): RequestRecord {
  const { trace } = request
  const path = withoutQuery(request.raw.url ?? '/')
  const { status, code, message } = outcomeOf(trace, reply.raw)
  return {
    id: request.id,
    startedAtMs: trace.startedAtMs,
    method: request.method,
    route: pattern === undefined ? path : routeOf(path, pattern),
    dialect: dialectOf(path),
    token: trace.token,
    client: clientFamily(request.headers),
    modelAsked: trace.modelAsked,
    model: trace.model,
    stream: trace.stream,
    status,
    errorCode: code,
    errorMessage: message,
    firstByteMs:
      trace.firstByteAtMs === undefined ? undefined : trace.firstByteAtMs - trace.startedAtMs,
    totalMs: endedAtMs - trace.startedAtMs,
    tokens: trace.tokens,
    bytesIn: bytesOf(request.body)?.length ?? Number(request.headers['content-length'] ?? 0),
    bytesOut,
    keyId: trace.attempts.at(-1)?.keyId ?? '',
    attempts: trace.attempts,
    retries: trace.retries,
  }
}

/** A file on its way to Google is not kept. */
function bytesOf(body: unknown): Buffer | undefined {
  return Buffer.isBuffer(body) ? body : undefined
}

/** What a request came to; the status line of a stream that broke off was sent long before. */
function outcomeOf(trace: RequestTrace, raw: ServerResponse) {
  if (trace.failure !== undefined) return trace.failure
  if (isDelivered(raw)) return { status: raw.statusCode, code: '', message: '' }
  return { status: 499, code: 'client_closed_request', message: 'The client left early' }
}

/** Those asked for lately; a person's programs ask for the same few again and again. */
const routes = new Map<string, string>()
const MAX_ROUTES = 200

/** The path with `*` in place of what varies, so that there are few of them. */
function routeOf(path: string, pattern: string): string {
  if (!pattern.endsWith('*')) return pattern
  let route = routes.get(path)
  if (route === undefined) {
    route = generalRoute(path, pattern)
    if (routes.size >= MAX_ROUTES) routes.clear()
    routes.set(path, route)
  }
  return route
}

function generalRoute(path: string, pattern: string): string {
  const [, base, varying = ''] = /^((?:\/google|\/upload)?\/[^/]+\/[^/:]+)(.*)$/.exec(path) ?? []
  const [verb = ''] = /(?::|%3a)[a-z]+$/i.exec(path) ?? []
  return base === undefined ? pattern : `${base}${varying === '' ? '' : '/*'}${verb}`
}
