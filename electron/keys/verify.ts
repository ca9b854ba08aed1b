/** Finds out what has become of keys by listing their models; that spends no quota (design §5.3). */
import type { Verdict } from '../gemini/error-rules.ts'
import { modelId, type ModelListing } from '../gemini/list-models.ts'
import type { FailureKind } from '../shared/key-status.ts'
import type { KeyPool } from './key-pool.ts'

export interface VerifyTarget {
  id: string
  secret: string
}

/** What was found out about a key; `unreachable` says nothing about it. */
export type KeyFinding =
  | { kind: 'fine'; models: readonly string[] }
  | { kind: 'failed'; verdict: Verdict }
  | { kind: 'unreachable'; verdict: Verdict }

export interface VerifyProgress {
  done: number
  total: number
  keyId: string
  finding: KeyFinding
}

export interface VerifyResult {
  /** `throttled`: Google turned away one key after the other, so the rest was left alone. */
  state: 'finished' | 'cancelled' | 'throttled'
  total: number
  done: number
  /** Ids of keys by what was found. */
  fine: string[]
  failed: { id: string; kind: FailureKind; message: string }[]
  unreachable: string[]
}

/** What may be said about one run. */
export interface VerifyRun {
  /** Calls at a time; 4 when absent. */
  concurrency?: number
  /** Ends the run: no key is asked any more, and calls under way are given up. */
  signal?: AbortSignal
  onProgress?(progress: VerifyProgress): void
}

export interface VerifyOptions extends VerifyRun {
  /** Lists the models of a key; rejects only with the signal's reason. */
  listModels(target: VerifyTarget, signal: AbortSignal): Promise<ModelListing>
  /** What is found out goes there. */
  pool: Pick<KeyPool, 'judge'>
  nowMs(): number
  /** Takes secrets out of Google's words, which may quote a key. */
  redact(text: string): string
}

const CONCURRENCY = 4
/** Keys in a row that Google turns away for too many calls, although listing spends no quota. */
const THROTTLED_KEYS = 3

/** The keys of these ids that there are; without ids all that are not switched off. */
export function targetsOf(
  pool: Pick<KeyPool, 'get' | 'list'>,
  ids: readonly string[] = pool.list().flatMap(({ id, enabled }) => (enabled ? id : [])),
): VerifyTarget[] {
  return [...new Set(ids)].flatMap((id) => {
    const key = pool.get(id)
    return key === undefined ? [] : { id, secret: key.secret }
  })
}

/** Asks Google about each key once, tells the pool, and gives the outcome of the whole run. */
export async function verifyKeys(
  targets: readonly VerifyTarget[],
  options: VerifyOptions,
): Promise<VerifyResult> {
  const { signal, concurrency = CONCURRENCY } = options
  const throttling = new AbortController()
  const ended = AbortSignal.any([throttling.signal, ...(signal === undefined ? [] : [signal])])
  const result: VerifyResult = {
    state: 'finished',
    total: targets.length,
    done: 0,
    fine: [],
    failed: [],
    unreachable: [],
  }
  let turnedAway = 0
  const queue = targets.values()
  const work = async () => {
    for (const target of queue) {
      if (ended.aborted) return
      const finding = await check(target, ended, options)
      if (finding === undefined) return
      note(result, target.id, finding)
      const { done, total } = result
      options.onProgress?.({ done, total, keyId: target.id, finding })
      turnedAway = isTurnedAway(finding) ? turnedAway + 1 : 0
      if (turnedAway >= THROTTLED_KEYS) throttling.abort()
    }
  }
  await Promise.all(Array.from({ length: concurrency }, work))
  if (throttling.signal.aborted) return { ...result, state: 'throttled' }
  return { ...result, state: signal?.aborted === true ? 'cancelled' : 'finished' }
}

/** Undefined when the run ended before the answer. */
async function check(
  target: VerifyTarget,
  signal: AbortSignal,
  { listModels, pool, nowMs, redact }: VerifyOptions,
): Promise<KeyFinding | undefined> {
  const startedAtMs = nowMs()
  let listing: ModelListing
  try {
    listing = await listModels(target, signal)
  } catch (error) {
    if (signal.aborted) return undefined
    throw error
  }
  if (listing.kind === 'listed') {
    const models = listing.models.map(modelId)
    pool.judge(target.id, 'fine', { models, startedAtMs })
    return { kind: 'fine', models }
  }
  const verdict = { ...listing.verdict, message: redact(listing.verdict.message) }
  // Listing spends no quota, so being told of one says more about the address than about the key.
  if (verdict.blame !== 'key' || verdict.status === 429) return { kind: 'unreachable', verdict }
  pool.judge(target.id, verdict, { startedAtMs })
  return { kind: 'failed', verdict }
}

function note(result: VerifyResult, id: string, finding: KeyFinding): void {
  result.done += 1
  if (finding.kind === 'fine') result.fine.push(id)
  else if (finding.kind === 'unreachable') result.unreachable.push(id)
  else {
    const { kind, message } = finding.verdict
    result.failed.push({ id, kind, message })
  }
}

function isTurnedAway(finding: KeyFinding): boolean {
  return finding.kind === 'unreachable' && finding.verdict.status === 429
}
