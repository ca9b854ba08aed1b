/** Counters since the start in Prometheus' text format (version 0.0.4). */
import type { HealthReport } from '../shared/contract/activity.ts'
import type { RequestRecord } from '../shared/request-record.ts'
import { STEP_ENDS_MS } from './histogram.ts'
import type { Recorder } from './recorder.ts'

/** How the process fares, as `/metrics` tells it. */
export type Vitals = Pick<HealthReport, 'busy' | 'delayMs'>

export interface Metrics {
  /** Everything counted so far, with how the service fares now. */
  text(keys: { ready: number; total: number }): string
}

/** A sum per set of labels, written as Prometheus writes them: `dialect="openai",status="200"`. */
type Counter = Map<string, number>

/**
 * Counts the requests of a recorder as long as `isOn` says so.
 * @param vitals how the process fares since they were last asked for
 */
export function createMetrics(
  recorder: Pick<Recorder, 'onRecords' | 'queue'>,
  isOn: () => boolean,
  vitals: () => Vitals,
): Metrics {
  const requests: Counter = new Map()
  const failures: Counter = new Map()
  const tokens: Counter = new Map()
  const seconds = createHistogram()
  const firstByteSeconds = createHistogram()
  const count = (record: RequestRecord) => {
    const { dialect, status, totalMs, firstByteMs } = record
    add(requests, labels({ dialect, status: String(status) }), 1)
    seconds.observe(totalMs)
    if (firstByteMs !== undefined) firstByteSeconds.observe(firstByteMs)
    for (const { verdict } of record.attempts) {
      if (verdict !== 'ok' && verdict !== 'cancelled') add(failures, labels({ kind: verdict }), 1)
    }
    for (const [kind, counted] of Object.entries(record.tokens ?? {})) {
      // Google's word is taken for it, but one that is none would spoil the sum for good.
      if (Number.isFinite(counted)) add(tokens, labels({ kind }), counted)
    }
  }
  recorder.onRecords((look) => {
    if (isOn()) look().forEach(count)
  })
  return {
    text(keys) {
      const { waiting, stored, lost } = recorder.queue
      const memory = process.memoryUsage()
      const { busy, delayMs } = vitals()
      return [
        family('requests_total', 'counter', 'Client requests that have ended', requests),
        family('failed_attempts_total', 'counter', 'Calls to Google that failed', failures),
        family('tokens_total', 'counter', 'Tokens as Google counted them', tokens),
        seconds.text('request_seconds', 'Time from request to end of answer'),
        firstByteSeconds.text('first_byte_seconds', 'Time from request to the first of an answer'),
        gauge('keys', 'Keys that are not disabled', keys.total),
        gauge('keys_ready', 'Keys that could serve now', keys.ready),
        gauge('request_log_waiting', 'Requests that are not stored yet', waiting),
        gauge('request_log_stored', 'Requests stored since the start', stored),
        gauge('request_log_lost', 'Requests given up because storing failed', lost),
        gauge('event_loop_busy', 'Share of the time the main thread was busy', busy),
        ...(delayMs === undefined
          ? []
          : [
              gauge(
                'event_loop_delay_seconds',
                'Delay of the main thread, p99',
                delayMs.p99 / 1000,
              ),
            ]),
        gauge('resident_memory_bytes', 'Memory of the process', memory.rss),
        gauge('heap_used_bytes', 'Memory of objects', memory.heapUsed),
        gauge('uptime_seconds', 'Time since the start', Math.round(process.uptime())),
      ].join('')
    },
  }
}

function createHistogram() {
  const counts = Array.from({ length: STEP_ENDS_MS.length + 1 }, () => 0)
  let sumMs = 0
  return {
    observe(ms: number) {
      const step = STEP_ENDS_MS.findIndex((end) => ms <= end)
      const at = step === -1 ? STEP_ENDS_MS.length : step
      counts[at] = (counts[at] ?? 0) + 1
      sumMs += ms
    },
    text(name: string, help: string) {
      let below = 0
      const buckets = counts.map((counted, step) => {
        below += counted
        const end = STEP_ENDS_MS[step]
        return sample(`${name}_bucket`, `le="${end === undefined ? '+Inf' : end / 1000}"`, below)
      })
      const sums = [sample(`${name}_sum`, '', sumMs / 1000), sample(`${name}_count`, '', below)]
      return head(name, 'histogram', help) + [...buckets, ...sums].join('')
    },
  }
}

function add(counter: Counter, key: string, amount: number): void {
  counter.set(key, (counter.get(key) ?? 0) + amount)
}

/** The values are words of our own and status codes: nothing in them needs escaping. */
function labels(pairs: Record<string, string>): string {
  return Object.entries(pairs)
    .map(([name, value]) => `${name}="${value}"`)
    .join()
}

function family(name: string, type: string, help: string, counter: Counter): string {
  return head(name, type, help) + [...counter].map(([key, sum]) => sample(name, key, sum)).join('')
}

function gauge(name: string, help: string, value: number): string {
  return head(name, 'gauge', help) + sample(name, '', value)
}

function head(name: string, type: string, help: string): string {
  return `# HELP gemini_balance_${name} ${help}.\n# TYPE gemini_balance_${name} ${type}\n`
}

function sample(name: string, key: string, value: number): string {
  return `gemini_balance_${name}${key === '' ? '' : `{${key}}`} ${value}\n`
}
