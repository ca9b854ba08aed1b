/**
 * The table of upstream failures (conformance C): how each is recognised, whose fault it is, what it
 * means for the key, and what the client is told.
 */
import type { FailureKind } from '../shared/key-status.ts'

/** How long what failed should rest. */
export type Rest =
  | { kind: 'none' }
  | { kind: 'for'; ms: number }
  | { kind: 'until-pacific-midnight' }
  | { kind: 'until-edited' }

export interface Verdict {
  kind: FailureKind
  /** Only what is the key's fault ever counts against a key (design §2.4). */
  blame: 'key' | 'request' | 'upstream' | 'egress'
  /** What the rest applies to. */
  scope: 'key' | 'key-model' | 'project' | 'project-model' | 'request'
  /** Where the same request may be tried again while nothing was sent to the client. */
  retry: 'elsewhere' | 'same-key' | 'never'
  rest: Rest
  /** HTTP status, type and code an OpenAI client gets when this was the last word. */
  status: number
  type: string
  code: string | null
  param: string | null
  message: string
  /** Seconds after which trying again makes sense, when Google or the rule says so. */
  retryAfterSeconds?: number
  /** The Google project the key belongs to, where Google names it. */
  project?: string
  /** Google's name of the quota that is used up. */
  quotaId?: string
  /** Its limit, where Google says it. */
  quotaLimit?: number
}

/** What is known of a failed answer, gathered once. */
export interface Facts {
  http: number
  status: string
  message: string
  reasons: ReadonlySet<string>
  /** Quotas that are used up, as far as Google names them. */
  quotas: readonly { id: string; limit: string | undefined }[]
  /** Their ids, or the sentence about them where there are none. */
  quotaNames: string
  project: string | undefined
  retryDelayMs: number | undefined
}

