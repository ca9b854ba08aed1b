/** Answers the calls about settings. */
import type { HostSecrets } from '../host-secrets.ts'
import type { SettingsStore } from '../settings-store.ts'
import type { Handlers } from '../shared/contract.ts'
import type { SettingEvents, SettingsSnapshot } from '../shared/contract/settings.ts'
import { environmentNameOf } from '../shared/environment.ts'
import { checkExposure } from '../shared/resolve-settings.ts'
import {
  checkSettings,
  isSettingName,
  type PortSettingName,
  portSettingNames,
  SettingError,
  settingNames,
  type SettingName,
  type Settings,
  settingsSchema,
} from '../shared/settings.ts'
import { CallFailed } from './call-failed.ts'
import type { Feed } from './events.ts'
import { hidePasswords, restorePasswords } from './proxy-passwords.ts'

export interface SettingHandlerParts {
  store: SettingsStore
  secrets: HostSecrets
  port: {
    /** The settings that the open port was bound with; undefined while it is closed. */
    bound(): Pick<Settings, PortSettingName> | undefined
    onChange(listener: () => void): () => void
  }
  /** Whether there is any access token. */
  hasToken(): boolean
}

type SettingActions = Extract<keyof Handlers, `settings.${string}`>

/** Handlers over the settings store. */
export function createSettingHandlers(parts: SettingHandlerParts): Handlers<SettingActions> {
  const { store } = parts
  return {
    'settings.get': () => snapshotOf(parts),
    'settings.update': ({ change }) => {
      for (const name of Object.keys(change)) settingName(name)
      const proxies = restorePasswords(change['proxies'], store.current().proxies)
      const checked = checkSettings({ ...change, proxies }, (name) => name)
      refuseExposure({ ...store.current(), ...checked }, parts)
      store.update(checked)
      return snapshotOf(parts)
    },
    'settings.reset': ({ names }) => {
      const wanted = names === undefined ? changeable(store) : names.map(settingName)
      const defaults = settingsSchema.parse({})
      const after = Object.fromEntries(wanted.map((name) => [name, defaults[name]]))
      refuseExposure({ ...store.current(), ...after }, parts)
      store.reset(wanted)
      return snapshotOf(parts)
    },
    'settings.setSecret': async ({ name, secret }) => {
      await parts.secrets.set(name, secret)
      return snapshotOf(parts)
    },
    'settings.clearSecret': async ({ name }) => {
      await parts.secrets.clear(name)
      return snapshotOf(parts)
    },
  }
}

/** The feed of `settings.changed`. */
export function createSettingFeed(
  parts: SettingHandlerParts,
): Feed<SettingEvents['settings.changed']> {
  return {
    watch(wake) {
      const { store, secrets, port } = parts
      const stops = [store.onChange(wake), secrets.onChange(wake), port.onChange(wake)]
      return () => {
        for (const stop of stops) stop()
      }
    },
    take: () => snapshotOf(parts),
  }
}

/** The settings in force, and where each value comes from. */
export function snapshotOf({ store, secrets, port }: SettingHandlerParts): SettingsSnapshot {
  const values = store.current()
  const inForce = port.bound() ?? values
  return {
    values: { ...values, proxies: hidePasswords(values.proxies) },
    defaults: settingsSchema.parse({}),
    sources: { ...store.sources() },
    variables: variables(),
    secrets: secrets.states(),
    pendingRestart: portSettingNames.filter((name) => inForce[name] !== values[name]),
  }
}

function variables(): SettingsSnapshot['variables'] {
  return Object.fromEntries(
    settingNames.flatMap((name) => {
      const variable = environmentNameOf(name)
      return variable === undefined ? [] : [[name, variable]]
    }),
  )
}

function refuseExposure(settings: Settings, { hasToken }: SettingHandlerParts): void {
  const exposure = checkExposure(settings, hasToken())
  if (exposure !== undefined) throw new SettingError(exposure)
}

function changeable(store: SettingsStore): SettingName[] {
  const sources = store.sources()
  return settingNames.filter((name) => sources[name] === 'file')
}

function settingName(name: string): SettingName {
  if (isSettingName(name)) return name
  throw new CallFailed('setting_invalid', `There is no setting "${name.slice(0, 100)}"`)
}
