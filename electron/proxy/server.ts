/** The HTTP surface: one fastify server, its hooks and its routes (design §5.2). */
import type { RequestListener, Server } from 'node:http'
import cors from '@fastify/cors'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { type Admission, createAdmission } from './admission.ts'
import { answerProblem, BODY_LIMIT_BYTES } from './answer-problem.ts'
import { addBodyDecoding } from './body-encoding.ts'
import type { ProxyContext } from './context.ts'
import { createFastPath } from './fast-path.ts'
import { isInside } from './inside-call.ts'
import { IMAGE_FILE_ROUTE, normalisePath, withoutQuery } from './path.ts'
import { Problem } from './problem.ts'
import { followRequest } from './request-end.ts'
import { registerRoutes } from './routes/register.ts'
import { isUploadUnderWay } from './routes/uploads.ts'
import { refuseUnreadable } from './unreadable.ts'
import type { TokenCheck } from './token-list.ts'
import { createTrace } from './trace.ts'

const MAX_HEADER_BYTES = 64 * 1024
const EXPOSED_HEADERS = [
  'x-request-id',
  'x-gemini-balance-key',
  'retry-after',
  'x-should-retry',
  // What a web page needs to upload a file (conformance D4).
  'x-goog-upload-url',
  'x-goog-upload-control-url',
  'x-goog-upload-status',
  'x-goog-upload-size-received',
  'x-goog-upload-chunk-granularity',
  'location',
]

export interface ServerOptions {
  context: ProxyContext
  log: FastifyBaseLogger
  /** The access tokens; without any, nothing but `/health` is served. */
  tokens: TokenCheck
  /** The web console: its routes have a guard of their own in place of the access token. */
  console?: GuardedRoutes | undefined
}

export interface GuardedRoutes {
  add(server: FastifyInstance): void
  /** Where a person signs in. */
  readonly path: string
}

/** Builds the server; `listen` and `close` are the caller's. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const { context, log, tokens } = options
  const admission = createAdmission(context.settings, tokens, context.nowMs)
  const server = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT_BYTES,
    genReqId: () => context.newId('req'),
    rewriteUrl: ({ url, headers }) => normalisePath(url ?? '/', 'x-goog-api-client' in headers),
    routerOptions: { maxParamLength: 2048, ignoreTrailingSlash: true },
    serverFactory: (handler) => httpServer(createFastPath({ context, log, admission }, handler)),
    clientErrorHandler: refuseUnreadable,
    forceCloseConnections: true,
  })
  // First, because a route keeps the error handler that is there when it is added.
  addErrors(server, context)
  addFirstHook(server, context, admission)
  acceptAnyBody(server)
  addBodyDecoding(server)
  await server.register(cors, {
    // The guard has already turned foreign origins away, so whoever gets here is answered by name.
    origin: true,
    // Any OPTIONS is answered here: there is nothing else that it could be for.
    strictPreflight: false,
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    exposedHeaders: EXPOSED_HEADERS,
    maxAge: 600,
  })
  await server.register(async (api) => {
    // After CORS, so that a web page can read why it was refused and preflights need no token.
    addTokenGuard(api, options, admission)
    registerRoutes(api, options)
  })
  await server.register(async (scope) => options.console?.add(scope))
  return server
}

function httpServer(listener: RequestListener): Server {
  // Imported as a module it would bring all of Node's fetch along, 14 MB.
  const { createServer: create } = process.getBuiltinModule('node:http')
  return create(
    {
      // Browsers send the cookies of every program that ever served a page on this address.
      maxHeaderSize: MAX_HEADER_BYTES,
      // A thinking model may be silent for a quarter of an hour (conformance D2).
      requestTimeout: 0,
      keepAliveTimeout: 75_000,
    },
    listener,
  )
}

/** Bodies stay bytes: native ones are passed on, the others are parsed by their route. */
function acceptAnyBody(server: FastifyInstance): void {
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body.length === 0 ? undefined : body)
  })
}

/** Opens the trace of each request and turns away those that are not meant for us. */
function addFirstHook(server: FastifyInstance, context: ProxyContext, admission: Admission): void {
  server.decorateRequest('trace')
  // Hooks of every request call back: a promise for each made up a twentieth of a short request.
  server.addHook('onRequest', (request, reply, done) => {
    request.trace = createTrace(context.nowMs())
    const pattern = request.is404 ? undefined : request.routeOptions.url
    followRequest({ request, reply, pattern }, context)
    reply.header('x-request-id', request.id)
    done(admission.addressProblem(request.headers, request.originalUrl))
  })
}

function addTokenGuard(
  server: FastifyInstance,
  { console, context }: ServerOptions,
  admission: Admission,
) {
  server.addHook('onRequest', (request, reply, done) => {
    // The name of an image is a secret of its own, and an <img> can send no token.
    const { url } = request.routeOptions
    if (url === '/health' || url === IMAGE_FILE_ROUTE || isInside(reply)) return done()
    const token = admission.tokenOf(request.headers, request.raw.url ?? '', request.ip)
    if (typeof token === 'string') {
      request.trace.token = token
      return done()
    }
    if (isUploadUnderWay(context, request.raw.url ?? '')) return done()
    // People know this address from the predecessor and open it in a browser.
    const isPage = request.headers.accept?.includes('text/html') === true
    if (console !== undefined && isPage && request.routeOptions.url === '/v1/keys/list') {
      return reply.redirect(`${console.path}#/keys`)
    }
    return done(token)
  })
}

function addErrors(server: FastifyInstance, context: ProxyContext): void {
  server.setErrorHandler((error: Error, request, reply) =>
    answerProblem(context, request, reply, error),
  )
  server.setNotFoundHandler(async (request) => {
    const path = withoutQuery(request.raw.url ?? '/')
    const message = `${request.method} ${path} is not served by Gemini Balance`
    throw new Problem({ status: 404, type: 'invalid_request_error', code: 'not_found', message })
  })
}
