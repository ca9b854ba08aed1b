/**
 * What a failed call means: whose fault it is, whether another key may help, and what the client is
 * told (conformance C). Pure: everything comes in as arguments.
 */
import {
  anythingElse,
  type Facts,
  inputTokens,
  perDay,
  rules,
  upstream,
  type Verdict,
} from './error-rules.ts'
import { isObject } from '../shared/is-object.ts'
import type { FailureKind } from '../shared/key-status.ts'
import type { ErrorDetail, GoogleError } from './wire.ts'

const MODEL_REST_MS = 12 * 60 * 60_000

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
    param: firstViolatedField(detailsOf(error)) ?? rule.param ?? null,
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
 * The same for a stream. Unless Google fell silent, its connection closed before the end, which to a
 * client is the same as an end without a reason (conformance B6).
 */
export function classifyBrokenStream(failure: Parameters<typeof classifyFailure>[0]): Verdict {
  const verdict = classifyFailure(failure)
  return failure.reason === 'timeout' ? verdict : { ...verdict, code: 'stream_truncated' }
}

/** The verdict on a stream that ended without having come to an end (conformance B6). */
export function classifyTruncated(): Verdict {
  return classifyEmpty('stream_truncated', 'The answer of Google broke off before its end')
}

/**
 * The verdict on an answer of status 200 with nothing in it (conformance B1, B2).
 * @param code short word for the client: `empty_response`, `malformed_function_call`
 */
export function classifyEmpty(code: string, message = 'Google sent an empty answer'): Verdict {
  return withoutAnswer('empty_answer', 502, 'api_error', code, message)
}

/** What a model spoils by itself, as `finishReason` says it; the next try mostly comes out well. */
const spoiled: ReadonlySet<string> = new Set([
  'malformed_function_call',
  'malformed_response',
  'too_many_tool_calls',
  'unexpected_tool_call',
])

/**
 * The verdict on an answer that ended with nothing a client could use (conformance B2). What the
 * model spoiled is no matter of the key, so the same one is asked again: it has the prompt cached.
 * @param reason its `finishReason` in lower case, or another code for the client
 */
export function classifyUnusable(reason: string, message?: string): Verdict {
  if (!spoiled.has(reason)) return classifyEmpty(reason, message)
  const words = message ?? `The model spoiled its answer (${reason.toUpperCase()})`
  return { ...classifyEmpty(reason, words), retry: 'same-key' }
}

/**
 * The verdict on a request whose answer Google held back for what is in it (conformance B2).
 * @param code what the client's dialect calls it
 */
export function classifyBlocked(message: string, code = 'content_policy_violation'): Verdict {
  return {
    kind: 'bad_request',
    blame: 'request',
    scope: 'request',
    retry: 'never',
    rest: { kind: 'none' },
    status: 400,
    type: 'invalid_request_error',
    code,
    param: null,
    message,
  }
}

/**
 * The verdict on a key that is without a model other keys have; previews are given to one project
 * after the other. A 404 alone is no proof of that: the client may have mistyped the name.
 * @param restMs how long to believe it
 */
export function lacksModel(
  restMs = MODEL_REST_MS,
  message = 'Google does not list the model for this key',
): Verdict {
  return {
    kind: 'model_not_found',
    blame: 'key',
    scope: 'key-model',
    retry: 'elsewhere',
    rest: { kind: 'for', ms: restMs },
    status: 404,
    type: 'invalid_request_error',
    code: 'model_not_found',
    param: 'model',
    message,
  }
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

const DURATION = String.raw`(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+(?:\.\d+)?)(ms|s))?`
const wholeDuration = new RegExp(`^${DURATION}$`)
const durationInWords = new RegExp(`retry in (${DURATION})`, 'i')

/** Milliseconds in Google's duration forms: `34.4s`, `900ms`, `1h2m3s`; undefined for others. */
export function parseDurationMs(text: string | undefined): number | undefined {
  const match = wholeDuration.exec(typeof text === 'string' ? text.trim() : '')
  if (match === null || match[0] === '') return undefined
  const [, hours = 0, minutes = 0, rest = 0, unit] = match
  const restMs = Number(rest) * (unit === 'ms' ? 1 : 1000)
  return Math.ceil((Number(hours) * 60 + Number(minutes)) * 60_000 + restMs)
}

function gatherFacts(httpStatus: number, error: GoogleError): Facts {
  const details = detailsOf(error)
  const message = typeof error.message === 'string' ? error.message : ''
  const quotas = details.flatMap(quotasOf)
  const quotaIds = quotas
    .map(({ id }) => id)
    .join(' ')
    .trim()
  const delays = details.map((detail) => parseDurationMs(detail.retryDelay))
  return {
    http: httpStatus,
    status: error.status ?? '',
    message,
    reasons: new Set(details.flatMap((detail) => detail.reason ?? [])),
    project: details.map(projectOf).find((name) => name !== undefined),
    quotas,
    quotaNames: quotaIds === '' ? (/quota exceeded for .*/i.exec(message)?.[0] ?? '') : quotaIds,
    retryDelayMs:
      delays.find((ms) => ms !== undefined) ?? parseDurationMs(durationInWords.exec(message)?.[1]),
  }
}

/** The quotas a detail names: a QuotaFailure does, and so does the older ErrorInfo. */
function quotasOf({ violations, metadata }: ErrorDetail): Facts['quotas'] {
  const { quota_limit: id, quota_limit_value: limit } = metadata ?? {}
  return [
    ...objectsOf(violations).map(({ quotaId = '', quotaValue }) => ({
      id: quotaId,
      limit: quotaValue,
    })),
    ...(id === undefined ? [] : [{ id, limit }]),
  ]
}

function detailsOf({ details }: GoogleError): ErrorDetail[] {
  return objectsOf(details)
}

/** The objects of what should be a list of them: what comes over the wire may be anything. */
function objectsOf<Item>(list: Item[] | undefined): Item[] {
  return Array.isArray(list) ? list.filter(isObject) : []
}

/** `projects/123` in the metadata of an error; a consumer can also be the key itself. */
function projectOf({ metadata }: ErrorDetail): string | undefined {
  return /^projects\/([\w-]+)$/.exec(metadata?.['consumer'] ?? '')?.[1]
}

/** Id and limit of the quota that decides: of several the one that takes longest to come back. */
function quotaOf({ quotas, message }: Facts): Pick<Verdict, 'quotaId' | 'quotaLimit'> {
  const named = (pattern: RegExp) => quotas.find(({ id }) => pattern.test(id))
  const quota = named(perDay) ?? named(inputTokens) ?? named(/./)
  const limit = quota?.limit ?? /limit:\s*(\d+)/.exec(message)?.[1]
  return {
    ...(quota !== undefined && { quotaId: quota.id }),
    ...(limit !== undefined && Number.isFinite(Number(limit)) && { quotaLimit: Number(limit) }),
  }
}

function firstViolatedField(details: readonly ErrorDetail[]): string | null {
  const violations = details.flatMap(({ fieldViolations }) => objectsOf(fieldViolations))
  return violations.find(({ field }) => field)?.field ?? null
}
