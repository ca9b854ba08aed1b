import { describe, expect, it } from 'vitest'
import { classify, parseGoogleError } from './error.ts'
import type { Verdict } from './error-rules.ts'

const SERVICE = 'generativelanguage.googleapis.com'
const rpc = (name: string, fields: object) => ({
  '@type': `type.googleapis.com/google.rpc.${name}`,
  ...fields,
})
const because = (reason: string, metadata: object = {}) =>
  rpc('ErrorInfo', {
    reason,
    domain: 'googleapis.com',
    metadata: { service: SERVICE, ...metadata },
  })
const wait = (retryDelay: string) => rpc('RetryInfo', { retryDelay })
const help = rpc('Help', {
  links: [
    {
      description: 'Learn more about Gemini API quotas',
      url: 'https://ai.google.dev/gemini-api/docs/rate-limits',
    },
  ],
})
const spent = (...quotas: (readonly [id: string, limit: string])[]) =>
  rpc('QuotaFailure', {
    violations: quotas.map(([quotaId, quotaValue]) => ({
      quotaMetric: `${SERVICE}/generate_content_free_tier_requests`,
      quotaId,
      quotaDimensions: { location: 'global', model: 'gemini-3.8-flash' },
      quotaValue,
    })),
  })
/** A whole body as Google sends it. */
const body = (code: number, status: string, message: string, ...details: object[]) =>
  JSON.stringify({ error: { code, message, status, ...(details.length > 0 && { details }) } })

const EXCEEDED =
  'You exceeded your current quota, please check your plan and billing details. For more information on this error, head to: https://ai.google.dev/gemini-api/docs/rate-limits.'
const quota = (...details: object[]) => body(429, 'RESOURCE_EXHAUSTED', EXCEEDED, help, ...details)
const words = (message: string) => body(429, 'RESOURCE_EXHAUSTED', `${EXCEEDED}\n* ${message}`)
const denied = (message: string, ...details: object[]) =>
  body(403, 'PERMISSION_DENIED', message, ...details)
const invalid = (message: string, ...details: object[]) =>
  body(400, 'INVALID_ARGUMENT', message, ...details)

const PER_MINUTE = ['GenerateRequestsPerMinutePerProjectPerModel-FreeTier', '10'] as const
const PER_DAY = ['GenerateRequestsPerDayPerProjectPerModel-FreeTier', '250'] as const
const TOKENS = ['GenerateContentInputTokensPerModelPerMinute-FreeTier', '250000'] as const
const HTML = '<!DOCTYPE html>\n<html lang=en>\n<title>Error (Server Error)!!1</title>\n</html>\n'

const lost = {
  blame: 'key',
  scope: 'key',
  retry: 'elsewhere',
  status: 503,
  code: 'no_available_keys',
  rest: { kind: 'until-edited' },
} as const
const unfit = {
  blame: 'key',
  scope: 'key-model',
  retry: 'elsewhere',
  status: 400,
  code: 'billing_required',
} as const
const wrong = {
  blame: 'request',
  retry: 'never',
  status: 400,
  type: 'invalid_request_error',
  rest: { kind: 'none' },
} as const
const limited = {
  blame: 'key',
  scope: 'project-model',
  retry: 'elsewhere',
  status: 429,
  type: 'rate_limit_error',
} as const
const nobody = { blame: 'upstream', retry: 'elsewhere', rest: { kind: 'none' } } as const
const passing = (ms: number) => ({ rest: { kind: 'for', ms } }) as const
const tillMidnight = { rest: { kind: 'until-pacific-midnight' } } as const

type Row = [name: string, http: number, body: string, verdict: Partial<Verdict>]

