/** The HTTP surface: one fastify server, its hooks and its routes (design §5.2). */
import { hostname, networkInterfaces } from 'node:os'
import cors from '@fastify/cors'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  LogController,
} from 'fastify'
import { InvalidRequest } from '../convert/invalid-request.ts'
import { isLoopbackHost } from '../shared/loopback.ts'
import { ClientGone } from './answer-signal.ts'
import { addBodyDecoding } from './body-encoding.ts'
import type { ProxyContext } from './context.ts'
import { isAllowedHost, isAllowedOrigin, presentedTokens } from './guard.ts'
import { isInside } from './inside-call.ts'
import { authorityOf, dialectOf, normalisePath, withoutQuery } from './path.ts'
import {
  googleErrorBody,
  openAiErrorBody,
  Problem,
  type ProblemFields,
  retryHeaders,
} from './problem.ts'
import { followRequests } from './request-end.ts'
import { IMAGE_FILE_ROUTE, registerRoutes } from './routes/register.ts'
import { refuseUnreadable } from './unreadable.ts'
import type { TokenCheck } from './token-list.ts'

/** Room for 100 MB of inline media in base64 (conformance A3). */
const BODY_LIMIT_BYTES = 120 * 1024 * 1024
const MAX_HEADER_BYTES = 64 * 1024
const EXPOSED_HEADERS = ['x-request-id', 'x-gemini-balance-key', 'retry-after', 'x-should-retry']

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
  const { context, log } = options
  const server = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT_BYTES,
    genReqId: () => context.newId('req'),
    rewriteUrl: ({ url, headers }) => normalisePath(url ?? '/', 'x-goog-api-client' in headers),
    routerOptions: { maxParamLength: 2048, ignoreTrailingSlash: true },
    // A thinking model may be silent for a quarter of an hour (conformance D2).
    requestTimeout: 0,
    keepAliveTimeout: 75_000,
    // Browsers send the cookies of every program that ever served a page on this address.
    http: { maxHeaderSize: MAX_HEADER_BYTES },
    clientErrorHandler: refuseUnreadable,
    forceCloseConnections: true,
  })
  // First, because a route keeps the error handler that is there when it is added.
  addErrors(server, context)
  followRequests(server, context)
  acceptAnyBody(server)
  addBodyDecoding(server)
  addAddressGuard(server, context)
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
    addTokenGuard(api, options)
    registerRoutes(api, options)
  })
  await server.register(async (scope) => options.console?.add(scope))
  return server
}

/** Bodies stay bytes: native ones are passed on, the others are parsed by their route. */
function acceptAnyBody(server: FastifyInstance): void {
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body.length === 0 ? undefined : body)
  })
}

/** Turns away requests that are not meant for us and pages that may not call (design §6). */
function addAddressGuard(server: FastifyInstance, context: ProxyContext): void {
  // Hooks of every request call back: a promise for each made up a twentieth of a short request.
  server.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    const { host, requireToken, allowedHosts, allowedOrigins } = context.settings()
    const ownNames = [...allowedHosts, ...machineNames(host)]
    // A request for a proxy names its target twice; both names must be ours.
    const { host: named } = request.headers
    const addressedTo = [named, authorityOf(request.originalUrl) ?? named]
    if (!addressedTo.every((name) => isAllowedHost(name, ownNames))) {
      const advice = 'This Host is not served here; add it to ALLOWED_HOSTS'
      return done(refused(403, 'host_not_allowed', advice))
    }
    const { origin } = request.headers
    if (!isAllowedOrigin(origin, { allowed: allowedOrigins, tokenRequired: requireToken })) {
      const advice = 'This Origin may not call; add it to ALLOWED_ORIGINS'
      return done(refused(403, 'origin_not_allowed', advice))
    }
    return done()
  })
}

