/** Google as seen from outside: counts what projects use, and refuses in its own words. */
import { faultBody, errorInfo, type GoogleFault } from '../../electron/demo/google-fault.ts'
import {
  bareQuotaFault,
  keyFaults,
  quotaFault,
  serviceFaults,
} from '../../electron/demo/key-faults.ts'
import { type Chance, createChance } from './chance.ts'
import {
  hiccup,
  isIn,
  keys,
  leak,
  overloads,
  pacificMidnightMs,
  projectsWithoutPreview,
  type Quota,
  quotas,
  suspensions,
  throttle,
} from './day.ts'
import type { Request } from './trace.ts'

export type Reply = { status: 200 } | { status: number; body: string }

export interface Google {
  /** Decides on a call, and counts it if it is let in. */
  judge(secret: string, request: Request, nowMs: number): Reply
  /** Whether some key would be let in now; asking costs nothing. */
  couldServe(request: Request, nowMs: number): boolean
  /** Whether a key is neither mistyped nor blocked now. */
  isGood(secret: string, nowMs: number): boolean
  /** Whether the project of a key has used up its day for a model, or never had the model. */
  isSpent(secret: string, model: string, nowMs: number): boolean
}

/** What a project has used of one model. */
interface Usage {
  minute: number
  requests: number
  inputTokens: number
  days: [number, number]
}

const MINUTE_MS = 60_000
const OVERLOADED_SHARE = 0.9

/** Opens with unused quotas. */
export function createGoogle(seed: number): Google {
  const chance = createChance(seed)
  const usages = new Map<string, Usage>()
  const known = new Map(keys.map((key) => [key.secret, key]))
  const usageOf = (project: number, model: string, nowMs: number): Usage => {
    const name = `${project} ${model}`
    const usage = usages.get(name) ?? { minute: 0, requests: 0, inputTokens: 0, days: [0, 0] }
    usages.set(name, usage)
    const minute = Math.floor((nowMs + phaseMs(project)) / MINUTE_MS)
    if (usage.minute !== minute) Object.assign(usage, { minute, requests: 0, inputTokens: 0 })
    return usage
  }
  const quotaRefusal = (project: number, request: Request, nowMs: number) => {
    const quota = quotas[request.model]
    if (quota === undefined) throw new Error(`unknown model ${request.model}`)
    const restMs = MINUTE_MS - ((nowMs + phaseMs(project)) % MINUTE_MS)
    return refusalByQuota(usageOf(project, request.model, nowMs), quota, request, nowMs, restMs)
  }
  return {
    judge(secret, request, nowMs) {
      const key = known.get(secret)
      if (key === undefined) throw new Error(`${secret} must not be used`)
      const fault =
        weatherFault(request, nowMs, chance) ??
        keyFault(secret, key.project, key.isMistyped, nowMs) ??
        previewFault(key.project, request) ??
        quotaRefusal(key.project, request, nowMs)
      if (fault !== undefined) {
        return { status: fault.httpStatus, body: JSON.stringify(faultBody(fault)) }
      }
      const usage = usageOf(key.project, request.model, nowMs)
      usage.requests += 1
      usage.inputTokens += request.inputTokens
      usage.days[dayOf(nowMs)] += 1
      return { status: 200 }
    },
    couldServe: (request, nowMs) =>
      !isIn(throttle, nowMs) &&
      keys.some(
        ({ secret, project, isMistyped }) =>
          keyFault(secret, project, isMistyped, nowMs) === undefined &&
          previewFault(project, request) === undefined &&
          quotaRefusal(project, request, nowMs) === undefined,
      ),
    isGood(secret, nowMs) {
      const key = known.get(secret)
      if (key === undefined) return true
      return !isBlocked(secret, key.project, nowMs) && !key.isMistyped
    },
    isSpent(secret, model, nowMs) {
      const project = known.get(secret)?.project ?? -1
      if (model === PREVIEW && projectsWithoutPreview.has(project)) return true
      const used = usageOf(project, model, nowMs).days[dayOf(nowMs)]
      return used >= (quotas[model]?.requestsPerDay ?? 0)
    },
  }
}

