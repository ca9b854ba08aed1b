/**
 * What the tray shows, decided from the state of the service alone (pure). The same rows stand in
 * the same order on every system, because on Linux the menu is all there is (peers §6).
 */
import type {
  LaunchAtLogin,
  ServiceState,
  UpdateState,
  VaultStatus,
} from '../shared/contract/app.ts'
import type { KeyState } from '../shared/key-status.ts'
import type { RestingModel } from '../shared/resting-models.ts'
import { iconOf, keysLine, statusLine, statusRow, vaultRows } from './tray-status.ts'
import type { Speaker, Word } from './words.ts'

/** Each has a picture of its own shape in `resources/tray/`. */
export type TrayIcon = 'running' | 'degraded' | 'exhausted' | 'failed' | 'stopped'

/** What a click on a row asks for, here or in the menu of the application. */
export type TrayCommand =
  | { do: 'open'; page?: 'keys' | 'overview' | 'settings/desktop' }
  | { do: 'start' | 'stop' | 'copy-token' | 'add-from-clipboard' | 'verify-all' }
  | { do: 'reset-cooldowns' | 'check-for-updates' | 'retry-vault' | 'copy-diagnostics' | 'quit' }
  | { do: 'open-folder'; folder: TrayFolder }
  | { do: 'copy'; text: string }
  | { do: 'set-key-enabled'; id: string; enabled: boolean }
  | { do: 'set'; setting: TraySwitch; on: boolean }
  | { do: 'launch-at-login'; on: boolean }

export type TraySwitch = 'showSearchLink' | 'codeExecutionEnabled' | 'showThinkingProcess'

/** Folders of the contract, in the order of the menu. */
const folders = ['data', 'logs', 'images'] as const
export type TrayFolder = (typeof folders)[number]

export type TrayRow =
  | { kind: 'separator' }
  | {
      kind: 'row'
      label: string
      /** Absent rows cannot be clicked. */
      command?: TrayCommand
      checked?: boolean
      rows?: TrayRow[]
    }

export interface TrayKey {
  id: string
  masked: string
  label: string
  state: KeyState
  enabled: boolean
}

export interface TrayInput {
  service: ServiceState
  keys: readonly TrayKey[]
  tally: { ready: number; total: number }
  nextReadyAtMs?: number
  /** Models that no key can serve now, though some are ready. */
  restingModels: readonly RestingModel[]
  /** Until when Google holds back every call of this address. */
  throttledUntilMs?: number
  vault: VaultStatus['state']
  nowMs: number
  switches: Readonly<Record<TraySwitch, boolean>>
  hasToken: boolean
  /** Undefined where the system has no such thing. */
  launchAtLogin: LaunchAtLogin | undefined
  version: string
  update: UpdateState
  say: Speaker
}

export interface TrayModel {
  icon: TrayIcon
  tooltip: string
  rows: TrayRow[]
}

/** Keys in the submenu; more belong into the window. */
const KEYS_IN_MENU = 20
/** Windows cuts off what is longer. */
const TOOLTIP_LENGTH = 127

const separator: TrayRow = { kind: 'separator' }

/** Picture, tooltip and menu for a state. */
export function trayModel(input: TrayInput): TrayModel {
  const { say } = input
  const status = statusLine(input.service, say)
  const keys = keysLine(input)
  return {
    icon: iconOf(input),
    tooltip: `Gemini Balance — ${status}\n${keys}`.slice(0, TOOLTIP_LENGTH),
    rows: [
      statusRow(input.service, status),
      { kind: 'row', label: keys, command: { do: 'open', page: 'keys' } },
      ...vaultRows(input),
      separator,
      ...serviceRows(input),
      separator,
      { kind: 'row', label: say('open'), command: { do: 'open' } },
      { kind: 'row', label: say('keys'), rows: keyRows(input) },
      separator,
      ...switchRows(input),
      separator,
      ...appRows(input),
    ],
  }
}

function serviceRows({ service, hasToken, say }: TrayInput): TrayRow[] {
  const isUp = service.kind === 'running' || service.kind === 'starting'
  const startStop: TrayRow = isUp
    ? { kind: 'row', label: say('stop'), command: { do: 'stop' } }
    : { kind: 'row', label: say('start'), command: { do: 'start' } }
  if (service.kind !== 'running') return [startStop]
  const { openaiBaseUrl, geminiBaseUrl } = service
  return [
    startStop,
    {
      kind: 'row',
      label: say('copyBaseUrl'),
      rows: [
        copyRow(say('openAiUrl', { url: openaiBaseUrl }), openaiBaseUrl),
        copyRow(say('geminiUrl', { url: geminiBaseUrl }), geminiBaseUrl),
      ],
    },
    ...(hasToken
      ? [{ kind: 'row' as const, label: say('copyToken'), command: { do: 'copy-token' as const } }]
      : []),
  ]
}

