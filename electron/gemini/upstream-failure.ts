/** Why a call got no answer, or no whole one: what undici throws, as values a person can read. */
import errors from 'undici/lib/core/errors.js'

export interface UpstreamFailure {
  kind: 'failed'
  reason: 'timeout' | 'unreachable'
  message: string
}

/** Turns what undici throws into a value a person can read; addresses and codes only, no headers. */
export function describeFailure(error: unknown): UpstreamFailure {
  if (error instanceof errors.HeadersTimeoutError || error instanceof errors.BodyTimeoutError) {
    return { kind: 'failed', reason: 'timeout', message: 'Google did not answer in time' }
  }
  const code = failureCode(error)
  return {
    kind: 'failed',
    reason: 'unreachable',
    message: `Google could not be reached${code === undefined ? '' : ` (${code})`}`,
  }
}

/** The same for an answer that had begun. */
export function describeBreak(error: unknown): UpstreamFailure {
  const { reason } = describeFailure(error)
  if (reason === 'timeout') {
    return { kind: 'failed', reason, message: 'Google fell silent in the middle of its answer' }
  }
  const code = failureCode(error)
  const why = code === undefined ? '' : ` (${code})`
  const message = `The connection to Google broke off in the middle of its answer${why}`
  return { kind: 'failed', reason, message }
}

/** The code of a connection's error or of its cause: `ECONNREFUSED`. */
export function failureCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  if ('code' in error && typeof error.code === 'string') return error.code
  return error.cause === undefined ? undefined : failureCode(error.cause)
}
