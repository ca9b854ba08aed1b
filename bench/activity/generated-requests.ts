/** Requests as a household or a small team makes them, as many as are wanted, the same every time. */
import type { AttemptRecord, RequestRecord } from '../../electron/shared/request-record.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

export interface GeneratedRequests {
  /** Ids of all keys, the busiest first. */
  readonly keyIds: readonly string[]
  readonly models: readonly string[]
  /** A token and a client that come up once in a thousand requests, and only together. */
  readonly rare: { token: string; client: string }
  /** The request of a place, the oldest first. */
  at(place: number): RequestRecord
}

export interface GenerationOptions {
  /** How many requests there will be. */
  count: number
  /** Ids of the keys, or how many there are; these are UUIDs, as the keyring makes them. */
  keys: number | readonly string[]
  /** The days that end now over which they are spread. */
  days: number
  nowMs: number
}

const models = [
  'gemini-3.8-flash',
  'gemini-3.6-flash',
  'gemini-3.1-pro-preview',
  'gemini-2.5-flash',
  'gemini-embedding-2',
]
const clients = ['Cherry Studio', 'Cline', 'Open WebUI', 'OpenAI SDK (Python)', 'LangChain', 'curl']
const tokens = ['Laptop', 'Phone', 'Home server', 'Notebook', '']
const rare = { token: 'Borrowed tablet', client: 'Gemini CLI' }

/** Deterministic noise between 0 and 1. */
function noise(seed: number): number {
  let mixed = Math.imul(seed + 0x9e3779b9, 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32
}

/** One of a list, the first ones far more often. */
function pick<Entry>(entries: readonly Entry[], seed: number, skew = 2): Entry {
  return entries[Math.floor(noise(seed) ** skew * entries.length)] as Entry
}

/** What went wrong, and how often of a thousand. */
const failures = [
  { share: 24, status: 429, code: 'rate_limit_exceeded', verdict: 'quota_minute', google: 429 },
  { share: 9, status: 503, code: 'upstream_overloaded', verdict: 'overloaded', google: 503 },
  { share: 6, status: 400, code: 'invalid_request', verdict: 'bad_request', google: 400 },
  { share: 3, status: 403, code: 'permission_denied', verdict: 'key_suspended', google: 403 },
  { share: 2, status: 504, code: 'upstream_timeout', verdict: 'timeout', google: 0 },
] as const

const messages: Readonly<Record<number, (place: number) => string>> = {
  429: (place) => `All API keys are resting; the first is back in ${place % 60} s.`,
  503: () => 'The model is overloaded. Please try again later.',
  400: (place) => `Invalid value at 'contents[${place % 9}].parts[0]': nothing to say.`,
  403: () => 'Permission denied: consumer has been suspended.',
  504: () => 'Google did not begin to answer within 900 s',
}

/** Prepares a generator; a request costs a few microseconds. */
export function generateRequests(options: GenerationOptions): GeneratedRequests {
  const { count, keys, days, nowMs } = options
  const keyIds =
    typeof keys === 'number'
      ? Array.from(
          { length: keys },
          (_, at) => `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`,
        )
      : keys
  return { keyIds, models, rare, at: (place) => requestAt(place, { count, days, nowMs, keyIds }) }
}

interface Course {
  count: number
  days: number
  nowMs: number
  keyIds: readonly string[]
}

function requestAt(place: number, { count, days, nowMs, keyIds }: Course): RequestRecord {
  const isRare = place % 1000 === 999
  const model = pick(models, place * 7)
  const failure = failureAt(place)
  const totalMs = 300 + 40_000 * noise(place * 11) ** 6
  const firstByteMs = totalMs / (2 + 6 * noise(place * 19))
  const keyId = pick(keyIds, place, 1.3)
  const refused: AttemptRecord = {
    keyId: pick(keyIds, place + 1, 3),
    verdict: failure?.verdict ?? 'quota_minute',
    status: failure?.google ?? 429,
    ms: 90,
  }
  const served: AttemptRecord = { keyId, verdict: 'ok', status: 200, ms: totalMs }
  const isEmbedding = model.includes('embedding')
  const left = failure === undefined && noise(place * 29) < 0.01
  const attempts =
    failure === undefined && place % 25 !== 0 ? [served] : attemptsOf(refused, served, failure)
  const startedAtMs = Math.round(nowMs - timeBack(1 - (place + 1) / count, days, nowMs))
  return {
    id: `req_${startedAtMs.toString(16).padStart(12, '0')}${place.toString(16).padStart(12, '0')}`,
    startedAtMs,
    method: 'POST',
    route: isEmbedding ? '/v1/embeddings' : '/v1/chat/completions',
    dialect: 'openai',
    token: isRare ? rare.token : pick(tokens, place * 13),
    client: isRare ? rare.client : pick(clients, place * 17),
    modelAsked: model,
    model,
    stream: !isEmbedding && noise(place * 23) < 0.7,
    status: failure?.status ?? (left ? 499 : 200),
    errorCode: failure?.code ?? (left ? 'client_closed_request' : ''),
    errorMessage: failure === undefined ? '' : (messages[failure.status]?.(place) ?? ''),
    firstByteMs: failure === undefined ? firstByteMs : undefined,
    totalMs,
    tokens: failure === undefined ? tokensAt(place, isEmbedding) : undefined,
    bytesIn: Math.round(400 + 9000 * noise(place * 31) ** 2),
    bytesOut: Math.round(600 + 30_000 * noise(place * 37) ** 2),
    keyId: failure === undefined ? keyId : refused.keyId,
    attempts,
    retries: attempts.length - 1,
  }
}

function failureAt(place: number) {
  let share = noise(place * 3) * 1000
  return failures.find((one) => (share -= one.share) < 0)
}

function attemptsOf(refused: AttemptRecord, served: AttemptRecord, failure: object | undefined) {
  return failure === undefined ? [refused, served] : [refused]
}

function tokensAt(place: number, isEmbedding: boolean) {
  const input = Math.round(40 + 4000 * noise(place * 41) ** 3)
  if (isEmbedding) return { input, output: 0, thinking: 0, cached: 0 }
  const output = Math.round(20 + 900 * noise(place * 43) ** 2)
  return {
    input,
    output,
    thinking: Math.round(output * noise(place * 47)),
    cached: place % 3 ? 0 : input >> 1,
  }
}

/** How many requests come in each hour of the day, relative to one another. */
const hourly = [2, 1, 1, 1, 1, 1, 2, 4, 8, 11, 12, 11, 8, 9, 12, 13, 12, 10, 8, 8, 9, 9, 7, 4]
const daily = hourly.reduce((sum, count) => sum + count)

/** How long ago the request was made that comes after a share of all, on days like any other. */
function timeBack(share: number, days: number, nowMs: number): number {
  const whole = share * days
  const day = Math.floor(whole)
  let left = (whole - day) * daily
  // Hours are gone through backwards from the present one.
  const hour = new Date(nowMs).getHours()
  for (let back = 0; back < 24; back += 1) {
    const count = hourly[(hour - back + 24) % 24] ?? 1
    if (left < count) return day * DAY_MS + (back + left / count) * HOUR_MS
    left -= count
  }
  return (day + 1) * DAY_MS
}
