/** From the last word of the failover to what the client reads. */
import type { Redactor } from '../shared/redact.ts'
import type { FailedAttempt, FailoverResult } from './failover.ts'
import { type GoogleFailure, Problem, type ProblemFields } from './problem.ts'

type Unanswered = Exclude<FailoverResult<never>, { kind: 'answered' }>

/**
 * The problem a client gets when no key answered. A key's failure is never the client's 401 or 403:
 * its own token is fine (conformance C).
 * @param subject what could not be served, for people: a model id
 */
export function problemOf(
  result: Unanswered,
  subject: string | undefined,
  redactor: Redactor,
  nowMs: number,
): Problem {
  if (result.kind === 'failed') return new Problem(failedFields(result.failure, redactor))
  const { acquired, failure } = result
  if (acquired.readyAtMs === undefined) {
    return new Problem(unusablePool(acquired.total, failure, redactor))
  }
  const waitSeconds = Math.max(1, Math.ceil((acquired.readyAtMs - nowMs) / 1000))
  if (acquired.hold !== undefined) return new Problem(heldBack(acquired.hold, subject, waitSeconds))
  return new Problem(restingPool(acquired.total, subject, waitSeconds, failure, redactor))
}

/** The same for a failure inside a stream that has already begun. */
export function failedFields(failure: FailedAttempt, redactor: Redactor): ProblemFields {
  const { verdict, google } = failure
  const { status, type, code, param, retryAfterSeconds } = verdict
  return {
    status,
    type,
    code,
    param,
    message: redactor.redact(verdict.message),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    ...(google === undefined || isKeysAffair(failure) ? {} : { google: scrub(google, redactor) }),
  }
}

/** Refusals of a key say nothing to the client, unlike quota, whose details clients do read. */
function isKeysAffair({ verdict }: FailedAttempt): boolean {
  return verdict.blame === 'key' && verdict.status !== 429
}

function scrub({ status, error, body }: GoogleFailure, redactor: Redactor): GoogleFailure {
  return {
    status,
    error: JSON.parse(redactor.redact(JSON.stringify(error))) as typeof error,
    ...(body === undefined ? {} : { body: redactor.redact(body) }),
  }
}

function unusablePool(
  total: number,
  failure: FailedAttempt | undefined,
  redactor: Redactor,
): ProblemFields {
  const advice = 'Add a key in Gemini Balance, or set API_KEYS for the headless service.'
  const because =
    failure === undefined ? '' : ` Google said: ${redactor.redact(failure.verdict.message)}`
  const message =
    total === 0
      ? `No Gemini API key is configured. ${advice}`
      : `None of the ${total} configured API keys is usable.${because} ${advice}`
  return { status: 503, type: 'api_error', code: 'no_available_keys', message }
}

/** Google is in trouble, or has had enough of this address: no key is to blame. */
function heldBack(
  reason: 'overloaded' | 'throttled',
  subject = 'this request',
  retryAfterSeconds: number,
): ProblemFields {
  const next = `the next try is in ${spoken(retryAfterSeconds)}`
  return reason === 'overloaded'
    ? {
        status: 503,
        type: 'overloaded_error',
        code: 'overloaded',
        message: `Google is overloaded and cannot serve ${subject} now; ${next}.`,
        retryAfterSeconds,
      }
    : {
        status: 429,
        type: 'rate_limit_error',
        code: 'address_throttled',
        message: `Google is turning away every key from this network address; ${next}.`,
        retryAfterSeconds,
      }
}

function restingPool(
  total: number,
  subject: string | undefined,
  retryAfterSeconds: number,
  failure: FailedAttempt | undefined,
  redactor: Redactor,
): ProblemFields {
  const what = subject === undefined ? 'this request' : subject
  const keys = total === 1 ? 'The only API key is' : `All ${total} API keys are`
  const quota = failure !== undefined && failure.google !== undefined && !isKeysAffair(failure)
  return {
    status: 429,
    type: 'rate_limit_error',
    code: 'rate_limit_exceeded',
    message: `${keys} resting and cannot serve ${what} now; the first is back in ${spoken(retryAfterSeconds)}.`,
    retryAfterSeconds,
    ...(quota && failure.google !== undefined ? { google: scrub(failure.google, redactor) } : {}),
  }
}

function spoken(seconds: number): string {
  if (seconds < 120) return `${seconds} s`
  if (seconds < 7200) return `${Math.ceil(seconds / 60)} min`
  return `${Math.ceil(seconds / 3600)} h`
}
