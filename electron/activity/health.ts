/** How the process fares, measured while somebody looks. */
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { type Clock, systemClock } from '../shared/clock.ts'
import type { HealthReport } from '../shared/contract/activity.ts'
import type { Recorder } from './recorder.ts'

export interface Health {
  /** The state now; delays are those since the last look, and absent at the first. */
  report(): HealthReport
  /** Stops measuring. */
  close(): void
}

type DelayHistogram = ReturnType<typeof monitorEventLoopDelay>

const RESOLUTION_MS = 50
/** Measuring wakes the processor up, so it ends when nobody looks any more. */
const MEASURED_FOR_MS = 120_000
/** Latest answers whose latency is told. */
const ANSWERS = 200

/** Measures nothing before the first report. */
export function createHealth(
  recorder: Pick<Recorder, 'recent' | 'queue' | 'problem'>,
  clock: Clock = systemClock,
): Health {
  const startedAtMs = clock.nowMs()
  let delays: DelayHistogram | undefined
  let utilization = performance.eventLoopUtilization()
  let cancelEnd: (() => void) | undefined

  const close = () => {
    cancelEnd?.()
    cancelEnd = undefined
    delays?.disable()
    delays = undefined
  }
  return {
    report() {
      const last = utilization
      utilization = performance.eventLoopUtilization()
      const measured = delays === undefined ? {} : delayOf(delays)
      delays?.reset()
      if (delays === undefined) {
        delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
        delays.enable()
      }
      cancelEnd?.()
      cancelEnd = clock.after(MEASURED_FOR_MS, close)
      const { rss, heapUsed, external } = process.memoryUsage()
      return {
        upSeconds: Math.round((clock.nowMs() - startedAtMs) / 1000),
        busy: performance.eventLoopUtilization(utilization, last).utilization,
        ...measured,
        rssBytes: rss,
        heapBytes: heapUsed,
        externalBytes: external,
        ...answersOf(recorder),
        recorder: recorder.queue,
        ...(recorder.problem !== undefined && { problem: recorder.problem }),
      }
    },
    close,
  }
}

/** What the loop was late, beyond the time between two measurements. */
function delayOf(delays: DelayHistogram): Pick<HealthReport, 'delayMs'> {
  const late = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS)
  if (delays.count === 0) return {}
  return { delayMs: { p99: late(delays.percentile(99)), max: late(delays.max) } }
}

function answersOf(recorder: Pick<Recorder, 'recent'>): Pick<HealthReport, 'firstByteMs'> {
  const times = recorder
    .recent(ANSWERS)
    .flatMap(({ firstByteMs }) => firstByteMs ?? [])
    .sort((one, other) => one - other)
  const at = (share: number) => times[Math.ceil(share * times.length) - 1] ?? 0
  return times.length === 0 ? {} : { firstByteMs: { p50: at(0.5), p95: at(0.95) } }
}