/** Trouble that no key can do anything about, at some moment of a request's life. */
export function hadBadWeather(request: Request, untilMs: number): boolean {
  const wasMet = ({ fromMs, untilMs: endMs }: { fromMs: number; untilMs: number }) =>
    request.atMs < endMs && fromMs <= untilMs
  return wasMet(throttle) || overloads.some((one) => one.model === request.model && wasMet(one))
}

const PREVIEW = 'gemini-4-preview'

/** Minutes of the quotas begin at another second for every project. */
function phaseMs(project: number): number {
  return (project * 7919) % MINUTE_MS
}

function dayOf(nowMs: number): 0 | 1 {
  return nowMs < pacificMidnightMs ? 0 : 1
}

function weatherFault(request: Request, nowMs: number, chance: Chance): GoogleFault | undefined {
  if (isIn(throttle, nowMs)) return bareQuotaFault
  const isOverloaded = overloads.some((one) => one.model === request.model && isIn(one, nowMs))
  return isOverloaded && chance.next() < OVERLOADED_SHARE ? serviceFaults.unavailable : undefined
}

function isBlocked(secret: string, project: number, nowMs: number): boolean {
  return (
    (secret === leak.secret && nowMs >= leak.atMs) ||
    suspensions.some((one) => one.project === project && nowMs >= one.atMs)
  )
}

function keyFault(
  secret: string,
  project: number,
  isMistyped: boolean,
  nowMs: number,
): GoogleFault | undefined {
  if (isMistyped) return keyFaults.invalid()
  if (project === hiccup.project && isIn(hiccup, nowMs)) return keyFaults.unauthenticated()
  if (!isBlocked(secret, project, nowMs)) return undefined
  if (secret === leak.secret) return keyFaults.leaked()
  const metadata = { consumer: `projects/${700_000 + project}`, containerInfo: `api_key:${secret}` }
  return {
    ...keyFaults.suspended(secret),
    details: [errorInfo('CONSUMER_SUSPENDED', metadata)],
  }
}

function previewFault(project: number, { model }: Request): GoogleFault | undefined {
  if (model !== PREVIEW || !projectsWithoutPreview.has(project)) return undefined
  return quotaFault(model, {
    metric: 'generate_content_free_tier_requests',
    quotaId: 'GenerateRequestsPerDayPerProjectPerModel-FreeTier',
    limit: 0,
    retryDelay: '41.2s',
  })
}

/** Refuses a call that goes beyond a quota; of several quotas the day's is named first. */
function refusalByQuota(
  usage: Usage,
  quota: Quota,
  { model, inputTokens }: Request,
  nowMs: number,
  restMs: number,
): GoogleFault | undefined {
  const requests = 'generate_content_free_tier_requests'
  const retryDelay = `${(restMs / 1000).toFixed(3)}s`
  if (usage.days[dayOf(nowMs)] >= quota.requestsPerDay) {
    const quotaId = 'GenerateRequestsPerDayPerProjectPerModel-FreeTier'
    return quotaFault(model, { metric: requests, quotaId, limit: quota.requestsPerDay, retryDelay })
  }
  if (usage.requests >= quota.requestsPerMinute) {
    const quotaId = 'GenerateRequestsPerMinutePerProjectPerModel-FreeTier'
    const limit = quota.requestsPerMinute
    return quotaFault(model, { metric: requests, quotaId, limit, retryDelay })
  }
  if (usage.inputTokens + inputTokens <= quota.inputTokensPerMinute) return undefined
  return quotaFault(model, {
    metric: 'generate_content_free_tier_input_token_count',
    quotaId: 'GenerateContentInputTokensPerModelPerMinute-FreeTier',
    limit: quota.inputTokensPerMinute,
    retryDelay,
  })
}
