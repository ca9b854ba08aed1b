/** Whether a failed call is tried again, and after what pause. Pure. */
import type { Verdict } from '../gemini/error-rules.ts'

/** What has failed so far within one request. */
export interface Tally {
  /** Failures of Google or the network; MAX_RETRIES bounds the calls that may end so. */
  upstream: number
  /** Keys that were refused; each has taught the pool something, so they are bounded apart. */
  refusals: number
}

export interface RetryRules {
  maxRetries: number
  /** False for calls that must not run twice. */
  repeatable: boolean
  /** True when Google said that it did not run the call. */
  didNotRun: boolean
}

/** Keys one request may find out to be bad; after so many the pool as a whole is ill. */
const MAX_REFUSALS = 16
/** A second long wait, or a second empty answer, is not bad luck (conformance B1, C). */
const MAX_TIMEOUTS = 2
const MAX_EMPTY_ANSWERS = 2
const PAUSE_MS = 250
const LONGEST_PAUSE_MS = 2000

/**
 * Milliseconds to wait before the next call, or undefined when this failure is the last word.
 * @param tally with this failure counted
 */
export function pauseBeforeRetry(
  verdict: Verdict,
  tally: Tally,
  { maxRetries, repeatable, didNotRun }: RetryRules,
): number | undefined {
  if (verdict.retry === 'never') return undefined
  if (!repeatable && !didNotRun) return undefined
  if (verdict.blame === 'key') return tally.refusals < MAX_REFUSALS ? 0 : undefined
  if (tally.upstream >= Math.min(maxRetries, limitOf(verdict))) return undefined
  // An ill Google gets a moment; a connection that broke is best made anew at once.
  const isIll = verdict.kind === 'overloaded' || verdict.kind === 'upstream_error'
  return isIll ? Math.min(PAUSE_MS * 2 ** (tally.upstream - 1), LONGEST_PAUSE_MS) : 0
}

function limitOf({ kind }: Verdict): number {
  if (kind === 'timeout') return MAX_TIMEOUTS
  if (kind === 'empty_answer') return MAX_EMPTY_ANSWERS
  return Number.POSITIVE_INFINITY
}
