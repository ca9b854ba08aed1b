/** Who may use the web console: sessions for browsers, the token itself for scripts (design §6). */
import { timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { parseCookie, stringifySetCookie } from 'cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { CSRF_HEADER } from '../../shared/contract/session.ts'
import { Refused } from './envelope.ts'
import { createSessions, type Session } from './sessions.ts'
import { createGuessThrottle } from '../../proxy/guess-throttle.ts'

export interface GateParts {
  /** Whether an administrator's token is among these; takes equally long for every wrong one. */
  isAdmin(presented: readonly string[]): boolean
  /** Whether there is such a token at all. */
  hasAdmin(): boolean
  /** Further web origins that may use the console, such as that of a reverse proxy. */
  allowedOrigins(): readonly string[]
  nowMs(): number
}

export interface Gate {
  /** Lets a call pass that shows the token, or the session and its CSRF token. Throws Refused. */
  admitCall(request: FastifyRequest): void
  /** The same for what changes nothing and cannot send headers of its own; undefined for scripts. */
  admitReader(request: FastifyRequest): Session | undefined
  /** The session of a browser that is signed in. Throws Refused. */
  sessionOf(request: FastifyRequest): Session
  /** Begins a session for the right token. Throws Refused. */
  signIn(request: FastifyRequest, reply: FastifyReply, token: string): Session
  signOut(request: FastifyRequest, reply: FastifyReply): void
}

/** A gate with nobody inside. */
export function createGate(parts: GateParts): Gate {
  const sessions = createSessions(parts.nowMs)
  const throttle = createGuessThrottle(parts.nowMs)

  const checkToken = ({ ip }: FastifyRequest, token: string) => {
    // Before the token is looked at: otherwise the wait would only hide wrong guesses.
    const waitSeconds = throttle.waitSeconds(ip)
    if (waitSeconds > 0) {
      const message = `Too many wrong tokens; try again in ${waitSeconds} s`
      throw new Refused('throttled', message, waitSeconds)
    }
    if (parts.isAdmin([token])) return
    throttle.failed(ip)
    throw new Refused('unauthorized', 'This is not the token set as AUTH_TOKEN')
  }
  const open = (request: FastifyRequest) => {
    if (!parts.hasAdmin()) {
      throw new Refused(
        'console_off',
        'The web console is off: set AUTH_TOKEN to a token of your choice and start again',
      )
    }
    checkOrigin(request.headers, parts.allowedOrigins())
  }
  const sessionOf = (request: FastifyRequest): Session => {
    open(request)
    const id = sessionId(request)
    const session = id === undefined ? undefined : sessions.find(id)
    if (session !== undefined) return session
    throw new Refused('unauthorized', 'Sign in first, or send Authorization: Bearer AUTH_TOKEN')
  }
  const admitReader = (request: FastifyRequest): Session | undefined => {
    open(request)
    const bearer = /^bearer\s+(.+)$/i.exec(request.headers.authorization ?? '')?.[1]
    if (bearer === undefined) return sessionOf(request)
    checkToken(request, bearer.trim())
    return undefined
  }

  return {
    sessionOf,
    admitReader,
    admitCall(request) {
      const session = admitReader(request)
      if (session === undefined) return
      const shown = request.headers[CSRF_HEADER]
      if (typeof shown === 'string' && isSame(shown, session.csrfToken)) return
      throw new Refused('forbidden', `Send the session's csrfToken as ${CSRF_HEADER}`)
    },
    signIn(request, reply, token) {
      open(request)
      checkToken(request, token)
      // Always a new one: an id that was there before may be known to somebody else.
      const before = sessionId(request)
      if (before !== undefined) sessions.end(before)
      const { id, session } = sessions.begin()
      setCookie(request, reply, id)
      return session
    },
    signOut(request, reply) {
      const id = sessionId(request)
      if (id !== undefined) sessions.end(id)
      setCookie(request, reply, undefined)
    },
  }
}

/**
 * Refuses what a page of another origin sends. Pages on other ports of this machine count as the
 * same site to a browser, so the cookie's SameSite does not keep them out.
 */
function checkOrigin(headers: IncomingHttpHeaders, allowed: readonly string[]): void {
  const { origin, host } = headers
  const site = headers['sec-fetch-site']
  const isOwn =
    origin === undefined
      ? site === undefined || site === 'same-origin' || site === 'none'
      : (URL.canParse(origin) && new URL(origin).host === host) ||
        allowed.some((entry) => entry.replace(/\/$/, '') === origin)
  if (!isOwn) throw new Refused('forbidden', 'Pages of other origins may not use the console')
}

/** Cookies know no ports, so two services on one machine must not share a name. */
function cookieName({ socket }: FastifyRequest): string {
  return `gemini-balance-${socket.localPort ?? 0}`
}

function sessionId(request: FastifyRequest): string | undefined {
  return parseCookie(request.headers.cookie ?? '')[cookieName(request)]
}

/** Without an age: the browser forgets it when it is closed, the service after 12 idle hours. */
function setCookie(request: FastifyRequest, reply: FastifyReply, id: string | undefined): void {
  const cookie = stringifySetCookie({
    name: cookieName(request),
    value: id ?? '',
    httpOnly: true,
    sameSite: 'strict',
    path: '/',
    secure: isHttps(request.headers),
    ...(id === undefined && { maxAge: 0 }),
  })
  reply.header('set-cookie', cookie)
}

/** Behind a proxy that speaks TLS; a client that lies about it only hurts itself. */
function isHttps(headers: IncomingHttpHeaders): boolean {
  const forwarded = String(headers['x-forwarded-proto'] ?? '').split(',')[0]
  return forwarded?.trim() === 'https' || headers.origin?.startsWith('https:') === true
}

function isSame(shown: string, expected: string): boolean {
  const [a, b] = [Buffer.from(shown), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}