// prettier-ignore
const keyRows: Row[] = [
  ['400 API_KEY_INVALID', 400, invalid('API key not valid. Please pass a valid API key.', because('API_KEY_INVALID')), { ...lost, kind: 'key_invalid' }],
  ['400 expired key', 400, invalid('API key expired. Please renew the API key.', because('API_KEY_INVALID')), { ...lost, kind: 'key_invalid' }],
  ['400 expired key, in words only', 400, invalid('API key expired. Please renew the API key.'), { ...lost, kind: 'key_invalid' }],
  ['400 unknown key, in words only', 400, invalid('API Key not found. Please pass a valid API key.'), { ...lost, kind: 'key_invalid' }],
  ['400 free tier not available', 400, body(400, 'FAILED_PRECONDITION', 'Gemini API free tier is not available in your country. Please enable billing on your project in Google AI Studio.'), { ...unfit, kind: 'billing_required' }],
  ['400 billed users only', 400, invalid('Imagen API is only accessible to billed users at this time.'), { ...unfit, kind: 'billing_required' }],
  ['403 BILLING_DISABLED', 403, denied('This API method requires billing to be enabled.', because('BILLING_DISABLED', { consumer: 'projects/481516' })), { ...unfit, kind: 'billing_required', project: '481516' }],
  ['401 UNAUTHENTICATED', 401, body(401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.'), { blame: 'key', kind: 'credential_refused', status: 503, code: 'no_available_keys', ...passing(1_800_000) }],
  ['401 ACCESS_TOKEN_TYPE_UNSUPPORTED', 401, body(401, 'UNAUTHENTICATED', 'API keys are not supported by this API. Expected OAuth2 access token.', because('ACCESS_TOKEN_TYPE_UNSUPPORTED')), { blame: 'key', kind: 'credential_refused' }],
  ['403 CONSUMER_SUSPENDED', 403, denied("Permission denied: Consumer 'api_key:x' has been suspended.", because('CONSUMER_SUSPENDED', { consumer: 'projects/481516', containerInfo: 'api_key:x' })), { ...lost, kind: 'key_suspended', project: '481516' }],
  ['403 suspended, in words only', 403, denied("Permission denied: Consumer 'api_key:x' has been suspended."), { ...lost, kind: 'key_suspended' }],
  ['403 reported as leaked', 403, denied('Your API key was reported as leaked. Please use another API key.'), { ...lost, kind: 'key_leaked' }],
  ['403 project denied access', 403, denied('Your project has been denied access. Please contact support.'), { ...lost, scope: 'project', kind: 'project_denied' }],
  ['403 terms of service', 403, denied('This service has been disabled in this account for violation of Terms of Service.'), { ...lost, scope: 'project', kind: 'project_denied' }],
  ['403 deleted project', 403, denied('Project #481516 has been deleted.', because('CONSUMER_INVALID', { consumer: 'projects/481516' })), { ...lost, scope: 'project', kind: 'project_denied' }],
  ['403 SERVICE_DISABLED', 403, denied('Generative Language API has not been used in project 481516 before or it is disabled.', because('SERVICE_DISABLED', { consumer: 'projects/481516', activationUrl: 'https://console.developers.google.com/apis/api' })), { ...lost, kind: 'api_disabled', project: '481516' }],
  ['403 API_KEY_SERVICE_BLOCKED', 403, denied(`Requests to this API ${SERVICE} method are blocked.`, because('API_KEY_SERVICE_BLOCKED')), { ...lost, kind: 'api_disabled' }],
  ['403 API_KEY_HTTP_REFERRER_BLOCKED', 403, denied('Requests from referer <empty> are blocked.', because('API_KEY_HTTP_REFERRER_BLOCKED')), { ...lost, kind: 'key_restricted' }],
  ['403 API_KEY_IP_ADDRESS_BLOCKED', 403, denied('The provided API key has an IP address restriction.', because('API_KEY_IP_ADDRESS_BLOCKED')), { ...lost, kind: 'key_restricted' }],
  ['403 API_KEY_ANDROID_APP_BLOCKED', 403, denied('Requests from this Android client application <empty> are blocked.', because('API_KEY_ANDROID_APP_BLOCKED')), { ...lost, kind: 'key_restricted' }],
  ['403 API_KEY_IOS_APP_BLOCKED', 403, denied('Requests from this iOS client application <empty> are blocked.', because('API_KEY_IOS_APP_BLOCKED')), { ...lost, kind: 'key_restricted' }],
  ['403 PERMISSION_DENIED of another sort', 403, denied('The caller does not have permission'), { blame: 'key', scope: 'key-model', retry: 'elsewhere', kind: 'key_refused', status: 503, ...passing(1_800_000) }],
]

// prettier-ignore
const quotaRows: Row[] = [
  ['429 per minute', 429, quota(spent(PER_MINUTE), wait('34.4s')), { ...limited, kind: 'quota_minute', code: 'rate_limit_exceeded', retryAfterSeconds: 35, quotaId: PER_MINUTE[0], quotaLimit: 10, ...passing(34_400) }],
  ['429 per minute without a delay', 429, quota(spent(PER_MINUTE)), { ...limited, kind: 'quota_minute', ...passing(60_000) }],
  ['429 with a delay of more than 300 s', 429, quota(spent(PER_MINUTE), wait('3725s')), { ...limited, kind: 'quota_minute', ...passing(3_725_000) }],
  ['429 per day, whatever RetryInfo says', 429, quota(spent(PER_DAY), wait('20s')), { ...limited, kind: 'quota_day', code: 'insufficient_quota', ...tillMidnight }],
  ['429 of several quotas: the longest decides', 429, quota(spent(PER_MINUTE, TOKENS, PER_DAY), wait('20s')), { ...limited, kind: 'quota_day', quotaId: PER_DAY[0], quotaLimit: 250, ...tillMidnight }],
  ['429 quotaValue 0', 429, quota(spent([PER_DAY[0], '0'], [PER_MINUTE[0], '0']), wait('41s')), { ...limited, kind: 'quota_zero', ...passing(86_400_000) }],
  ['429 limit: 0, in words only', 429, words(`Quota exceeded for metric: ${SERVICE}/generate_content_free_tier_requests, limit: 0, model: gemini-3.1-pro\nPlease retry in 41s.`), { ...limited, kind: 'quota_zero' }],
  ['429 input tokens', 429, quota(spent(TOKENS), wait('17s')), { ...limited, kind: 'quota_tokens', quotaId: TOKENS[0], quotaLimit: 250_000, ...passing(17_000) }],
  ['429 input tokens, in words only', 429, words(`Quota exceeded for metric: ${SERVICE}/generate_content_free_tier_input_token_count, limit: 250000, model: gemini-3.8-flash\nPlease retry in 17.25s.`), { ...limited, kind: 'quota_tokens', ...passing(17_250) }],
  ['429 with its wait in words only', 429, words(`Quota exceeded for metric: ${SERVICE}/generate_content_free_tier_requests, limit: 10\nPlease retry in 12.3s.`), { ...limited, kind: 'quota_minute', retryAfterSeconds: 13, ...passing(12_300) }],
  ['429 with a wait of milliseconds', 429, words('Quota exceeded for metric: x, limit: 10\nPlease retry in 900ms.'), { ...limited, kind: 'quota_minute', ...passing(900) }],
  ['429 with a wait of hours', 429, words('Quota exceeded for metric: x, limit: 10\nPlease retry in 5h2m1.5s.'), { ...limited, ...passing(18_121_500) }],
  ['429 in the older shape', 429, body(429, 'RESOURCE_EXHAUSTED', `Quota exceeded for quota metric 'Generate Content API requests per minute' and limit 'GenerateContent request limit per minute for a region' of service '${SERVICE}' for consumer 'project_number:481516'.`, because('RATE_LIMIT_EXCEEDED', { consumer: 'projects/481516', quota_limit: 'GenerateContentRequestsPerMinutePerProjectPerRegion', quota_limit_value: '15' })), { ...limited, kind: 'quota_minute', quotaLimit: 15, project: '481516' }],
  ['429 prepaid credits', 429, body(429, 'RESOURCE_EXHAUSTED', 'Your prepayment credits are depleted. Please go to AI Studio at https://ai.studio/projects to manage your project and billing.'), { ...limited, scope: 'project', kind: 'quota_credits', code: 'insufficient_quota' }],
  ['429 spend cap', 429, body(429, 'RESOURCE_EXHAUSTED', 'Your project has exceeded its monthly spending cap. Please go to AI Studio at https://ai.studio/spend to manage it.'), { ...limited, scope: 'project', kind: 'quota_credits' }],
  ['429 bare', 429, body(429, 'RESOURCE_EXHAUSTED', 'Resource has been exhausted (e.g. check quota).'), { ...limited, scope: 'key-model', kind: 'quota_unexplained', ...passing(5000) }],
]

// prettier-ignore
const requestRows: Row[] = [
  ['400 location', 400, body(400, 'FAILED_PRECONDITION', 'User location is not supported for the API use.'), { blame: 'egress', retry: 'never', kind: 'location', status: 400, code: 'location_not_supported', rest: { kind: 'none' } }],
  ['400 unknown name', 400, invalid('Invalid JSON payload received. Unknown name "x" at \'contents[0]\': Cannot find field.', rpc('BadRequest', { fieldViolations: [{ field: 'contents[0]', description: 'Invalid JSON payload received.' }] })), { ...wrong, kind: 'bad_request', param: 'contents[0]' }],
  ['400 order of turns', 400, invalid('Please ensure that function call turn comes immediately after a user turn or after a function response turn.'), { ...wrong, kind: 'bad_request' }],
  ['400 too many tokens', 400, invalid('The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).'), { ...wrong, kind: 'context_too_long', code: 'context_length_exceeded' }],
  ['400 thought signature', 400, invalid('Corrupted thought signature.'), { ...wrong, kind: 'bad_request' }],
  ['400 two credentials', 400, invalid('Multiple authentication credentials received. Please pass only one.'), { blame: 'upstream', retry: 'never', kind: 'double_credentials', status: 500 }],
  ['403 file of another key', 403, denied('You do not have permission to access the File abc or it may not exist.'), { blame: 'request', retry: 'never', kind: 'file_of_other_key', status: 404, code: 'not_found' }],
  ['403 cached content of another key', 403, denied('CachedContent not found (or permission denied)'), { blame: 'request', kind: 'file_of_other_key' }],
  ['404 model', 404, body(404, 'NOT_FOUND', 'models/x is not found for API version v1beta, or is not supported for generateContent. Call ListModels to see the list of available models and their supported methods.'), { blame: 'request', retry: 'never', kind: 'model_not_found', status: 404, code: 'model_not_found', param: 'model' }],
  ['404 model that new projects cannot have', 404, body(404, 'NOT_FOUND', 'This model models/gemini-2.5-flash is no longer available to new users. Please update your code to use a newer model.'), { blame: 'request', kind: 'model_not_found' }],
  ['404 another resource', 404, body(404, 'NOT_FOUND', 'Requested entity was not found.'), { blame: 'request', retry: 'never', kind: 'not_found', status: 404 }],
  ['413', 413, HTML, { blame: 'request', retry: 'never', kind: 'too_large', status: 413 }],
  ['something new with a 4xx', 418, body(418, 'TEAPOT', 'I am a teapot'), { ...wrong, kind: 'bad_request' }],
]

// prettier-ignore
const upstreamRows: Row[] = [
  ['408', 408, '', { ...nobody, kind: 'timeout', status: 504 }],
  ['499 CANCELLED', 499, body(499, 'CANCELLED', 'The operation was cancelled.'), { ...nobody, kind: 'timeout', status: 504 }],
  ['504 DEADLINE_EXCEEDED', 504, body(504, 'DEADLINE_EXCEEDED', 'Deadline expired before operation could complete.'), { ...nobody, kind: 'timeout', status: 504, type: 'timeout_error' }],
  ['500 INTERNAL', 500, body(500, 'INTERNAL', 'An internal error has occurred. Please retry or report in https://developers.generativeai.google/guide/troubleshooting'), { ...nobody, kind: 'upstream_error', status: 502, type: 'api_error' }],
  ['503 overloaded', 503, body(503, 'UNAVAILABLE', 'The model is overloaded. Please try again later.'), { ...nobody, kind: 'overloaded', status: 503, type: 'overloaded_error' }],
  ['503 high demand', 503, body(503, 'UNAVAILABLE', 'This model is currently experiencing high demand. Spikes in demand are usually temporary.'), { ...nobody, kind: 'overloaded' }],
  ['502 page', 502, HTML, { ...nobody, kind: 'upstream_error', status: 502, message: 'Google answered with HTTP 502' }],
  ['520 without a body', 520, '', { ...nobody, kind: 'upstream_error', status: 502 }],
  ['501 UNIMPLEMENTED', 501, body(501, 'UNIMPLEMENTED', 'Operation is not implemented, or supported, or enabled.'), { blame: 'upstream', retry: 'never', kind: 'not_implemented', status: 501 }],
  ['403 page of something on the way', 403, HTML, { blame: 'egress', retry: 'elsewhere', kind: 'upstream_error', status: 502 }],
  ['401 without a body', 401, '', { blame: 'egress', retry: 'elsewhere', kind: 'upstream_error', status: 502 }],
  ['407 of a proxy on the way', 407, HTML, { blame: 'egress', status: 502 }],
  ['something new with a 5xx', 599, body(599, 'NEW', 'Unheard of'), { ...nobody, kind: 'upstream_error', status: 502 }],
]

describe('what a failure of Google means (conformance C)', () => {
  it.each([...keyRows, ...quotaRows, ...requestRows, ...upstreamRows])(
    '%s',
    (_name, http, text, verdict) => {
      expect(classify(http, parseGoogleError(text))).toMatchObject(verdict)
    },
  )

  it('is the same when the stream endpoint wraps the body in an array', () => {
    const text = quota(spent(PER_DAY))
    const bare = classify(429, parseGoogleError(text))
    expect(classify(429, parseGoogleError(`[${text}]`))).toEqual(bare)
  })
})
