/** What the service remembers and tells about itself, wired for both entries. */
import { join } from 'node:path'
import { type Activity, openActivity } from './activity/activity.ts'
import { createHealth, type Health } from './activity/health.ts'
import { createMetrics, type Metrics } from './activity/metrics.ts'
import { createLogFiles } from './service-log/log-files.ts'
import { createServiceLog, type ServiceLog } from './service-log/service-log.ts'
import { systemClock } from './shared/clock.ts'
import type { Redactor } from './shared/redact.ts'
import type { Settings } from './shared/settings.ts'

export interface ObservationParts {
  /** Folder of the database and the log; undefined, as in a demo, keeps nothing on disk. */
  dataDir: string | undefined
  /** Where the code of the database's thread is. */
  threadCode: URL
  settings(): Settings
  redactor: Redactor
  /** Where else the log's lines go. */
  echo: { write(line: string): void }
  /** Is told in sentences what a person should know. */
  warn(message: string): void
  /** Is told that what `warn` told is over, and what to say about it. */
  settle(problem: string, message: string): void
}

export interface Observation {
  readonly activity: Activity
  readonly log: ServiceLog
  readonly metrics: Metrics
  readonly health: Health
  /** Stores and writes what is left. */
  close(): Promise<void>
}

/** Opens nothing on disk before there is something to keep. */
export function openObservation(parts: ObservationParts): Observation {
  const { dataDir, threadCode, settings, redactor, echo, warn } = parts
  const activity = openActivity({
    path: dataDir === undefined ? undefined : join(dataDir, 'activity.sqlite'),
    threadCode,
    retention: () => ({ days: settings().activityDays, megabytes: settings().activityMegabytes }),
    redact: (text) => redactor.redact(text),
  })
  activity.onRemark(warn)
  activity.recorder.onProblem(untilOver('Requests are logged again', parts))
  const files = createLogFiles({
    folder: join(dataDir ?? '', 'logs'),
    days: () => (dataDir === undefined ? 0 : settings().logDays),
    megabytes: () => settings().logMegabytes,
    nowMs: () => Date.now(),
    onProblem: untilOver('The log is written again', parts),
  })
  const health = createHealth(activity.recorder)
  return {
    activity,
    log: createServiceLog([echo, files], systemClock.after),
    metrics: createMetrics(activity.recorder, () => settings().metricsEnabled, health.report),
    health,
    async close() {
      health.close()
      await activity.close()
      await files.close()
    },
  }
}

/** What tells a problem, and takes it back when there is another one or none any more. */
function untilOver(
  message: string,
  { warn, settle }: Pick<ObservationParts, 'warn' | 'settle'>,
): (problem: string | undefined) => void {
  let last: string | undefined
  return (problem) => {
    if (last !== undefined) settle(last, message)
    if (problem !== undefined) warn(problem)
    last = problem
  }
}
