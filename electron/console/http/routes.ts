/** The web console over HTTP: calls, events, sign-in and the interface itself (design §5.2, §5.4). */
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Clock } from '../../shared/clock.ts'
import { withoutQuery } from '../../proxy/path.ts'
import { Problem } from '../../proxy/problem.ts'
import type { GuardedRoutes } from '../../proxy/server.ts'
import type { ConsoleSession, RetryLater } from '../../shared/contract/session.ts'
import type { Console } from '../console.ts'
import { Refused, sendOutcome } from './envelope.ts'
import { createEventStreams } from './event-stream.ts'
import { createGate, type GateParts } from './gate.ts'
import { sendPage, sendText } from './pages.ts'
import { IDLE_TIMEOUT_MS, type Session } from './sessions.ts'

export interface ConsoleRoutesParts extends Omit<GateParts, 'nowMs'> {
  console: Pick<Console, 'call' | 'subscribe'>
  clock: Clock
  /** Folder of the built interface. */
  pagesFolder: string
}

export interface ConsoleRoutes extends GuardedRoutes {
  /** Ends every event stream at once; sessions go on when the port is opened again. */
  endStreams(): void
}

/** Room for a predecessor's database of 50 MB in base64, the largest input there is. */
const CALL_LIMIT_BYTES = 72 * 1024 * 1024
const SIGN_IN_LIMIT_BYTES = 4096

const signInSchema = z.object({ token: z.string() })

/** Makes the routes; one gate and one set of event streams for all of them. */
export function createConsoleRoutes(parts: ConsoleRoutesParts): ConsoleRoutes {
  const { console, clock } = parts
  const gate = createGate({ ...parts, nowMs: () => clock.nowMs() })
  const streams = createEventStreams(console, clock)

  const addCalls = (server: FastifyInstance) => {
    // Before the body is read: whoever may not call may not send 72 MB either.
    const admit = async (request: FastifyRequest) => gate.admitCall(request)
    const options = { bodyLimit: CALL_LIMIT_BYTES, onRequest: admit }
    server.post<{ Params: { action: string } }>(
      '/console/api/:action',
      options,
      async (request, reply) => {
        return sendOutcome(reply, await console.call(request.params.action, readJson(request)))
      },
    )
    server.get('/console/api/events', async (request, reply) => {
      const session = gate.admitReader(request)
      const isSignedIn = () => session === undefined || isStillIn(() => gate.sessionOf(request))
      await streams.open(reply, isSignedIn, session?.ended)
      return reply
    })
    server.all('/console/api/*', async () => {
      throw new Refused('unknown_action', 'Calls are POST /console/api/<domain.action>')
    })
  }

  const addSignIn = (server: FastifyInstance) => {
    server.post('/console/login', { bodyLimit: SIGN_IN_LIMIT_BYTES }, async (request, reply) => {
      const body = signInSchema.safeParse(readJson(request))
      if (!body.success) throw new Refused('invalid_input', 'token: must be a text')
      return sendSession(reply, gate.signIn(request, reply, body.data.token.trim()))
    })
    server.post('/console/logout', async (request, reply) => {
      gate.admitCall(request)
      gate.signOut(request, reply)
      return sendOutcome(reply, { ok: true, data: {} })
    })
    server.get('/console/session', async (request, reply) => {
      return sendSession(reply, gate.sessionOf(request))
    })
  }

  const addPages = (server: FastifyInstance) => {
    server.get('/console', async (request, reply) => page(request, reply, ''))
    server.get<{ Params: { '*': string } }>('/console/*', async (request, reply) => {
      return page(request, reply, withoutQuery(request.raw.url ?? '').slice('/console/'.length))
    })
    for (const url of ['/', '/auth']) {
      server.get(url, async (_request, reply) => reply.redirect(CONSOLE_PATH))
    }
  }
  const page = async (request: FastifyRequest, reply: FastifyReply, path: string) => {
    if (!parts.hasAdmin()) return sendText(reply, 503, OFF)
    // Relative addresses and the scope of the service worker hang on the slash.
    if (withoutQuery(request.originalUrl) === '/console') return reply.redirect(CONSOLE_PATH)
    return sendPage(request, reply, { folder: parts.pagesFolder, path })
  }

  return {
    path: CONSOLE_PATH,
    add(server) {
      server.setErrorHandler(answerError)
      addCalls(server)
      addSignIn(server)
      addPages(server)
    },
    endStreams: () => streams.close(),
  }
}

/** Where the interface is. */
const CONSOLE_PATH = '/console/'
const OFF =
  'The web console is off: set AUTH_TOKEN in the environment or in .env to a token of your choice, then start again.'

function sendSession(reply: FastifyReply, { csrfToken }: Session): FastifyReply {
  const data: ConsoleSession = { csrfToken, idleTimeoutMs: IDLE_TIMEOUT_MS }
  return sendOutcome(reply, { ok: true, data })
}

/** The body as JSON, `{}` when there is none; bodies arrive as bytes whatever they call themselves. */
function readJson({ body }: FastifyRequest): unknown {
  if (body === undefined || !Buffer.isBuffer(body)) return {}
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    throw new Refused('invalid_input', 'The body is not JSON')
  }
}

function isStillIn(check: () => unknown): boolean {
  try {
    check()
    return true
  } catch (error) {
    if (error instanceof Refused) return false
    throw error
  }
}

async function answerError(
  error: FastifyError | Error,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  if (error instanceof Refused) {
    const { code, message, retryAfterSeconds } = error
    if (retryAfterSeconds === undefined) {
      return sendOutcome(reply, { ok: false, error: { code, message } })
    }
    const data: RetryLater = { retryAfterSeconds }
    reply.header('retry-after', String(retryAfterSeconds))
    return sendOutcome(reply, { ok: false, error: { code, message, data } })
  }
  const status = 'statusCode' in error ? error.statusCode : undefined
  if (error instanceof Problem) {
    const { message } = error
    return sendOutcome(reply, { ok: false, error: { code: 'forbidden', message } })
  }
  if (status !== undefined && status < 500) {
    const message = status === 413 ? 'The body is too large' : 'The request could not be read'
    return sendOutcome(reply, { ok: false, error: { code: 'invalid_input', message } })
  }
  request.log.error({ err: error }, 'console request failed')
  const message = 'Gemini Balance failed to handle the request; its log says why'
  return sendOutcome(reply, { ok: false, error: { code: 'internal', message } })
}
