/** Text for a bug report. */
import type { AppStatus } from '../shared/contract/app.ts'
import type { SettingsSnapshot } from '../shared/contract/settings.ts'
import type { LogLine } from '../shared/log-line.ts'

export interface DiagnosticFacts {
  nowMs: number
  /** Of Node and, on the desktop, of Electron and Chromium. */
  versions: Readonly<Record<string, string | undefined>>
  /** The system's own version, as it names it. */
  system: string
  residentBytes: number
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
  { nowMs, versions, system, residentBytes, log }: DiagnosticFacts,
): string {
  const minutes = Math.round((nowMs - status.startedAtMs) / 60_000)
  const { service, vault, keys } = status
  const lines = [
    `Gemini Balance ${status.version}, ${status.mode}${status.isDemo ? ', demo' : ''}`,
    programs.flatMap((name) => (versions[name] ? `${name} ${versions[name]}` : [])).join(', '),
    `${status.platform} (${system}), ${Math.round(residentBytes / 1024 / 1024)} MB, up ${minutes} min`,
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
