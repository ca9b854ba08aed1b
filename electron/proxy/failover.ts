/** One client request over several keys: the next key is tried until one answers (design §2.3). */
import { Readable } from 'node:stream'
import { classify, classifyFailure, parseGoogleError } from '../gemini/error.ts'
import type { Verdict } from '../gemini/error-rules.ts'
import type { GeminiClient, UpstreamAnswer, UpstreamCall } from '../gemini/client.ts'
import type { Acquired, KeyRequest, Lease } from '../keys/lease.ts'
import type { KeyPool } from '../keys/pool.ts'
import type { AtOnce } from '../shared/at-once.ts'
import type { Settings } from '../shared/settings.ts'
import type { GoogleFailure } from './problem.ts'
import { readText } from '../gemini/read-body.ts'
import { pauseFor } from './pause.ts'
import { pauseBeforeRetry, type Tally } from './retry.ts'
import { lookAgain, needsPaidKey } from './second-look.ts'
import { createTrace, type RequestTrace, TracedLease } from './trace.ts'

const MAX_ERROR_BODY_BYTES = 1024 * 1024

export interface FailedAttempt {
  verdict: Verdict
  /** What Google said, when it said something. */
  google?: GoogleFailure
}

export type Accepted<T> =
  | { kind: 'accepted'; value: T }
  | { kind: 'rejected'; failure: FailedAttempt }

export interface FailoverCall<T> {
  call: Omit<UpstreamCall, 'signal' | 'firstByteTimeoutMs' | 'idleTimeoutMs'>
  /** Upstream model id, undefined for calls about no model. */
  model: string | undefined
  preferPaid?: boolean
  preferredKeyId?: string | undefined
  /** The only key that can serve: no other is tried. */
  onlyKeyId?: string | undefined
  /** Names the conversation, whose turns should meet the same prompt cache. */
  conversation?: string | undefined
  /** False for calls that must not run twice; then only a refusal is tried again elsewhere. */
  repeatable: boolean
  signal: AbortSignal
  /** Of the client's request; absent for calls of the service's own. */
  trace?: RequestTrace
  /**
   * Gives another body after a refusal that is the request's own fault, once; it is sent with the
   * same key (conformance A4 to A6).
   */
  repair?(failure: FailedAttempt): Promise<string | undefined>
  /**
   * Reads a 2xx answer as far as it takes to know that it is good. Nothing may have been sent to
   * the client before this says `accepted`.
   */
  accept(answer: UpstreamAnswer, lease: Lease, sent: UpstreamCall): AtOnce<Accepted<T>>
}

export type FailoverResult<T> =
  /** The lease is still open: whoever finishes the answer ends it. */
  | { kind: 'answered'; value: T; lease: Lease }
  | { kind: 'failed'; failure: FailedAttempt; lastKey: string }
  | { kind: 'no-key'; acquired: Extract<Acquired, { kind: 'none' }>; failure?: FailedAttempt }

export interface FailoverDependencies {
  pool: KeyPool
  client: GeminiClient
  settings(): Pick<
    Settings,
    'maxRetries' | 'firstByteTimeoutSeconds' | 'idleTimeoutSeconds' | 'waitForKeySeconds'
  >
  nowMs(): number
  /** Waits; rejects with the signal's reason. Only where time is not the computer's own. */
  pause?(ms: number, signal: AbortSignal): Promise<void>
}

/**
 * Sends a call with one key after the other until one answers or `retry.ts` says that it is enough,
 * and ends the lease of every key that failed. Rejects only with the reason of `signal`.
 */
export async function callWithFailover<T>(
  dependencies: FailoverDependencies,
  given: FailoverCall<T>,
): Promise<FailoverResult<T>> {
  let request = given
  const { pause = pauseFor } = dependencies
  const { maxRetries } = dependencies.settings()
  let tried: ReadonlySet<string> = nobody
  const tally: Tally = { upstream: 0, refusals: 0 }
  const { trace = createTrace(dependencies.nowMs()) } = request
  trace.model = request.model ?? ''
  let lastFailure: FailedAttempt | undefined
  let lastKey = ''
  let paidOnly = false

  for (;;) {
    const wish = wishOf(request, paidOnly, tried)
    let acquired = acquireNow(dependencies.pool, wish)
    if (acquired.kind === 'none') {
      acquired = await waitForKey(dependencies, wish, request.signal, acquired)
    }
    if (acquired.kind === 'none') {
      if (paidOnly && lastFailure) return { kind: 'failed', failure: lastFailure, lastKey }
      return { kind: 'no-key', acquired, ...(lastFailure && { failure: lastFailure }) }
    }
    if (lastFailure !== undefined) trace.retries += 1
    const lease = new TracedLease(acquired.lease, trace, dependencies.nowMs)
    const outcome = await attemptCall(dependencies, request, lease)
    if (outcome.kind === 'accepted') {
      trace.firstByteAtMs ??= dependencies.nowMs()
      return { kind: 'answered', value: outcome.value, lease }
    }
    const failure = lookAtFailure(outcome.failure, lease, request, dependencies.pool)
    lease.fail(failure.verdict)
    lastKey = lease.masked
    paidOnly ||= needsPaidKey(failure.verdict)
    lastFailure = failure
    if (request.call.body instanceof Readable) return { kind: 'failed', failure, lastKey }
    const repaired = await repairedCall(request, failure, lease)
    if (repaired !== undefined) {
      request = repaired
      continue
    }
    if (failure.verdict.retry === 'same-key') request = { ...request, preferredKeyId: lease.keyId }
    else tried = new Set([...tried, lease.keyId])
    const isRefusal = failure.verdict.blame === 'key'
    tally[isRefusal ? 'refusals' : 'upstream'] += 1
    const didNotRun = failure.google !== undefined && (isRefusal || failure.google.status === 503)
    const rules = { maxRetries, repeatable: request.repeatable, didNotRun }
    const pauseMs = pauseBeforeRetry(failure.verdict, tally, rules)
    if (pauseMs === undefined) return { kind: 'failed', failure, lastKey }
    if (pauseMs > 0) await pause(pauseMs, request.signal)
  }
}

