/** Brings the many ways clients write a path to the one the routes know (design §5.2, aliases). */
import { Problem } from './problem.ts'

const versions = new Set(['v1', 'v1beta', 'v1alpha'])
/** Prefixes that other gateways use and clients have learned; they carry no meaning here. */
const aliases = new Set(['hf', 'openai', 'api', 'gemini'])
/** In front of the version where files are sent to Google. */
const UPLOAD = 'upload'
/** First segments of OpenAI routes, which some clients send without `/v1`. */
const openAiRoutes = new Set([
  'models',
  'chat',
  'completions',
  'embeddings',
  'images',
  'audio',
  'responses',
  'messages',
  'keys',
])

/** Of `/images/<name>`, once its path is normalised: images that are kept here. */
export const IMAGE_FILE_ROUTE = '/v1/images/:name'

const absoluteForm = /^https?:\/\/([^/?#]*)/i

/** The host that a request target in absolute form (`GET http://host/path`) names, with its port. */
export function authorityOf(target: string): string | undefined {
  return absoluteForm.exec(target)?.[1]
}

/**
 * Normalises a request target: absolute form, doubled and trailing slashes, alias prefixes, a
 * doubled or missing version. The query and all segments behind the prefix stay byte for byte as
 * they were, but for percent signs that escape nothing: they are taken literally.
 * `/v1` is OpenAI's; Google has one too, which gets the name `/google/v1` here.
 * @param speaksGoogle whether the caller is one of Google's SDKs, which default to `/v1`
 */
export function normalisePath(target: string, speaksGoogle = false): string {
  const local = target.replace(absoluteForm, '')
  const queryAt = local.indexOf('?')
  const path = withSoundEscapes(queryAt === -1 ? local : local.slice(0, queryAt))
  const query = queryAt === -1 ? '' : local.slice(queryAt)
  const segments = path.split('/').filter((segment) => segment !== '')

  let version: string | undefined
  let sawAlias = false
  let sawOpenAi = false
  let isUpload = false
  while (segments[0] !== undefined && isPrefix(segments[0])) {
    const prefix = segments.shift()
    if (prefix !== undefined && versions.has(prefix)) version = prefix
    else if (prefix === UPLOAD) isUpload = true
    // `/v1beta/openai/…` is Google's address of its OpenAI dialect, which here is /v1.
    else if (prefix === 'openai') version = 'v1'
    sawAlias ||= prefix !== version
    sawOpenAi ||= prefix === 'openai'
  }
  if (isUpload) return `/${[UPLOAD, version ?? 'v1beta', ...segments].join('/')}${query}`
  if (version === undefined && (sawAlias || openAiRoutes.has(segments[0] ?? ''))) version = 'v1'
  if (version === undefined) return `/${segments.join('/')}${query}`
  const normalised = `/${[version, ...segments].join('/')}`
  const isGoogles = version === 'v1' && (isGoogleVerb(normalised) || (speaksGoogle && !sawOpenAi))
  return `${isGoogles ? GOOGLES_V1 : ''}${normalised}${query}`
}

function isPrefix(segment: string): boolean {
  return versions.has(segment) || aliases.has(segment) || segment === UPLOAD
}

/** In front of paths of Google's own `/v1`, to tell them from OpenAI's. */
const GOOGLES_V1 = '/google'

/** The path as Google knows it. */
export function upstreamPath(normalised: string): string {
  return normalised.startsWith(`${GOOGLES_V1}/v1/`)
    ? normalised.slice(GOOGLES_V1.length)
    : normalised
}

/** The router refuses a path it cannot decode, before the guard and the log have seen it. */
function withSoundEscapes(path: string): string {
  try {
    decodeURIComponent(path)
    return path
  } catch {
    return path.replaceAll('%', '%25')
  }
}

/** The path without its query, which may hold a token and belongs in no log. */
export function withoutQuery(target: string): string {
  const queryAt = target.indexOf('?')
  return queryAt === -1 ? target : target.slice(0, queryAt)
}

/**
 * Refuses what would lead elsewhere than it seems.
 * @throws Problem 400
 */
export function refuseDotSegments(target: string): void {
  if (!hasDotSegments(withoutQuery(target))) return
  throw new Problem({
    status: 400,
    type: 'invalid_request_error',
    message: 'The path must not contain "." or ".." segments',
  })
}

const dotSegment = /(?:^|[/\\]|%2f|%5c)(?:\.|%2e){1,2}(?=$|[/\\]|%2f|%5c)/i

/** True when a segment would climb up the tree once somebody resolves it: `..`, `%2e%2e`. */
export function hasDotSegments(path: string): boolean {
  return dotSegment.test(path)
}

const googles = /^\/(?:(?:upload|v1beta|v1alpha)(?:\/|$)|google\/)/

/** Whose error format the caller of a normalised path expects. */
export function dialectOf(path: string): 'openai' | 'google' {
  return googles.test(path) ? 'google' : 'openai'
}

/** True for a path that ends in a verb of Google's: `…/models/x:generateContent`. */
function isGoogleVerb(path: string): boolean {
  return /(?::|%3a)[a-z]+$/i.test(path) && path.includes('/models/')
}
