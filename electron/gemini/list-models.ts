/** The models a key may use, asked of Google page by page; that spends no quota. */
import type { GeminiClient } from './client.ts'
import { classify, classifyEmpty, classifyFailure, parseGoogleError } from './error.ts'
import type { Verdict } from './error-rules.ts'
import { readText, readWhole } from './read-body.ts'
import type { Model } from './wire.ts'

/** Pages read at most, each of a thousand models: an upstream may hand out tokens for ever. */
export const MAX_MODEL_PAGES = 20
const MAX_ERROR_BODY_BYTES = 1024 * 1024

export interface ModelPage {
  models: Model[]
  /** Good only with the key that got it (conformance D3). */
  nextPageToken: string | undefined
}

export type ModelListing =
  | { kind: 'listed'; models: Model[] }
  | { kind: 'failed'; verdict: Verdict }

/**
 * Asks Google for every model of one key, without a second try.
 * @param timeoutMs for all pages together
 * Rejects only with the reason of `signal`.
 */
export async function listModels(
  client: GeminiClient,
  key: { id: string; secret: string },
  { signal, timeoutMs }: { signal: AbortSignal; timeoutMs: number },
): Promise<ModelListing> {
  const deadline = AbortSignal.timeout(timeoutMs)
  const ended = AbortSignal.any([signal, deadline])
  try {
    const models: Model[] = []
    let pageToken: string | undefined
    for (let count = 0; count < MAX_MODEL_PAGES; count += 1) {
      const page = await fetchPage(client, key, pageToken, ended, timeoutMs)
      if (page.kind === 'failed') return page
      models.push(...page.models)
      pageToken = page.nextPageToken
      if (pageToken === undefined) break
    }
    return { kind: 'listed', models }
  } catch (error) {
    signal.throwIfAborted()
    if (!deadline.aborted) throw error
    const message = 'Google did not list the models in time'
    return { kind: 'failed', verdict: classifyFailure({ reason: 'timeout', message }) }
  }
}

async function fetchPage(
  client: GeminiClient,
  key: { id: string; secret: string },
  pageToken: string | undefined,
  signal: AbortSignal,
  firstByteTimeoutMs: number,
): Promise<({ kind: 'page' } & ModelPage) | { kind: 'failed'; verdict: Verdict }> {
  const path = modelPagePath(pageToken)
  const answer = await client.send(
    { method: 'GET', path, signal, firstByteTimeoutMs, idleTimeoutMs: firstByteTimeoutMs },
    key,
  )
  if (answer.kind === 'failed') return { kind: 'failed', verdict: classifyFailure(answer) }
  if (answer.status >= 300) {
    const text = await readText(answer.body, MAX_ERROR_BODY_BYTES)
    return { kind: 'failed', verdict: classify(answer.status, parseGoogleError(text)) }
  }
  const read = await readWhole(answer.body, signal)
  if (read.kind === 'failed') return { kind: 'failed', verdict: classifyFailure(read) }
  const page = parseModelPage(read.bytes.toString('utf8'))
  if (page === undefined) return { kind: 'failed', verdict: classifyEmpty('empty_response') }
  return { kind: 'page', ...page }
}

/** Path and query of `models.list` for one page; the first has no token. */
export function modelPagePath(pageToken: string | undefined): string {
  const query = new URLSearchParams({
    pageSize: '1000',
    ...(pageToken === undefined ? {} : { pageToken }),
  })
  return `/v1beta/models?${query.toString()}`
}

/** The answer of `models.list`; entries that are no models are left out. Undefined for no JSON object. */
export function parseModelPage(text: string): ModelPage | undefined {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof body !== 'object' || body === null) return undefined
  const { models, nextPageToken } = body as { models?: unknown; nextPageToken?: unknown }
  return {
    models: Array.isArray(models) ? models.filter(isModel) : [],
    nextPageToken:
      typeof nextPageToken === 'string' && nextPageToken !== '' ? nextPageToken : undefined,
  }
}

/** Id of a model: its name without `models/`. */
export function modelId({ name }: Model): string {
  return name.replace(/^models\//, '')
}

function isModel(entry: unknown): entry is Model {
  return (
    typeof entry === 'object' && entry !== null && 'name' in entry && typeof entry.name === 'string'
  )
}
