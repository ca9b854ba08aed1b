/**
 * What a failed call means: whose fault it is, whether another key may help, and what the client is
 * told (conformance C). Pure: everything comes in as arguments.
 */
import { anythingElse, type Facts, rules, upstream, type Verdict } from './error-rules.ts'
import type { FailureKind } from '../shared/key-status.ts'
import type { ErrorDetail, GoogleError } from './wire.ts'

/**
 * Judges a failed answer of Google.
 * @param httpStatus the answer's status, or that of an error event inside a stream
 * @param error Google's `error` object, `{}` when the body held none
 */
export function classify(httpStatus: number, error: GoogleError): Verdict {
  const facts = gatherFacts(httpStatus, error)
  const rule = rules.find((candidate) => candidate.when(facts)) ?? anythingElse
  const rest = typeof rule.rest === 'function' ? rule.rest(facts) : (rule.rest ?? { kind: 'none' })
  return {
    kind: rule.kind,
    blame: rule.blame,
    scope: rule.scope,
    retry: rule.retry,
    rest,
    status: rule.status,
    type: rule.type,
    code: rule.code ?? null,
    param: firstViolatedField(error.details) ?? rule.param ?? null,
    ...(facts.project !== undefined && { project: facts.project }),
    ...quotaOf(facts),
    message: facts.message === '' ? `Google answered with HTTP ${httpStatus}` : facts.message,
    ...(facts.retryDelayMs === undefined
      ? {}
      : { retryAfterSeconds: Math.ceil(facts.retryDelayMs / 1000) }),
  }
}

/** The verdict on a call that brought no answer at all: the network's or Google's fault, no key's. */
export function classifyFailure(failure: {
  reason: 'timeout' | 'unreachable'
  message: string
}): Verdict {
  return failure.reason === 'timeout'
    ? withoutAnswer('timeout', 504, 'timeout_error', 'timeout', failure.message)
    : withoutAnswer('unreachable', 502, 'api_error', 'upstream_unreachable', failure.message)
}

/**
 * The verdict on an answer of status 200 with nothing in it (conformance B1, B2).
 * @param code short word for the client: `empty_response`, `malformed_function_call`
 */
export function classifyEmpty(code: string, message = 'Google sent an empty answer'): Verdict {
  return withoutAnswer('empty_answer', 502, 'api_error', code, message)
}

function withoutAnswer(
  kind: FailureKind,
  status: number,
  type: string,
  code: string,
  message: string,
): Verdict {
  return { ...upstream, kind, rest: { kind: 'none' }, status, type, code, param: null, message }
}

/**
 * Finds Google's `error` object in the text of an error body: plain, wrapped in an array (as the
 * stream endpoint does), or `{}` when the body is HTML, empty or something else.
 */
export function parseGoogleError(body: string): GoogleError {
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch {
    return {}
  }
  const outer: unknown = Array.isArray(parsed) ? parsed[0] : parsed
  if (typeof outer !== 'object' || outer === null || !('error' in outer)) return {}
  const { error } = outer
  return typeof error === 'object' && error !== null ? error : {}
}

const statusOfName: Readonly<Record<string, number>> = {
  CANCELLED: 499,
  INVALID_ARGUMENT: 400,
  FAILED_PRECONDITION: 400,
  OUT_OF_RANGE: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  NOT_FOUND: 404,
  ABORTED: 409,
  ALREADY_EXISTS: 409,
  RESOURCE_EXHAUSTED: 429,
  UNIMPLEMENTED: 501,
  UNAVAILABLE: 503,
  DEADLINE_EXCEEDED: 504,
}

/** HTTP status of an error event inside a stream, whose `code` may be missing (conformance B6). */
export function statusOfGoogleError(error: GoogleError): number {
  const code = error.code
  if (typeof code === 'number' && code >= 400 && code <= 599) return code
  return statusOfName[error.status ?? ''] ?? 500
}

/** Milliseconds in Google's duration forms: `34.4s`, `900ms`; undefined for anything else. */
export function parseDurationMs(text: string | undefined): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s)$/.exec(text?.trim() ?? '')
  if (match === null) return undefined
  return Math.ceil(Number(match[1]) * (match[2] === 's' ? 1000 : 1))
}

function gatherFacts(httpStatus: number, error: GoogleError): Facts {
  const details = Array.isArray(error.details) ? error.details : []
  const violations = details.flatMap((detail) => detail.violations ?? [])
  const message = typeof error.message === 'string' ? error.message : ''
  const hinted = /retry in (\d+(?:\.\d+)?(?:ms|s))/i.exec(message)?.[1]
  return {
    http: httpStatus,
    status: error.status ?? '',
    message,
    reasons: new Set(details.flatMap((detail) => detail.reason ?? [])),
    project: details.map(projectOf).find((name) => name !== undefined),
    quotaIds: violations
      .map((violation) => violation.quotaId ?? '')
      .join(' ')
      .trim(),
    quotaValues: violations.flatMap((violation) => violation.quotaValue ?? []),
    retryDelayMs:
      details.map((detail) => parseDurationMs(detail.retryDelay)).find((ms) => ms !== undefined) ??
      parseDurationMs(hinted),
  }
}

/** `projects/123` in the metadata of an error; a consumer can also be the key itself. */
function projectOf({ metadata }: ErrorDetail): string | undefined {
  return /^projects\/([\w-]+)$/.exec(metadata?.['consumer'] ?? '')?.[1]
}

function quotaOf({ quotaIds, quotaValues }: Facts) {
  const [quotaId] = quotaIds.split(' ')
  const limit = Number(quotaValues[0])
  return {
    ...(quotaId !== undefined && quotaId !== '' && { quotaId }),
    ...(quotaValues.length > 0 && Number.isFinite(limit) && { quotaLimit: limit }),
  }
}

function firstViolatedField(details: ErrorDetail[] | undefined): string | null {
  if (!Array.isArray(details)) return null
  return (
    details.flatMap((detail) => detail.fieldViolations ?? []).find(({ field }) => field)?.field ??
    null
  )
}
