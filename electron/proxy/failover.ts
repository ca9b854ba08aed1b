/** One client request over several keys: the next key is tried until one answers (design §2.3). */
import { classify, classifyFailure, parseGoogleError } from '../gemini/error.ts'
import type { Verdict } from '../gemini/error-rules.ts'
import type { GeminiClient, UpstreamAnswer, UpstreamCall } from '../gemini/client.ts'
import type { GoogleError } from '../gemini/wire.ts'
import type { Acquired, KeyPool, Lease } from '../keys/pool.ts'
import { readText } from './read-body.ts'

const MAX_ERROR_BODY_BYTES = 1024 * 1024

export interface FailedAttempt {
  verdict: Verdict
  /** What Google said, when it said something. */
  google?: { status: number; error: GoogleError }
}

export type Accepted<T> =
  | { kind: 'accepted'; value: T }
  | { kind: 'rejected'; failure: FailedAttempt }

export interface FailoverCall<T> {
  call: Omit<UpstreamCall, 'signal' | 'firstByteTimeoutMs'>
  /** Upstream model id, undefined for calls about no model. */
  model: string | undefined
  preferPaid?: boolean
  preferredKeyId?: string | undefined
  /** False for calls that must not run twice; then only a refusal is tried again elsewhere. */
  repeatable: boolean
  signal: AbortSignal
  /**
   * Reads a 2xx answer as far as it takes to know that it is good. Nothing may have been sent to
   * the client before this says `accepted`.
   */
  accept(answer: UpstreamAnswer, lease: Lease): Promise<Accepted<T>>
}

export type FailoverResult<T> =
  /** The lease is still open: whoever finishes the answer ends it. */
  | { kind: 'answered'; value: T; lease: Lease }
  | { kind: 'failed'; failure: FailedAttempt; lastKey: string }
  | { kind: 'no-key'; acquired: Extract<Acquired, { kind: 'none' }>; failure?: FailedAttempt }

export interface FailoverDependencies {
  pool: KeyPool
  client: GeminiClient
  settings(): { maxRetries: number; firstByteTimeoutSeconds: number }
}

/**
 * Sends a call with one key after the other, at most MAX_RETRIES times, and ends the lease of every
 * key that failed. Rejects only with the reason of `signal`.
 */
export async function callWithFailover<T>(
  dependencies: FailoverDependencies,
  request: FailoverCall<T>,
): Promise<FailoverResult<T>> {
  const { maxRetries } = dependencies.settings()
  const blamed = new Set<string>()
  const tried = new Set<string>()
  let last: { failure: FailedAttempt; lastKey: string } | undefined

  for (let attempt = 0; attempt < maxRetries; attempt += 1) {
    const acquired = acquireNext(dependencies.pool, request, tried, blamed)
    if (acquired.kind === 'none') {
      return { kind: 'no-key', acquired, ...(last === undefined ? {} : { failure: last.failure }) }
    }
    const { lease } = acquired
    const outcome = await attemptCall(dependencies, request, lease)
    if (outcome.kind === 'accepted') return { kind: 'answered', value: outcome.value, lease }
    const { failure } = outcome
    lease.fail(failure.verdict)
    last = { failure, lastKey: lease.masked }
    tried.add(lease.keyId)
    if (failure.verdict.blame === 'key') blamed.add(lease.keyId)
    if (!mayRetry(failure, request.repeatable)) break
  }
  if (last === undefined) throw new RangeError('maxRetries must be at least 1')
  return { kind: 'failed', ...last }
}

/** An untried key if there is one, else one that failed through no fault of its own. */
function acquireNext<T>(
  pool: KeyPool,
  { model, preferPaid, preferredKeyId }: FailoverCall<T>,
  tried: ReadonlySet<string>,
  blamed: ReadonlySet<string>,
): Acquired {
  const wish = { model, preferPaid: preferPaid ?? false, preferredKeyId }
  const untried = pool.acquire({ ...wish, exclude: tried })
  return untried.kind === 'leased' ? untried : pool.acquire({ ...wish, exclude: blamed })
}

async function attemptCall<T>(
  { client, settings }: FailoverDependencies,
  request: FailoverCall<T>,
  lease: Lease,
): Promise<Accepted<T>> {
  const firstByteTimeoutMs = settings().firstByteTimeoutSeconds * 1000
  const { signal } = request
  try {
    const answer = await client.send(
      { ...request.call, signal, firstByteTimeoutMs },
      { id: lease.keyId, secret: lease.secret },
    )
    if (answer.kind === 'failed') return rejected({ verdict: classifyFailure(answer) })
    if (answer.status < 300) return await request.accept(answer, lease)
    const error = parseGoogleError(await readText(answer.body, MAX_ERROR_BODY_BYTES))
    const { status } = answer
    return rejected({ verdict: classify(status, error), google: { status, error } })
  } catch (error) {
    lease.cancel()
    throw error
  }
}

/** The outcome of an attempt that failed before anything reached the client. */
export function rejected(failure: FailedAttempt): { kind: 'rejected'; failure: FailedAttempt } {
  return { kind: 'rejected', failure }
}

function mayRetry({ verdict, google }: FailedAttempt, repeatable: boolean): boolean {
  if (verdict.retry === 'never') return false
  // A call that must not run twice is repeated only after Google said it did not run at all.
  return repeatable || (google !== undefined && (verdict.blame === 'key' || google.status === 503))
}