function copyRow(label: string, text: string): TrayRow {
  return { kind: 'row', label, command: { do: 'copy', text } }
}

const stateWords: Readonly<Record<KeyState, Word>> = {
  ready: 'stateReady',
  disabled: 'stateDisabled',
  cooling: 'stateCooling',
  exhausted: 'stateExhausted',
  'not-for-this-model': 'stateModel',
  benched: 'stateBenched',
  invalid: 'stateInvalid',
  suspended: 'stateSuspended',
}

function keyRows({ keys, say }: TrayInput): TrayRow[] {
  const rows: TrayRow[] = [
    { kind: 'row', label: say('addFromClipboard'), command: { do: 'add-from-clipboard' } },
  ]
  if (keys.length === 0) return rows
  rows.push(
    { kind: 'row', label: say('verifyAll'), command: { do: 'verify-all' } },
    { kind: 'row', label: say('resetCooldowns'), command: { do: 'reset-cooldowns' } },
    separator,
    ...keys.slice(0, KEYS_IN_MENU).map((key) => keyRow(key, say)),
  )
  const more = keys.length - KEYS_IN_MENU
  if (more > 0) {
    const label = say('moreKeys', { count: more })
    rows.push({ kind: 'row', label, command: { do: 'open', page: 'keys' } })
  }
  return rows
}

function keyRow({ id, masked, label, state, enabled }: TrayKey, say: Speaker): TrayRow {
  const name = label === '' ? masked : `${label} (${masked})`
  return {
    kind: 'row',
    label: `${name} — ${say(stateWords[state])}`,
    checked: enabled,
    command: { do: 'set-key-enabled', id, enabled: !enabled },
  }
}

function switchRows({ switches, say }: TrayInput): TrayRow[] {
  const rows: readonly [TraySwitch, Word][] = [
    ['showSearchLink', 'searchLinks'],
    ['codeExecutionEnabled', 'codeExecution'],
    ['showThinkingProcess', 'thinking'],
  ]
  return rows.map(([setting, word]) => ({
    kind: 'row',
    label: say(word),
    checked: switches[setting],
    command: { do: 'set', setting, on: !switches[setting] },
  }))
}

/** Where a newer version is known, the row leads to it; else it looks for one. */
function versionRow({ version, update, say }: TrayInput): TrayRow {
  switch (update.kind) {
    case 'available':
    case 'ready': {
      const word = update.kind === 'ready' ? 'updateReady' : 'updateAvailable'
      const label = say(word, { version: update.version })
      return { kind: 'row', label, command: { do: 'open', page: 'settings/desktop' } }
    }
    case 'no-source':
    case 'checking':
    case 'downloading':
      return { kind: 'row', label: say('version', { version }) }
    case 'unknown':
    case 'latest':
    case 'failed':
    default: {
      const label = say('checkForUpdates', { version })
      return { kind: 'row', label, command: { do: 'check-for-updates' } }
    }
  }
}

const folderWords: Readonly<Record<TrayFolder, Word>> = {
  data: 'folderData',
  logs: 'folderLogs',
  images: 'folderImages',
}

function appRows(input: TrayInput): TrayRow[] {
  const { launchAtLogin, say } = input
  const login: TrayRow[] =
    launchAtLogin === undefined
      ? []
      : [
          {
            kind: 'row',
            label: say(launchAtLogin === 'needs-approval' ? 'loginNeedsApproval' : 'launchAtLogin'),
            checked: launchAtLogin === 'on',
            command: { do: 'launch-at-login', on: launchAtLogin !== 'on' },
          },
        ]
  const folderRows = folders.map((folder): TrayRow => {
    return { kind: 'row', label: say(folderWords[folder]), command: { do: 'open-folder', folder } }
  })
  return [
    { kind: 'row', label: say('openFolder'), rows: folderRows },
    ...login,
    versionRow(input),
    { kind: 'row', label: say('quit'), command: { do: 'quit' } },
  ]
}
