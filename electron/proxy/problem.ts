/** What a client is told when a request cannot be served, in the dialect of its route. */
import type { GoogleError } from '../gemini/wire.ts'

export interface ProblemFields {
  /** HTTP status in both dialects. */
  status: number
  /** OpenAI's error type, such as `invalid_request_error`. */
  type: string
  code?: string | null
  param?: string | null
  message: string
  retryAfterSeconds?: number
  google?: GoogleFailure
}

/** Google's own answer, for native routes: clients there read its details (conformance D2). */
export interface GoogleFailure {
  status: number
  /** `{}` when the answer held none, as from a proxy on the way. */
  error: GoogleError
  /** The whole body that `error` was found in, as it came. */
  body?: string
}

/** Thrown by routes; the server turns it into the error body of the route's dialect. */
export class Problem extends Error {
  readonly fields: ProblemFields

  constructor(fields: ProblemFields) {
    super(fields.message)
    this.name = 'Problem'
    this.fields = fields
  }
}

/** OpenAI's error body; always an object, because its SDKs find no message in anything else. */
export function openAiErrorBody(fields: ProblemFields): string {
  const { message, type, param, code } = fields
  return JSON.stringify({ error: { message, type, param: param ?? null, code: code ?? null } })
}

/** Google's error body: its own words, verbatim if we have them, where the failure was Google's. */
export function googleErrorBody(fields: ProblemFields): string {
  const { google, status } = fields
  if (google?.body !== undefined) return google.body
  const error =
    google === undefined || Object.keys(google.error).length === 0
      ? ownGoogleError({ ...fields, status: google?.status ?? status })
      : google.error
  return JSON.stringify({ error })
}

/** Our own failure in Google's form; its clients look for the wait in a RetryInfo, not a header. */
function ownGoogleError({ status, message, retryAfterSeconds }: ProblemFields): GoogleError {
  const error = { code: status, message, status: googleStatusName(status) }
  if (retryAfterSeconds === undefined) return error
  const retryInfo = {
    '@type': 'type.googleapis.com/google.rpc.RetryInfo',
    retryDelay: `${Math.ceil(retryAfterSeconds)}s`,
  }
  return { ...error, details: [retryInfo] }
}

const MAX_OBEYED_WAIT_SECONDS = 60

/**
 * Headers that tell a client whether and when to try again. Older SDKs sleep for whatever
 * `retry-after` says, hours if need be, so long waits also carry `x-should-retry: false`; and
 * failures that were already retried here must not be multiplied by the SDK (conformance C).
 */
export function retryHeaders(fields: ProblemFields): Record<string, string> {
  const { status, retryAfterSeconds } = fields
  const headers: Record<string, string> = {}
  if (retryAfterSeconds !== undefined) {
    headers['retry-after'] = String(Math.max(1, Math.ceil(retryAfterSeconds)))
  }
  const isWorthWaiting =
    status === 429 &&
    retryAfterSeconds !== undefined &&
    retryAfterSeconds <= MAX_OBEYED_WAIT_SECONDS
  if ((status === 429 || status >= 500) && !isWorthWaiting) headers['x-should-retry'] = 'false'
  return headers
}

const statusNames: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  413: 'INVALID_ARGUMENT',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  501: 'UNIMPLEMENTED',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
}

function googleStatusName(status: number): string {
  return statusNames[status] ?? (status < 500 ? 'INVALID_ARGUMENT' : 'UNAVAILABLE')
}
