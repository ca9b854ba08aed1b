/** Text for a bug report. */
import type { AppStatus } from '../shared/contract/app.ts'
import type { SettingsSnapshot } from '../shared/contract/settings.ts'

export interface DiagnosticFacts {
  nowMs: number
  node: string
  residentBytes: number
}

/** Versions, paths, state and what was changed from the defaults; not yet redacted. */
export function diagnosticText(
  status: AppStatus,
  settings: SettingsSnapshot,
  { nowMs, node, residentBytes }: DiagnosticFacts,
): string {
  const minutes = Math.round((nowMs - status.startedAtMs) / 60_000)
  const { service, vault, keys } = status
  const lines = [
    `Gemini Balance ${status.version}, ${status.mode}${status.isDemo ? ', demo' : ''}`,
    `${status.platform}, Node ${node}, ${Math.round(residentBytes / 1024 / 1024)} MB, up ${minutes} min`,
    `Service: ${service.kind}${service.kind === 'running' ? ` at ${service.origin}` : ''}`,
    `Secrets: ${vault.kind}, ${vault.state}${vault.reason === undefined ? '' : ` (${vault.reason})`}`,
    `Keys: ${keys.ready} of ${keys.total} ready; ${JSON.stringify(keys.byState)}`,
    `Data folder: ${status.dataDir}`,
    ...status.attention.map((entry) => `Attention: ${JSON.stringify(entry)}`),
    ...changedSettings(settings),
  ]
  return `${lines.join('\n')}\n`
}

function changedSettings({ values, sources }: SettingsSnapshot): string[] {
  return Object.entries(values).flatMap(([name, value]) => {
    const source = Object.entries(sources).find(([known]) => known === name)?.[1] ?? 'default'
    return source === 'default' ? [] : [`Setting: ${name} = ${JSON.stringify(value)} (${source})`]
  })
}
