/** The end of every request: what is remembered of it, and its line in the service's log. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { clientFamily } from '../activity/client-family.ts'
import type { RequestRecord } from '../shared/request-record.ts'
import { captureBodies } from './capture-bodies.ts'
import type { ProxyContext } from './context.ts'
import { isDelivered, isInside } from './inside-call.ts'
import { dialectOf, withoutQuery } from './path.ts'
import { createTrace } from './trace.ts'

/** Follows each request to its end, also one that its client broke off. */
export function followRequests(server: FastifyInstance, context: ProxyContext): void {
  server.decorateRequest('trace')
  server.addHook('onRequest', (request, reply, done) => {
    request.trace = createTrace(context.nowMs())
    const { recordBodies, bodyLimitKilobytes } = context.settings()
    const { socket } = request.raw
    const written = () => (isInside(reply) ? 0 : socket.bytesWritten)
    const writtenBefore = written()
    const bodies = recordBodies
      ? captureBodies(reply.raw, bodyLimitKilobytes * 1024, context.redactor)
      : undefined
    reply.raw.once('close', () => {
      if (context.settings().logRequests) writeLine(request, reply)
      if (!isRemembered(request)) return
      const record = recordOf(request, reply, context.nowMs(), written() - writtenBefore)
      context.record(
        bodies === undefined ? record : { ...record, bodies: bodies.taken(request.body as Buffer) },
      )
    })
    done()
  })
}

/** One line per request, without query and body. */
function writeLine(request: FastifyRequest, reply: FastifyReply): void {
  const { raw } = reply
  request.log.info(
    {
      method: request.method,
      path: withoutQuery(request.raw.url ?? '/'),
      status: raw.headersSent ? raw.statusCode : 499,
      durationMs: Math.round(reply.elapsedTime),
      ...(isDelivered(raw) ? {} : { complete: false }),
      ...(reply.servedBy === undefined ? {} : { key: reply.servedBy }),
    },
    'request',
  )
}

/** Calls of the API, and calls of addresses that are wrong: those a person searches for. */
function isRemembered({ method, raw: { url = '/' }, is404 }: FastifyRequest): boolean {
  return method !== 'OPTIONS' && (is404 || /^\/(?:google\/|upload\/)?v1/.test(url))
}

function recordOf(
  request: FastifyRequest,
  reply: FastifyReply,
  nowMs: number,
  bytesOut: number,
): RequestRecord {
  const { trace } = request
  const path = withoutQuery(request.raw.url ?? '/')
  const { status, code, message } = outcomeOf(request, reply)
  return {
    id: request.id,
    startedAtMs: trace.startedAtMs,
    method: request.method,
    route: request.is404 ? path : routeOf(path, request.routeOptions.url),
    dialect: dialectOf(path),
    token: trace.token,
    client: clientFamily(request.headers['user-agent']),
    modelAsked: trace.modelAsked,
    model: trace.model,
    stream: trace.stream,
    status,
    errorCode: code,
    errorMessage: message,
    firstByteMs:
      trace.firstByteAtMs === undefined ? undefined : trace.firstByteAtMs - trace.startedAtMs,
    totalMs: nowMs - trace.startedAtMs,
    tokens: trace.tokens,
    bytesIn: Buffer.isBuffer(request.body) ? request.body.length : 0,
    bytesOut,
    keyId: trace.attempts.at(-1)?.keyId ?? '',
    attempts: trace.attempts,
  }
}

/** What a request came to; the status line of a stream that broke off was sent long before. */
function outcomeOf({ trace }: FastifyRequest, { raw }: FastifyReply) {
  if (trace.failure !== undefined) return trace.failure
  if (isDelivered(raw)) return { status: raw.statusCode, code: '', message: '' }
  return { status: 499, code: 'client_closed_request', message: 'The client left early' }
}

/** The path with `*` in place of what varies, so that there are few of them. */
function routeOf(path: string, pattern = path): string {
  if (!pattern.endsWith('*')) return pattern
  const [, base, varying = ''] = /^((?:\/google|\/upload)?\/[^/]+\/[^/:]+)(.*)$/.exec(path) ?? []
  const [verb = ''] = /(?::|%3a)[a-z]+$/i.exec(path) ?? []
  return base === undefined ? pattern : `${base}${varying === '' ? '' : '/*'}${verb}`
}