function lookAtFailure<T>(
  failure: FailedAttempt,
  { keyId }: Lease,
  { call, model }: FailoverCall<T>,
  pool: KeyPool,
): FailedAttempt {
  const body = call.body instanceof Readable ? undefined : call.body
  const verdict = lookAgain(failure.verdict, { keyId, model, body }, pool)
  return { ...failure, verdict }
}

/** The same call with a mended body, which is not mended a second time. */
async function repairedCall<T>(
  { repair, ...request }: FailoverCall<T>,
  failure: FailedAttempt,
  { keyId: preferredKeyId }: Lease,
): Promise<FailoverCall<T> | undefined> {
  if (failure.verdict.blame !== 'request') return undefined
  const body = await repair?.(failure)
  return body === undefined
    ? undefined
    : { ...request, call: { ...request.call, body }, preferredKeyId }
}

/** Longer than any hold and the probe that follows it, so that nobody fails who need not. */
const HOLD_PATIENCE_MS = 15_000

const nobody: ReadonlySet<string> = new Set()

function wishOf<T>(
  { model, preferPaid = false, preferredKeyId, onlyKeyId, conversation }: FailoverCall<T>,
  paidOnly: boolean,
  exclude: ReadonlySet<string>,
): KeyRequest {
  return { model, exclude, preferPaid, paidOnly, preferredKeyId, onlyKeyId, conversation }
}

/** An untried key if there is one, else one that failed through no fault of its own. */
function acquireNow(pool: KeyPool, wish: KeyRequest): Acquired {
  const untried = pool.acquire(wish)
  if (untried.kind === 'leased' || wish.exclude.size === 0) return untried
  // A key that was refused rests, so whatever is ready now failed through no fault of its own.
  return pool.acquire({ ...wish, exclude: nobody })
}

/**
 * Waits while all calls are held back for a moment and, where the setting allows it, for the first
 * key to come back.
 * @param acquired what was to be had at once
 */
async function waitForKey(
  { pool, settings, nowMs, pause = pauseFor }: FailoverDependencies,
  wish: KeyRequest,
  signal: AbortSignal,
  acquired: Extract<Acquired, { kind: 'none' }>,
): Promise<Acquired> {
  const startedMs = nowMs()
  const keyPatienceMs = settings().waitForKeySeconds * 1000
  // Who has been turned away knows that the trouble is not over.
  const holdPatienceMs = wish.exclude.size === 0 ? HOLD_PATIENCE_MS : 0
  for (let found: Acquired = acquired; ; found = acquireNow(pool, wish)) {
    if (found.kind === 'leased') return found
    const { readyAtMs, hold } = found
    const patienceMs = hold === undefined ? keyPatienceMs : Math.max(keyPatienceMs, holdPatienceMs)
    if (readyAtMs === undefined || readyAtMs > startedMs + patienceMs) return found
    await pause(Math.max(1, readyAtMs - nowMs()), signal)
  }
}

async function attemptCall<T>(
  { client, settings }: FailoverDependencies,
  request: FailoverCall<T>,
  lease: TracedLease,
): Promise<Accepted<T>> {
  const { firstByteTimeoutSeconds, idleTimeoutSeconds } = settings()
  const firstByteTimeoutMs = firstByteTimeoutSeconds * 1000
  const idleTimeoutMs = idleTimeoutSeconds * 1000
  const { signal } = request
  try {
    const sent = { ...request.call, signal, firstByteTimeoutMs, idleTimeoutMs }
    const answer = await client.send(sent, { id: lease.keyId, secret: lease.secret })
    if (answer.kind === 'failed') return rejected({ verdict: classifyFailure(answer) })
    const { status } = answer
    lease.answered(status)
    // 304 is what a client asked for that sent `if-none-match`.
    // 308 is what an upload is answered as long as pieces are missing.
    if (status < 300 || status === 304 || status === 308) {
      const accepted = request.accept(answer, lease, sent)
      return accepted instanceof Promise ? await accepted : accepted
    }
    const body = await readText(answer.body, MAX_ERROR_BODY_BYTES)
    const error = parseGoogleError(body)
    const hasWords = Object.keys(error).length > 0
    const google = { status, error, ...(hasWords ? { body } : {}) }
    return rejected({ verdict: classify(status, error), google })
  } catch (error) {
    lease.cancel()
    throw error
  }
}

/** The outcome of an attempt that failed before anything reached the client. */
export function rejected(failure: FailedAttempt): { kind: 'rejected'; failure: FailedAttempt } {
  return { kind: 'rejected', failure }
}
