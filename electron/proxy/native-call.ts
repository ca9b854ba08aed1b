/** What of a native request goes on to Google, and what of its answer comes back (conformance D1). */
import type { IncomingHttpHeaders } from 'node:http'

/** Verbs that only compute an answer: running one twice does no harm. */
const repeatableVerbs = new Set([
  'generateContent',
  'streamGenerateContent',
  'countTokens',
  'embedContent',
  'batchEmbedContents',
])
const generatingVerbs = new Set(['generateContent', 'streamGenerateContent'])

export interface NativeTarget {
  path: string
  /** The `?…` to send, without credentials; empty when there is none. */
  query: string
  model: string | undefined
  verb: string | undefined
  search: boolean
  /** How a stream is framed, undefined when the answer is one JSON value. */
  streams: 'sse' | 'array' | undefined
  repeatable: boolean
}

/**
 * Reads a native request line. A `-search` suffix is taken off the model unless Google lists a
 * model of that very name.
 */
export function readNativeTarget(
  method: string,
  url: string,
  knownModels: ReadonlySet<string>,
): NativeTarget {
  const queryAt = url.indexOf('?')
  const path = queryAt === -1 ? url : url.slice(0, queryAt)
  const query = withoutCredentials(queryAt === -1 ? '' : url.slice(queryAt + 1))
  const match = /^(\/v1(?:beta|alpha)?\/models\/)([^/:]+?)(?:(?::|%3a)([a-z]+))?$/i.exec(path)
  const [, prefix, named, verb] = match ?? []
  const search =
    verb !== undefined &&
    generatingVerbs.has(verb) &&
    named?.endsWith('-search') === true &&
    !knownModels.has(named)
  const model = search ? named?.replace(/-search$/, '') : named
  const isStream = verb === 'streamGenerateContent'
  return {
    path: search ? `${prefix}${model}:${verb}` : path,
    query,
    model,
    verb,
    search,
    streams: isStream ? (/(^|[?&])alt=sse(&|$)/.test(query) ? 'sse' : 'array') : undefined,
    repeatable: method === 'GET' || (verb !== undefined && repeatableVerbs.has(verb)),
  }
}

/** Whether the verb makes content, so that switches and tools apply to it. */
export function isGenerating(target: NativeTarget): boolean {
  return target.verb !== undefined && generatingVerbs.has(target.verb)
}

/** The query without anything that could be a credential; all else stays byte for byte. */
function withoutCredentials(query: string): string {
  if (query === '') return ''
  const kept = query.split('&').filter((pair) => {
    const name = decodeURIComponentSafely(pair.split('=', 1)[0] ?? '').toLowerCase()
    if (['key', 'access_token', 'oauth_token', ''].includes(name)) return false
    return !name.startsWith('$') || name === '$fields'
  })
  return kept.length === 0 ? '' : `?${kept.join('&')}`
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const forwardedRequestHeaders = [
  'content-type',
  'accept',
  'x-goog-api-client',
  'x-goog-fieldmask',
  'x-server-timeout',
  'range',
  'if-match',
  'if-none-match',
  'if-modified-since',
]

/** Only headers known to be harmless go to Google, so a client's token never can. */
export function forwardedHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  return picked(headers, forwardedRequestHeaders)
}

/** What an upload says of itself: its protocol, and how the body is to be taken. */
const uploadHeaders = [
  ...forwardedRequestHeaders,
  'content-length',
  'content-range',
  'content-encoding',
  'x-goog-hash',
  'x-goog-upload-protocol',
  'x-goog-upload-command',
  'x-goog-upload-offset',
  'x-goog-upload-file-name',
  'x-goog-upload-header-content-length',
  'x-goog-upload-header-content-type',
  'x-goog-upload-header-content-disposition',
  'x-goog-upload-raw-size',
  'x-upload-content-type',
  'x-upload-content-length',
]

/** The same for an upload (conformance D4). */
export function forwardedUploadHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  return picked(headers, uploadHeaders)
}

function picked(headers: IncomingHttpHeaders, names: readonly string[]): Record<string, string> {
  const forwarded: Record<string, string> = {}
  for (const name of names) {
    const value = headers[name]
    if (typeof value === 'string') forwarded[name] = value
  }
  return forwarded
}

const droppedResponseHeaders = new Set([
  // Hop-by-hop, RFC 9110 §7.6.1.
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  // About Google's own site, wrong or useless on ours.
  'alt-svc',
  'set-cookie',
  'vary',
  'server',
  'date',
  'x-frame-options',
  'x-xss-protection',
  // Makes browsers save a stream instead of reading it.
  'content-disposition',
])

/** Google's answer headers that also hold for our answer; CORS and `vary` are ours to say. */
export function returnedHeaders(
  headers: Record<string, string | string[] | undefined>,
): Record<string, string | string[]> {
  const returned: Record<string, string | string[]> = {}
  for (const name of Object.keys(headers)) {
    const value = headers[name]
    if (value === undefined || droppedResponseHeaders.has(name)) continue
    if (!name.startsWith('access-control-')) returned[name] = value
  }
  return returned
}
