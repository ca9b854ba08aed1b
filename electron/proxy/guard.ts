/** Who may use the service: pure checks of Host and Origin, and where tokens stand (design §6). */
import type { IncomingHttpHeaders } from 'node:http'
import { isLoopbackHost } from '../shared/loopback.ts'

/**
 * The name in a `Host` header without its port, lower case, IPv6 without brackets; undefined when
 * the header is missing or malformed.
 */
export function hostName(header: string | undefined): string | undefined {
  const match = /^(?:\[([\da-f:.]+)\]|([\w.-]+))(?::\d{1,5})?$/i.exec(header ?? '')
  return (match?.[1] ?? match?.[2])?.toLowerCase()
}

/**
 * Whether a request for this host name is meant for us. Without the check any web page could reach
 * the service through a name of its own that resolves to 127.0.0.1 (DNS rebinding).
 * @param ownNames further names and addresses that are ours
 */
export function isAllowedHost(header: string | undefined, ownNames: readonly string[]): boolean {
  const name = hostName(header)
  if (name === undefined) return false
  return isLoopbackHost(name) || ownNames.some((own) => own.toLowerCase() === name)
}

/**
 * Whether a browser context with this `Origin` may call. No header (no browser), pages of our own,
 * of this machine and of desktop apps (`app://`, `file://`, `vscode-webview://`) may; other web
 * pages only when allow-listed. `null` is what both local files and hostile sandboxes send: only a token tells them
 * apart, so it passes where one is required.
 * @param rule.host the `Host` the page asks, which was found to be ours: its own pages are no others'
 */
export function isAllowedOrigin(
  origin: string | undefined,
  rule: { allowed: readonly string[]; tokenRequired: boolean; host?: string | undefined },
): boolean {
  if (origin === undefined) return true
  // People copy origins from the address bar, with a slash at the end.
  if (rule.allowed.some((allowed) => allowed.replace(/\/$/, '') === origin)) return true
  if (origin === 'null') return rule.tokenRequired
  if (!URL.canParse(origin)) return false
  const { protocol, hostname, host } = new URL(origin)
  if (protocol === 'http:' || protocol === 'https:') {
    return isLoopbackHost(unbracket(hostname)) || host === rule.host?.toLowerCase()
  }
  return true
}

function unbracket(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '')
}

/** The tokens a request carries, in all four forms clients use (design §5.2). */
export function presentedTokens(headers: IncomingHttpHeaders, url: string): string[] {
  const tokens: string[] = []
  const { authorization } = headers
  if (authorization !== undefined && /^bearer\s/i.test(authorization)) {
    addToken(tokens, authorization.slice('bearer '.length))
  }
  addToken(tokens, headers['x-goog-api-key'])
  addToken(tokens, headers['x-api-key'])
  if (url.includes('key=')) {
    addToken(tokens, new URLSearchParams(url.slice(url.indexOf('?') + 1)).get('key'))
  }
  return tokens
}

function addToken(tokens: string[], value: string | string[] | null | undefined): void {
  if (Array.isArray(value)) for (const one of value) addToken(tokens, one)
  else if (value && value.trim() !== '') tokens.push(value.trim())
}