export type Rule = Pick<Verdict, 'kind' | 'blame' | 'scope' | 'retry' | 'status' | 'type'> & {
  when: (facts: Facts) => boolean
  rest?: Rest | ((facts: Facts) => Rest)
  code?: string
  param?: string
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const REFUSED_REST: Rest = { kind: 'for', ms: 30 * MINUTE_MS }
const DAY_REST: Rest = { kind: 'for', ms: 24 * HOUR_MS }
const UNTIL_EDITED: Rest = { kind: 'until-edited' }

const request = {
  blame: 'request',
  scope: 'request',
  retry: 'never',
  type: 'invalid_request_error',
} as const
/** Google's or the network's trouble: another try may work, no key is to blame. */
export const upstream = {
  blame: 'upstream',
  scope: 'request',
  retry: 'elsewhere',
  type: 'api_error',
} as const
const key = {
  blame: 'key',
  scope: 'key',
  retry: 'elsewhere',
  status: 503,
  type: 'api_error',
  code: 'no_available_keys',
} as const
const keyAndModel = { ...key, scope: 'key-model' } as const
const project = { ...key, scope: 'project' } as const
const quota = {
  ...keyAndModel,
  // Quota belongs to the project, so keys of one project run out together (design §5.3).
  scope: 'project-model',
  status: 429,
  type: 'rate_limit_error',
  code: 'rate_limit_exceeded',
} as const

const says = (pattern: RegExp) => (facts: Facts) => pattern.test(facts.message)
const reason =
  (...names: string[]) =>
  (facts: Facts) =>
    names.some((name) => facts.reasons.has(name))
const either =
  (...conditions: ((facts: Facts) => boolean)[]) =>
  (facts: Facts) =>
    conditions.some((holds) => holds(facts))
const http =
  (status: number, ...also: ((facts: Facts) => boolean)[]) =>
  (facts: Facts) =>
    facts.http === status && also.every((holds) => holds(facts))
const quotaNamed = (pattern: RegExp) => (facts: Facts) => pattern.test(facts.quotaNames)
const quotaIsZero = (facts: Facts) =>
  /limit:\s*0\b/.test(facts.message) || facts.quotas.some(({ limit }) => limit === '0')
/** Google always says something; a page or nothing at all comes from what stands on the way. */
const isWordless = ({ status, message, reasons }: Facts) =>
  status === '' && message === '' && reasons.size === 0
const googlesDelay =
  (fallbackMs: number) =>
  (facts: Facts): Rest => ({ kind: 'for', ms: facts.retryDelayMs ?? fallbackMs })

export const perDay = /per ?day/i
export const inputTokens = /input[_ ]?token/i

/** The first rule that holds decides; order is from the particular to the general. */
// prettier-ignore
export const rules: readonly Rule[] = [
  { when: reason('API_KEY_INVALID'), ...key, kind: 'key_invalid', rest: UNTIL_EDITED },
  { when: http(400, says(/API key (not valid|expired|not found)/i)), ...key, kind: 'key_invalid', rest: UNTIL_EDITED },
  { when: http(400, says(/user location is not supported/i)), ...request, blame: 'egress', kind: 'location', status: 400, code: 'location_not_supported' },
  { when: http(400, says(/multiple authentication credentials/i)), ...request, blame: 'upstream', kind: 'double_credentials', status: 500, type: 'api_error' },
  { when: (facts) => facts.http === 400 && facts.status === 'FAILED_PRECONDITION' && /billing|free tier/i.test(facts.message), ...keyAndModel, kind: 'billing_required', status: 400, type: 'invalid_request_error', code: 'billing_required', rest: DAY_REST },
  { when: either(http(400, says(/only (accessible|available) to billed users/i)), http(403, reason('BILLING_DISABLED'))), ...keyAndModel, kind: 'billing_required', status: 400, type: 'invalid_request_error', code: 'billing_required', rest: DAY_REST },
  { when: http(400, says(/token count.*exceeds|exceeds the maximum number of (input )?tokens/i)), ...request, kind: 'context_too_long', status: 400, code: 'context_length_exceeded' },
  { when: http(400), ...request, kind: 'bad_request', status: 400 },
  { when: either(http(401, isWordless), http(403, isWordless), http(407)), ...upstream, blame: 'egress', kind: 'upstream_error', status: 502, code: 'upstream_error' },
  { when: http(401), ...key, kind: 'credential_refused', rest: REFUSED_REST },
  { when: http(403, either(reason('CONSUMER_SUSPENDED'), says(/has been suspended/i))), ...key, kind: 'key_suspended', rest: UNTIL_EDITED },
  { when: http(403, says(/reported as leaked/i)), ...key, kind: 'key_leaked', rest: UNTIL_EDITED },
  { when: http(403, either(reason('CONSUMER_INVALID', 'USER_PROJECT_DENIED'), says(/project has been denied access|terms of service/i))), ...project, kind: 'project_denied', rest: UNTIL_EDITED },
  { when: http(403, reason('SERVICE_DISABLED', 'API_KEY_SERVICE_BLOCKED')), ...key, kind: 'api_disabled', rest: UNTIL_EDITED },
  { when: http(403, (facts) => [...facts.reasons].some((name) => /^API_KEY_.*_BLOCKED$/.test(name))), ...key, kind: 'key_restricted', rest: UNTIL_EDITED },
  { when: http(403, says(/permission to access the .*(file|content|model)|may not exist|CachedContent not found/i)), ...request, kind: 'file_of_other_key', status: 404, code: 'not_found' },
  { when: http(403), ...keyAndModel, kind: 'key_refused', rest: REFUSED_REST },
  { when: http(404, says(/is not found for API version|is not supported for|^This model .* is no longer available/i)), ...request, kind: 'model_not_found', status: 404, code: 'model_not_found', param: 'model' },
  { when: http(404), ...request, kind: 'not_found', status: 404, code: 'not_found' },
  { when: http(413), ...request, kind: 'too_large', status: 413, code: 'request_too_large' },
  { when: http(429, says(/credits? (are|is|have been) depleted|spend(ing)? cap/i)), ...quota, scope: 'project', kind: 'quota_credits', code: 'insufficient_quota', rest: { kind: 'for', ms: HOUR_MS } },
  { when: http(429, quotaIsZero), ...quota, kind: 'quota_zero', rest: DAY_REST },
  { when: http(429, quotaNamed(perDay)), ...quota, kind: 'quota_day', code: 'insufficient_quota', rest: { kind: 'until-pacific-midnight' } },
  { when: http(429, quotaNamed(inputTokens)), ...quota, kind: 'quota_tokens', rest: googlesDelay(MINUTE_MS) },
  { when: http(429, quotaNamed(/./)), ...quota, kind: 'quota_minute', rest: googlesDelay(MINUTE_MS) },
  { when: http(429), ...quota, scope: 'key-model', kind: 'quota_unexplained', rest: googlesDelay(5000) },
  { when: either(http(408), http(499), http(504)), ...upstream, kind: 'timeout', status: 504, type: 'timeout_error', code: 'timeout' },
  { when: http(501), ...upstream, retry: 'never', kind: 'not_implemented', status: 501 },
  { when: http(503), ...upstream, kind: 'overloaded', status: 503, type: 'overloaded_error', code: 'overloaded' },
  { when: (facts) => facts.http >= 400 && facts.http < 500, ...request, kind: 'bad_request', status: 400 },
]

/** What no rule knows is Google's trouble until proven otherwise. */
export const anythingElse: Rule = {
  when: () => true,
  ...upstream,
  kind: 'upstream_error',
  status: 502,
  code: 'upstream_error',
}
