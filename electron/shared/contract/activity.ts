/** Calls about what happened: requests, and what they add up to. */
import { z } from 'zod'
import { type LogLine, logLevels } from '../log-line.ts'
import type { RequestRecord, TokenCounts } from '../request-record.ts'
import { takes } from './action.ts'

const name = z.string().max(200)

/** The last 60 minutes, 24 hours, 7 or 30 days, the current one included. */
const period = z.enum(['1h', '24h', '7d', '30d'])
export type Period = z.infer<typeof period>

/** What to look at; every name given narrows it down. */
const usageFilter = z.strictObject({
  period,
  keyId: name.optional(),
  model: name.optional(),
  token: name.optional(),
  client: name.optional(),
})
export type UsageFilter = z.infer<typeof usageFilter>

const requestFilter = z.strictObject({
  fromMs: z.int().optional(),
  toMs: z.int().optional(),
  /** `failed` leaves out what a client broke off itself; `not-ok` does not. */
  outcome: z.enum(['ok', 'failed', 'cancelled', 'not-ok']).optional(),
  status: z.int().optional(),
  errorCode: name.optional(),
  keyId: name.optional(),
  model: name.optional(),
  token: name.optional(),
  client: name.optional(),
  /** Part of an error's message or code, among requests that failed; or the id of any request. */
  search: name.optional(),
  /** Only these. */
  ids: z.array(name.min(1)).min(1).max(10_000).optional(),
  /** `next` of the page before. */
  after: z.string().max(64).optional(),
  limit: z.int().min(1).max(1000).optional(),
})
export type RequestFilter = z.infer<typeof requestFilter>

/** The same without pages. */
const requestChoice = requestFilter.omit({ after: true, limit: true })

/** A request as lists show it; the attempts come with the single request. */
export type RequestRow = Omit<RequestRecord, 'attempts' | 'bodies'> & { attemptCount: number }

/** The newest first. */
export interface RequestPage {
  requests: RequestRow[]
  /** Where the next page begins; absent on the last one. */
  next?: string
}

/** What requests add up to. */
export interface UsageSums {
  requests: number
  failed: number
  /** Broken off by the client. */
  cancelled: number
  /** Attempts beyond the first of a request. */
  retries: number
  tokens: TokenCounts
  bytesIn: number
  bytesOut: number
  /** Of all requests together; divided by `requests` it is the mean. */
  totalMs: number
  /** The same until the first byte, of `firstBytes` requests that came so far. */
  firstByteMs: number
  firstBytes: number
  /** Estimate in US dollars at list prices of the paid tier, of models whose price is known. */
  cost: number
  /** Requests of models without a known price are not in `cost`. */
  unpricedRequests: number
}

/** In milliseconds, read off a histogram; absent when nothing was measured. */
export interface Percentiles {
  p50?: number
  p95?: number
  p99?: number
}

export interface Latency {
  total: Percentiles
  firstByte: Percentiles
}

export interface ModelLatency extends Latency {
  model: string
}

export interface Totals extends UsageSums {
  fromMs: number
  /** When the oldest request began that is kept by itself; absent when there is none. */
  oldestRequestMs?: number
}

/** One stretch of a chart. */
export interface SeriesPoint extends UsageSums {
  startMs: number
}

export interface Series {
  /** Length of a stretch; a day is longer or shorter when the clocks change. */
  stepMs: number
  points: SeriesPoint[]
}

/** What one key, model, client or token accounts for. */
export interface UsageShare extends UsageSums {
  name: string
}

/** How often a key was refused or failed in one way, in single attempts. */
export interface KeyFailures {
  keyId: string
  count: number
  /** How often by HTTP status; 0 stands for no answer at all. */
  byStatus: Record<string, number>
  /** How often by kind of failure: `quota_minute`, `key_invalid`, … */
  byVerdict: Record<string, number>
}

/** What counts against a quota. */
export interface ServedRequests {
  keyId: string
  model: string
  served: number
}

/** Failed requests whose clients were told the same. */
export interface ErrorCause {
  status: number
  errorCode: string
  count: number
  /** When it happened last, and what was said then. */
  lastAtMs: number
  lastMessage: string
}

