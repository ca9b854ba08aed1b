/** Who is let in: whether a request is meant for us, and whether its caller has a token (design §6). */
import type { IncomingHttpHeaders } from 'node:http'
import { hostname, networkInterfaces } from 'node:os'
import { isLoopbackHost } from '../shared/loopback.ts'
import type { Settings } from '../shared/settings.ts'
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

/** @param rules reads the settings now */
export function createAdmission(rules: () => Rules, tokens: TokenCheck): Admission {
  return {
    addressProblem: (headers, target) => addressProblem(rules(), headers, target),
    tokenOf(headers, url, ip) {
      if (!rules().requireToken && isLoopbackHost(ip)) return ''
      const presented = presentedTokens(headers, url)
      return tokens.accepted(presented) ?? unauthorised(presented.length > 0, tokens.has('any'))
    },
  }
}

function addressProblem(
  { host, requireToken, allowedHosts, allowedOrigins }: Rules,
  { host: named, origin }: IncomingHttpHeaders,
  target: string,
): Problem | undefined {
  // A request for a proxy names its target twice; both names must be ours.
  const names = target.startsWith('/') ? [named] : [named, authorityOf(target) ?? named]
  const isOurs = (name: string | undefined) =>
    isAllowedHost(name, allowedHosts) || isAllowedHost(name, machineNames(host))
  if (!names.every(isOurs)) {
    const advice = 'This Host is not served here; add it to ALLOWED_HOSTS'
    return refused(403, 'host_not_allowed', advice)
  }
  if (!isAllowedOrigin(origin, { allowed: allowedOrigins, tokenRequired: requireToken })) {
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

function unauthorised(wasPresented: boolean, areConfigured: boolean): Problem {
  if (!areConfigured) {
    return refused(401, 'no_token_configured', 'No access token is configured; set ALLOWED_TOKENS')
  }
  const forms = 'Authorization: Bearer, x-goog-api-key, x-api-key or ?key='
  return wasPresented
    ? refused(401, 'invalid_api_key', 'The access token is not valid for this Gemini Balance')
    : refused(401, 'invalid_api_key', `No access token was sent; send one as ${forms}`)
}
