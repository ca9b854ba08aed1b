/** Refusals on account of a key or of the service, worded as Google words them (conformance C). */
import type { ErrorDetail } from '../gemini/wire.ts'
import { errorInfo, invalidArgument, type GoogleFault } from './google-fault.ts'

const fault = (
  httpStatus: number,
  status: string,
  message: string,
  details?: ErrorDetail[],
): GoogleFault =>
  details === undefined ? { httpStatus, status, message } : { httpStatus, status, message, details }

/** A quota that ran out: which one, how much it allows, and when to try again. */
interface Quota {
  metric: string
  quotaId: string
  limit: number
  retryDelay: string
}

/** 429 with QuotaFailure, RetryInfo and the sentence older clients parse. */
export function quotaFault(
  model: string,
  { metric, quotaId, limit, retryDelay }: Quota,
): GoogleFault {
  const quotaMetric = `generativelanguage.googleapis.com/${metric}`
  return fault(
    429,
    'RESOURCE_EXHAUSTED',
    `You exceeded your current quota, please check your plan and billing details. For more information on this error, head to: https://ai.google.dev/gemini-api/docs/rate-limits. To monitor your current usage, head to: https://ai.dev/rate-limit. \n* Quota exceeded for metric: ${quotaMetric}, limit: ${limit}, model: ${model}\nPlease retry in ${retryDelay}.`,
    [
      {
        '@type': 'type.googleapis.com/google.rpc.Help',
        links: [
          {
            description: 'Learn more about Gemini API quotas',
            url: 'https://ai.google.dev/gemini-api/docs/rate-limits',
          },
        ],
      },
      {
        '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
        violations: [
          {
            quotaMetric,
            quotaId,
            quotaDimensions: { location: 'global', model },
            quotaValue: String(limit),
          },
        ],
      },
      { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay },
    ],
  )
}

const service = 'generativelanguage.googleapis.com'
const project = '481516234200'
const consumer = `projects/${project}`
const activationUrl = `https://console.developers.google.com/apis/api/${service}/overview?project=${project}`

/** 429 as it comes when Google itself is short: without any detail. */
export const bareQuotaFault = fault(
  429,
  'RESOURCE_EXHAUSTED',
  'Resource has been exhausted (e.g. check quota).',
)

/** Refusals of a key as such; each takes the key, which only some of them repeat. */
export const keyFaults = {
  invalid: () =>
    invalidArgument('API key not valid. Please pass a valid API key.', [
      errorInfo('API_KEY_INVALID', { service }),
    ]),
  expired: () =>
    invalidArgument('API key expired. Please renew the API key.', [
      errorInfo('API_KEY_INVALID', { service }),
    ]),
  suspended: (key: string) =>
    fault(
      403,
      'PERMISSION_DENIED',
      `Permission denied: Consumer 'api_key:${key}' has been suspended.`,
      [errorInfo('CONSUMER_SUSPENDED', { service, consumer, containerInfo: `api_key:${key}` })],
    ),
  leaked: () =>
    fault(
      403,
      'PERMISSION_DENIED',
      'Your API key was reported as leaked. Please use another API key.',
    ),
  denied: () =>
    fault(403, 'PERMISSION_DENIED', 'Your project has been denied access. Please contact support.'),
  disabled: () =>
    fault(
      403,
      'PERMISSION_DENIED',
      `Generative Language API has not been used in project ${project} before or it is disabled. Enable it by visiting ${activationUrl} then retry. If you enabled this API recently, wait a few minutes for the action to propagate to our systems and retry.`,
      [
        errorInfo('SERVICE_DISABLED', {
          service,
          consumer,
          activationUrl,
          serviceTitle: 'Generative Language API',
          containerInfo: project,
        }),
      ],
    ),
  location: () =>
    fault(400, 'FAILED_PRECONDITION', 'User location is not supported for the API use.'),
  leaky: (key: string) =>
    fault(403, 'PERMISSION_DENIED', `Requests from api_key:${key} are not allowed.`, [
      errorInfo('API_KEY_IP_ADDRESS_BLOCKED', { service, consumer: `api_key:${key}` }),
    ]),
  unauthenticated: () =>
    fault(
      401,
      'UNAUTHENTICATED',
      'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.',
      [errorInfo('ACCESS_TOKEN_TYPE_UNSUPPORTED', { service })],
    ),
  missing: () =>
    fault(
      403,
      'PERMISSION_DENIED',
      "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.",
    ),
} satisfies Record<string, (key: string) => GoogleFault>

/** Troubles of the service, which no key is to blame for. */
export const serviceFaults = {
  internal: fault(
    500,
    'INTERNAL',
    'An internal error has occurred. Please retry or report in https://developers.generativeai.google/guide/troubleshooting',
  ),
  unavailable: fault(503, 'UNAVAILABLE', 'The model is overloaded. Please try again later.'),
  deadline: fault(504, 'DEADLINE_EXCEEDED', 'Deadline expired before operation could complete.'),
}
