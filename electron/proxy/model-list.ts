/** Which models the keys can use: asked of Google, cached, refreshed in the background. */
import type { Model } from '../gemini/wire.ts'
import type { Lease } from '../keys/lease.ts'
import { type Accepted, callWithFailover, type FailoverDependencies, rejected } from './failover.ts'
import { classifyEmpty, classifyFailure } from '../gemini/error.ts'
import type { UpstreamAnswer } from '../gemini/client.ts'
import {
  MAX_MODEL_PAGES,
  modelId,
  type ModelPage,
  modelPagePath,
  parseModelPage,
} from '../gemini/list-models.ts'
import { readWhole } from '../gemini/read-body.ts'
import { problemOf } from './failure-problem.ts'
import type { Redactor } from '../shared/redact.ts'

/** How long a list is served before a new one is fetched behind its back. */
const FRESH_MS = 10 * 60_000
/** Keys whose lists are united: enough to meet a preview only some projects have. */
const KEYS_ASKED = 3

export interface ListedModel extends Model {
  /** Id without `models/`. */
  id: string
  /** Unix seconds at which this service first saw the model. */
  firstSeenSeconds: number
}

export interface ModelList {
  /**
   * Every model at least one asked key lists. Waits only when nothing is cached yet.
   * @throws Problem when nothing is cached and no key could list models
   */
  get(signal: AbortSignal): Promise<readonly ListedModel[]>
  /** When the list was last fetched, epoch milliseconds; undefined before the first time. */
  fetchedAtMs(): number | undefined
  /** Ids known so far, without asking anybody. */
  known(): ReadonlySet<string>
  /** What a model can do, by Google's verbs; empty while that is not known. */
  methods(id: string): readonly string[]
}

export interface ModelListOptions extends FailoverDependencies {
  redactor: Redactor
  nowMs(): number
}

/** Makes the list; the first `get` fetches it. */
export function createModelList(options: ModelListOptions): ModelList {
  const models = new Map<string, ListedModel>()
  let known: ReadonlySet<string> = new Set()
  let fetchedAtMs = Number.NEGATIVE_INFINITY
  let fetching: Promise<void> | undefined

  const fetchAnew = async () => {
    const found = await fetchUnion(options)
    fetchedAtMs = options.nowMs()
    const before = new Map(models)
    models.clear()
    for (const model of found) {
      const id = modelId(model)
      const firstSeenSeconds = before.get(id)?.firstSeenSeconds ?? Math.floor(fetchedAtMs / 1000)
      models.set(id, { ...model, id, firstSeenSeconds })
    }
    known = new Set(models.keys())
  }
  const refresh = () => {
    fetching ??= fetchAnew().finally(() => {
      fetching = undefined
    })
    return fetching
  }

  return {
    async get(signal) {
      if (models.size === 0) {
        await refresh()
      } else if (options.nowMs() - fetchedAtMs > FRESH_MS) {
        // The old list is good enough; a failed refresh is tried again by the next request.
        refresh().catch(() => undefined)
      }
      signal.throwIfAborted()
      return [...models.values()]
    },
    fetchedAtMs: () => (Number.isFinite(fetchedAtMs) ? fetchedAtMs : undefined),
    known: () => known,
    methods: (id) => models.get(id)?.supportedGenerationMethods ?? [],
  }
}

async function fetchUnion(options: ModelListOptions): Promise<Model[]> {
  const { pool } = options
  const askable = Math.min(KEYS_ASKED, Math.max(1, pool.counts().ready))
  // Balanced selection gives each concurrent call a key of its own.
  const results = await Promise.allSettled(
    Array.from({ length: askable }, () => fetchAllPages(options)),
  )
  const lists = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  const failure = results.find((result) => result.status === 'rejected')
  if (lists.length === 0 && failure !== undefined) throw failure.reason
  return [...new Map(lists.flat().map((model) => [model.name, model])).values()]
}

async function fetchAllPages(options: ModelListOptions): Promise<Model[]> {
  const models: Model[] = []
  let pageToken: string | undefined
  let keyId: string | undefined
  let isOfOneKey = true
  const startedAtMs = options.nowMs()
  for (let page = 0; page < MAX_MODEL_PAGES; page += 1) {
    const { lease, value } = await fetchPage(options, pageToken, keyId)
    lease.succeed()
    models.push(...value.models)
    // A page token is only good with the key that got it (conformance D3).
    isOfOneKey &&= keyId === undefined || keyId === lease.keyId
    keyId = lease.keyId
    pageToken = value.nextPageToken
    if (pageToken === undefined) break
  }
  if (keyId !== undefined && isOfOneKey) {
    options.pool.judge(keyId, 'fine', { startedAtMs, models: models.map(modelId) })
  }
  return models
}

async function fetchPage(
  options: ModelListOptions,
  pageToken: string | undefined,
  preferredKeyId: string | undefined,
): Promise<{ lease: Lease; value: ModelPage }> {
  // The list serves every later client too, so no single client's going away may cancel it.
  const { signal } = new AbortController()
  const result = await callWithFailover<ModelPage>(options, {
    call: { method: 'GET', path: modelPagePath(pageToken) },
    model: undefined,
    preferredKeyId,
    repeatable: true,
    signal,
    accept: (answer) => readPage(answer, signal),
  })
  if (result.kind === 'answered') return result
  throw problemOf(result, 'the list of models', options.redactor, options.nowMs())
}

async function readPage(answer: UpstreamAnswer, signal: AbortSignal): Promise<Accepted<ModelPage>> {
  const read = await readWhole(answer.body, signal)
  if (read.kind === 'failed') return rejected({ verdict: classifyFailure(read) })
  const page = parseModelPage(read.bytes.toString('utf8'))
  if (page === undefined) return rejected({ verdict: classifyEmpty('empty_response') })
  return { kind: 'accepted', value: page }
}
