/** What the tray is drawn from, read off the service. */
import type { OpenedService } from '../open-service.ts'
import type { KeyStatus } from '../shared/key-status.ts'
import { restingModels } from '../shared/resting-models.ts'
import type { TrayInput } from './tray-model.ts'
import packageJson from '../../package.json' with { type: 'json' }

/** The state of the service now. */
export function trayInput(
  { service, settings, tokens }: OpenedService,
  keys: readonly KeyStatus[],
  desk: Pick<TrayInput, 'launchAtLogin' | 'update' | 'say'>,
): TrayInput {
  const { showSearchLink, codeExecutionEnabled, showThinkingProcess } = settings()
  const nextReadyAtMs = nextReturn(keys)
  const hold = service.pool.hold()
  return {
    service: service.listener.state(),
    keys,
    tally: service.pool.counts(),
    ...(nextReadyAtMs !== undefined && { nextReadyAtMs }),
    restingModels: restingModels(keys),
    ...(hold?.reason === 'throttled' && { throttledUntilMs: hold.untilMs }),
    vault: service.vaultState(),
    nowMs: Date.now(),
    switches: { showSearchLink, codeExecutionEnabled, showThinkingProcess },
    hasToken: tokens.has('any'),
    version: packageJson.version,
    ...desk,
  }
}

/** When the next resting key comes back. */
export function nextReturn(keys: readonly KeyStatus[]): number | undefined {
  const times = keys.flatMap(({ enabled, untilMs }) => (enabled ? (untilMs ?? []) : []))
  return times.length === 0 ? undefined : Math.min(...times)
}