/** Requests by day of the week, Monday first, and hour of the day. */
export interface HeatMap {
  /** Seven rows of 24. */
  requests: number[][]
  busiest: number
}

/** How the process fares. */
export interface HealthReport {
  upSeconds: number
  /** Share of the time, 0 to 1, in which the main thread was busy since the last look. */
  busy: number
  /** How late the main thread was since the last look; absent at the first. */
  delayMs?: { p99: number; max: number }
  rssBytes: number
  heapBytes: number
  externalBytes: number
  /** Of the latest answers; absent before the first. */
  firstByteMs?: { p50: number; p95: number }
  /** Requests that wait to be stored, were stored, and were given up. */
  recorder: { waiting: number; stored: number; lost: number }
  /** Why requests are not stored at the moment. */
  problem?: string
}

export const activityActions = {
  'activity.totals': takes(usageFilter).gives<Totals>(),
  'activity.series': takes(usageFilter).gives<Series>(),
  /** The busiest first. */
  'activity.shares': takes(
    usageFilter.extend({
      by: z.enum(['key', 'model', 'client', 'token']),
      limit: z.int().min(1).max(1000).default(100),
    }),
  ).gives<{ shares: UsageShare[] }>(),
  /** The most refused first; with a status only what Google answered with it. */
  'activity.failingKeys': takes(
    z.strictObject({
      period,
      status: z.int().optional(),
      keyId: name.optional(),
      limit: z.int().min(1).max(1000).default(20),
    }),
  ).gives<{ keys: KeyFailures[] }>(),
  /** Of all models together, and of each. */
  'activity.latencies': takes(z.strictObject({ period })).gives<{
    all: Latency
    models: ModelLatency[]
  }>(),
  /** Of the last 30 days. */
  'activity.heat': takes(z.strictObject({})).gives<HeatMap>(),
  'activity.requests': takes(requestFilter).gives<RequestPage>(),
  /** Of the requests now kept in memory, oldest first: what a live view begins with. */
  'activity.recent': takes(z.strictObject({ limit: z.int().min(1).max(2000).default(200) })).gives<{
    requests: RequestRow[]
  }>(),
  /** With its attempts; without a request when it is not known, or not any more. */
  'activity.request': takes(z.strictObject({ id: name.min(1) })).gives<{
    request?: RequestRecord
  }>(),
  /** What each key served with each model since Google's quota day began, the most first. */
  'activity.quotaDay': takes(z.strictObject({})).gives<{
    fromMs: number
    /** When the daily quotas come back. */
    toMs: number
    served: ServedRequests[]
  }>(),
  /** Why requests failed, the most frequent cause first. */
  'activity.causes': takes(requestChoice).gives<{ causes: ErrorCause[] }>(),
  /** Keys that were refused or failed in attempts of these requests. */
  'activity.keysBehind': takes(z.strictObject({ filter: requestChoice })).gives<{
    keyIds: string[]
  }>(),
  /** Takes single requests out of the log, without a filter all of them; the sums stay. */
  'activity.forget': takes(z.strictObject({ filter: requestChoice.optional() })).gives<{
    forgotten: number
  }>(),
  'activity.health': takes(z.strictObject({})).gives<HealthReport>(),
  /** The latest lines of the service's log from this level up, oldest first. */
  'activity.log': takes(
    z.strictObject({
      level: z.enum(logLevels).default('trace'),
      limit: z.int().min(1).max(10_000).default(1000),
    }),
  ).gives<{ lines: LogLine[] }>(),
  /**
   * Requests as text, a piece at a time: the pieces together are the file, and `after` is `next` of
   * the piece before.
   */
  'activity.export': takes(
    z.strictObject({
      format: z.enum(['csv', 'json']),
      filter: requestChoice.default({}),
      after: z.string().max(64).optional(),
    }),
  ).gives<{ text: string; next?: string }>(),
}

export interface ActivityEvents {
  /** Requests that have ended, oldest first. */
  'activity.requests': { requests: RequestRow[] }
  'activity.log': { lines: LogLine[] }
}
