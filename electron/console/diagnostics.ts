/** Text for a bug report. */
import type { HealthReport } from '../shared/contract/activity.ts'
import type { AppStatus } from '../shared/contract/app.ts'
import type { SettingsSnapshot } from '../shared/contract/settings.ts'
import type { LogLine } from '../shared/log-line.ts'

export interface DiagnosticFacts {
  nowMs: number
  /** Of Node and, on the desktop, of Electron and Chromium. */
  versions: Readonly<Record<string, string | undefined>>
  /** The system's own version, as it names it. */
  system: string
  health: HealthReport
  /** The service's log. */
  log: readonly LogLine[]
}

/** The programs whose versions matter, in the order they are named. */
const programs = ['electron', 'chrome', 'node'] as const
/** Lines of the log that went wrong, the latest. */
const MOST_LINES = 20
const LONGEST_LINE = 1000

/** Versions, paths, state, changed settings and the last errors; not yet redacted. */
export function diagnosticText(
  status: AppStatus,
  settings: SettingsSnapshot,
  { nowMs, versions, system, health, log }: DiagnosticFacts,
): string {
  const minutes = Math.round((nowMs - status.startedAtMs) / 60_000)
  const { service, vault, keys } = status
  const lines = [
    `Gemini Balance ${status.version}, ${status.mode}${status.isDemo ? ', demo' : ''}`,
    programs.flatMap((name) => (versions[name] ? `${name} ${versions[name]}` : [])).join(', '),
    `${status.platform} (${system}), ${megabytes(health.rssBytes)} MB, up ${minutes} min`,
    ...healthLines(health),
    `Service: ${serviceLine(service)}`,
    `Secrets: ${vault.kind}, ${vault.state}${vault.reason === undefined ? '' : ` (${vault.reason})`}`,
    `Keys: ${keys.ready} of ${keys.total} ready; ${JSON.stringify(keys.byState)}`,
    `Data folder: ${status.dataDir}`,
    ...status.attention.map((entry) => `Attention: ${JSON.stringify(entry)}`),
    ...changedSettings(settings),
    ...lastErrors(log),
  ]
  return `${lines.join('\n')}\n`
}

function healthLines({ busy, delayMs, heapBytes, firstByteMs, recorder, problem }: HealthReport) {
  const delay =
    delayMs === undefined
      ? ''
      : `, delayed by ${Math.round(delayMs.p99)} ms (p99), ${Math.round(delayMs.max)} ms at most`
  const google =
    firstByteMs === undefined
      ? ''
      : `; Google's first byte after ${Math.round(firstByteMs.p50)} ms (p50), ${Math.round(firstByteMs.p95)} ms (p95)`
  const { waiting, stored, lost } = recorder
  return [
    `Load: main thread ${Math.round(100 * busy)} % busy${delay}; ${megabytes(heapBytes)} MB heap${google}`,
    `Request log: ${waiting} waiting, ${stored} stored, ${lost} lost${problem === undefined ? '' : `; ${problem}`}`,
  ]
}

const megabytes = (bytes: number) => Math.round(bytes / 1024 / 1024)

function serviceLine(service: AppStatus['service']): string {
  if (service.kind === 'running') return `running at ${service.origin}`
  return service.kind === 'failed' ? `failed (${service.problem.message})` : service.kind
}

function lastErrors(log: readonly LogLine[]): string[] {
  const errors = log.filter(
    ({ level }) => level === 'warn' || level === 'error' || level === 'fatal',
  )
  return errors.slice(-MOST_LINES).map(({ atMs, level, message, details }) => {
    const rest = Object.keys(details).length === 0 ? '' : ` ${JSON.stringify(details)}`
    return `${new Date(atMs).toISOString()} ${level}: ${message}${rest}`.slice(0, LONGEST_LINE)
  })
}

function changedSettings({ values, sources }: SettingsSnapshot): string[] {
  return Object.entries(values).flatMap(([name, value]) => {
    const source = Object.entries(sources).find(([known]) => known === name)?.[1] ?? 'default'
    return source === 'default' ? [] : [`Setting: ${name} = ${JSON.stringify(value)} (${source})`]
  })
}