function addTokenGuard(server: FastifyInstance, { context, tokens, console }: ServerOptions): void {
  server.addHook('onRequest', (request, reply, done) => {
    // The name of an image is a secret of its own, and an <img> can send no token.
    const { url } = request.routeOptions
    if (url === '/health' || url === IMAGE_FILE_ROUTE || isInside(reply)) return done()
    if (!context.settings().requireToken && isLoopbackHost(request.ip)) return done()
    const presented = presentedTokens(request.headers, request.raw.url ?? '')
    const token = tokens.accepted(presented)
    if (token !== undefined) {
      request.trace.token = token
      return done()
    }
    // People know this address from the predecessor and open it in a browser.
    const isPage = request.headers.accept?.includes('text/html') === true
    if (console !== undefined && isPage && request.routeOptions.url === '/v1/keys/list') {
      return reply.redirect(console.path)
    }
    return done(unauthorised(presented.length > 0, tokens.has('any')))
  })
}

/** Names of this machine, which clients on the network use when the service listens for them. */
function machineNames(listenHost: string): string[] {
  if (isLoopbackHost(listenHost)) return []
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
  const name = hostname().toLowerCase()
  return [listenHost, name, `${name}.local`, ...addresses.map(({ address }) => address)]
}

function refused(status: number, code: string, message: string): Problem {
  return new Problem({ status, type: 'invalid_request_error', code, message })
}

function unauthorised(wasPresented: boolean, areConfigured: boolean): Problem {
  if (!areConfigured) {
    return refused(401, 'no_token_configured', 'No access token is configured; set ALLOWED_TOKENS')
  }
  const forms = 'Authorization: Bearer, x-goog-api-key, x-api-key or ?key='
  return wasPresented
    ? refused(401, 'invalid_api_key', 'The access token is not valid for this Gemini Balance')
    : refused(401, 'invalid_api_key', `No access token was sent; send one as ${forms}`)
}

function addErrors(server: FastifyInstance, context: ProxyContext): void {
  server.setErrorHandler(async (error: FastifyError | Error, request, reply) => {
    if (error instanceof ClientGone) return reply.code(499).send()
    const fields = fieldsOf(error, context)
    const { status: failedWith, code, type, message } = fields
    request.trace.failure = { status: failedWith, code: code ?? type, message }
    if (fields.status === 500) request.log.error({ err: error }, 'request failed')
    const path = withoutQuery(request.raw.url ?? '/')
    const body = dialectOf(path) === 'google' ? googleErrorBody(fields) : openAiErrorBody(fields)
    const status =
      dialectOf(path) === 'google' ? (fields.google?.status ?? fields.status) : fields.status
    return reply
      .code(status)
      .headers(retryHeaders(fields))
      .type('application/json; charset=utf-8')
      .send(body)
  })
  server.setNotFoundHandler(async (request) => {
    const path = withoutQuery(request.raw.url ?? '/')
    throw refused(404, 'not_found', `${request.method} ${path} is not served by Gemini Balance`)
  })
}

function fieldsOf(error: FastifyError | Error, context: ProxyContext): ProblemFields {
  if (error instanceof Problem) return error.fields
  if (error instanceof InvalidRequest) {
    const { status, param, code, message } = error
    return { status, type: 'invalid_request_error', param, code, message }
  }
  if (error instanceof RangeError && error.message.includes('call stack')) {
    const message = 'The request body is nested too deeply'
    return { status: 400, type: 'invalid_request_error', code: 'invalid_body', message }
  }
  if ('statusCode' in error && error.statusCode === 413) {
    const message = `The request body is larger than ${BODY_LIMIT_BYTES / 1024 / 1024} MB`
    return { status: 413, type: 'invalid_request_error', code: 'request_too_large', message }
  }
  if ('statusCode' in error && error.statusCode !== undefined && error.statusCode < 500) {
    const message = context.redactor.redact(error.message)
    return { status: error.statusCode, type: 'invalid_request_error', message }
  }
  const message = context.stopping.aborted
    ? 'Gemini Balance is shutting down'
    : 'Gemini Balance failed to handle the request; its log says why'
  return { status: context.stopping.aborted ? 503 : 500, type: 'api_error', message }
}
