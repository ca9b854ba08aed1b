/** Who is let in: whether a request is meant for us, and whether its caller has a token (design §6). */
import type { IncomingHttpHeaders } from 'node:http'
import { hostname, networkInterfaces } from 'node:os'
import { isLoopbackHost } from '../shared/loopback.ts'
import type { Settings } from '../shared/settings.ts'
import { createGuessThrottle } from './guess-throttle.ts'
import { isAllowedHost, isAllowedOrigin, presentedTokens } from './guard.ts'
import { authorityOf } from './path.ts'
import { Problem } from './problem.ts'
import type { TokenCheck } from './token-list.ts'

export interface Admission {
  /**
   * Why a request is not served whoever sends it: it is not meant for us, or its page may not call.
   * @param target the request target as it came, which may name a host of its own
   */
  addressProblem(headers: IncomingHttpHeaders, target: string): Problem | undefined
  /**
   * The name of the token that lets the caller in, empty where none is needed; else why it is not.
   * @param url path and query, which may hold the token
   */
  tokenOf(headers: IncomingHttpHeaders, url: string, ip: string): string | Problem
}

type Rules = Pick<Settings, 'host' | 'requireToken' | 'allowedHosts' | 'allowedOrigins'>

/** Addresses remembered for having sent a valid token. */
const MAX_WELCOME = 1000

/** @param rules reads the settings now */
export function createAdmission(
  rules: () => Rules,
  tokens: TokenCheck,
  nowMs: () => number,
): Admission {
  const throttle = createGuessThrottle(nowMs)
  /** What was in order last, and by which rules: one client after the other says the same. */
  let passed: { rules: Rules; host: string | undefined } | undefined
  const welcome = new Set<string>()
  /**
   * Whether wrong tokens from there are no guesses: on this machine one client with an old token would
   * keep the others out, and an address that has shown a valid token need not guess.
   */
  const isTrusted = (ip: string) => isLoopbackHost(ip) || welcome.has(ip)
  return {
    addressProblem(headers, target) {
      const { host, origin } = headers
      const isPlain = origin === undefined && target.startsWith('/')
      const now = rules()
      if (isPlain && passed !== undefined && passed.host === host && passed.rules === now) {
        return undefined
      }
      const problem = addressProblem(now, headers, target)
      // Names of the machine may change with its network; that of the loopback is for ever.
      const isLasting = isPlain && isAllowedHost(host, now.allowedHosts)
      if (problem === undefined && isLasting) passed = { rules: now, host }
      return problem
    },
    tokenOf(headers, url, ip) {
      if (!rules().requireToken && isLoopbackHost(ip)) return ''
      const presented = presentedTokens(headers, url)
      if (presented.length === 0) return unauthorised(false, tokens.has('any'))
      const wait = isTrusted(ip) ? 0 : throttle.waitSeconds(ip)
      if (wait > 0) return tooManyGuesses(wait)
      const token = tokens.accepted(presented)
      if (token === undefined) {
        if (!isTrusted(ip)) throttle.failed(ip)
        return unauthorised(true, tokens.has('any'))
      }
      if (welcome.size >= MAX_WELCOME) welcome.clear()
      welcome.add(ip)
      return token
    },
  }
}

function addressProblem(
  { host, requireToken, allowedHosts, allowedOrigins }: Rules,
  { host: named, origin }: IncomingHttpHeaders,
  target: string,
): Problem | undefined {
  // A request for a proxy names its target twice; both names must be ours.
  const other = target.startsWith('/') ? undefined : authorityOf(target)
  const isOurs = (name: string | undefined) =>
    isAllowedHost(name, allowedHosts) || isAllowedHost(name, machineNames(host))
  if (!isOurs(named) || (other !== undefined && !isOurs(other))) {
    const advice = 'This Host is not served here; add it to ALLOWED_HOSTS'
    return refused(403, 'host_not_allowed', advice)
  }
  const rule = { allowed: allowedOrigins, tokenRequired: requireToken, host: named }
  if (!isAllowedOrigin(origin, rule)) {
    const advice = 'This Origin may not call; add it to ALLOWED_ORIGINS'
    return refused(403, 'origin_not_allowed', advice)
  }
  return undefined
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

function tooManyGuesses(retryAfterSeconds: number): Problem {
  return new Problem({
    status: 429,
    type: 'rate_limit_error',
    code: 'too_many_wrong_tokens',
    message: `Too many wrong access tokens came from this address; try again in ${retryAfterSeconds} s`,
    retryAfterSeconds,
  })
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
