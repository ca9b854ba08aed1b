/** The service at a glance: what every page of the interface shows. */
import type { Hold } from '../keys/outages.ts'
import type { Notice } from '../notices.ts'
import type { AppStatus, Attention, ServiceState, VaultStatus } from '../shared/contract/app.ts'
import type { KeyStatus } from '../shared/key-status.ts'
import { restingModels } from '../shared/resting-models.ts'
import type { Vault } from '../vault/vault.ts'

/** What stays the same as long as the program runs. */
export interface AppFacts {
  version: string
  mode: AppStatus['mode']
  platform: string
  isDemo: boolean
  startedAtMs: number
  dataDir: string
}

export interface AppState {
  service: ServiceState
  keys: readonly KeyStatus[]
  tally: { ready: number; total: number }
  hold: Hold | undefined
  vault: VaultStatus
  notices: readonly Notice[]
  lastRequest: AppStatus['lastRequest']
  update?: AppStatus['update'] | undefined
  launchAtLogin?: AppStatus['launchAtLogin'] | undefined
  can: AppStatus['can']
}

/** Models that a person is told of at once. */
const MOST_MODELS = 3

/** Pure: the status that follows from the state. */
export function appStatus(facts: AppFacts, state: AppState): AppStatus {
  const { service, keys, tally, vault, lastRequest, update, launchAtLogin, can } = state
  const byState: AppStatus['keys']['byState'] = {}
  const free = keys.filter(({ paid }) => !paid)
  for (const { state: name } of free) byState[name] = (byState[name] ?? 0) + 1
  const nextReadyAtMs = earliest(keys)
  return {
    ...facts,
    service,
    keys: { ...tally, byState, partly: partlyReady(free), paid: keys.length - free.length },
    ...(nextReadyAtMs !== undefined && { nextReadyAtMs }),
    vault,
    attention: attentionTo(facts, state, nextReadyAtMs),
    ...(lastRequest !== undefined && { lastRequest }),
    ...(update !== undefined && { update }),
    ...(launchAtLogin !== undefined && { launchAtLogin }),
    can,
  }
}

/** Google counts quotas by model, so a key that is ready may still have nothing left for one. */
function partlyReady(keys: readonly KeyStatus[]): AppStatus['keys']['partly'] {
  const partly = keys.filter(({ ready, models }) => ready && models.length > 0)
  const times = partly.flatMap(({ models }) => models.flatMap(({ untilMs }) => untilMs ?? []))
  const backAtMs = least(times)
  return { count: partly.length, ...(backAtMs !== undefined && { backAtMs }) }
}

function earliest(keys: readonly KeyStatus[]): number | undefined {
  return least(
    keys.flatMap(({ state, untilMs }) =>
      state === 'disabled' || untilMs === undefined ? [] : [untilMs],
    ),
  )
}

function least(times: readonly number[]): number | undefined {
  return times.length === 0 ? undefined : times.reduce((a, b) => Math.min(a, b))
}

function attentionTo(
  { isDemo }: AppFacts,
  { service, keys, tally, hold, vault, notices }: AppState,
  nextReadyAtMs: number | undefined,
): Attention[] {
  const attention: Attention[] = []
  if (service.kind === 'failed') attention.push({ code: 'port', problem: service.problem })
  if (vault.state !== 'available' && !isDemo) attention.push({ code: 'vault', vault })
  // What cannot be looked into may hold keys.
  const mayHoldKeys = vault.state === 'locked' || vault.state === 'denied'
  if (keys.length === 0 && !mayHoldKeys) attention.push({ code: 'no-keys' })
  else if (tally.total > 0 && tally.ready === 0) {
    const back = nextReadyAtMs === undefined ? {} : { backAtMs: nextReadyAtMs }
    attention.push({ code: 'all-resting', ...back })
  }
  for (const resting of restingModels(keys).slice(0, MOST_MODELS)) {
    attention.push({ code: 'model-resting', ...resting })
  }
  if (hold?.reason === 'throttled') attention.push({ code: 'throttled', untilMs: hold.untilMs })
  return [...attention, ...notices.map((notice) => ({ code: 'problem' as const, ...notice }))]
}

/** A vault's state in the words of the contract. */
export function vaultStatus(vault: Vault): VaultStatus {
  const { kind } = vault
  const state = vault.state()
  if (state.kind === 'available') return { kind, state: 'available' }
  return { kind, state: state.kind, reason: state.reason, advice: state.advice }
}
