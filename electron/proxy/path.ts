/** Brings the many ways clients write a path to the one the routes know (design §5.2, aliases). */

const versions = new Set(['v1', 'v1beta', 'v1alpha'])
/** Prefixes that other gateways use and clients have learned; they carry no meaning here. */
const aliases = new Set(['hf', 'openai', 'api', 'gemini'])
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

/**
 * Normalises a request target: doubled and trailing slashes, alias prefixes, a doubled or missing
 * version. The query and all segments behind the prefix stay byte for byte as they were.
 */
export function normalisePath(target: string): string {
  const queryAt = target.indexOf('?')
  const path = queryAt === -1 ? target : target.slice(0, queryAt)
  const query = queryAt === -1 ? '' : target.slice(queryAt)
  const segments = path.split('/').filter((segment) => segment !== '')

  let version: string | undefined
  let sawAlias = false
  while (segments[0] !== undefined && (versions.has(segments[0]) || aliases.has(segments[0]))) {
    const prefix = segments.shift()
    if (prefix !== undefined && versions.has(prefix)) version = prefix
    // `/v1beta/openai/…` is Google's address of its OpenAI dialect, which here is /v1.
    else if (prefix === 'openai') version = 'v1'
    sawAlias ||= prefix !== version
  }
  if (version === undefined && (sawAlias || openAiRoutes.has(segments[0] ?? ''))) version = 'v1'
  return `/${[...(version === undefined ? [] : [version]), ...segments].join('/')}${query}`
}

/** The path without its query, which may hold a token and belongs in no log. */
export function withoutQuery(target: string): string {
  return target.split('?', 1)[0] ?? target
}

/** True when a segment would climb up the tree once somebody resolves it: `..`, `%2e%2e`. */
export function hasDotSegments(path: string): boolean {
  return path.split(/[/\\]|%2f|%5c/i).some((segment) => /^(?:\.|%2e){1,2}$/i.test(segment))
}

/**
 * Whose error format the caller of a path expects. `/v1/models/x:generateContent` is Google's v1;
 * everything else under `/v1` is OpenAI's.
 */
export function dialectOf(path: string): 'openai' | 'google' {
  if (/^\/(upload\/)?v1(beta|alpha)(\/|$)/.test(path)) return 'google'
  return isGoogleVerb(path) ? 'google' : 'openai'
}

/** True for a path that ends in a verb of Google's: `…/models/x:generateContent`. */
export function isGoogleVerb(path: string): boolean {
  return /(?::|%3a)[a-z]+$/i.test(path) && path.includes('/models/')
}
