/** Calls about settings. */
import { z } from 'zod'
import type { SettingSource } from '../resolve-settings.ts'
import { type HostSecretName, hostSecretNames, type HostSecretState } from '../host-secret.ts'
import type { SettingName, Settings } from '../settings.ts'
import { takes } from './action.ts'

export interface SettingsSnapshot {
  values: Settings
  defaults: Settings
  /** A value of a flag or the environment cannot be changed here. */
  sources: Record<SettingName, SettingSource>
  /** Name of the environment variable of a setting, where it has one. */
  variables: Partial<Record<SettingName, string>>
  /** Settings that count from the next start on, and differ from what is in force. */
  pendingRestart: SettingName[]
  /** Tokens of image hosts: which are set, never what they are. */
  secrets: Record<HostSecretName, HostSecretState>
}

const secretName = z.enum(hostSecretNames)

export const settingActions = {
  'settings.get': takes(z.strictObject({})).gives<SettingsSnapshot>(),
  /** Checked by the settings schema; with one wrong value nothing is changed. */
  'settings.update': takes(
    z.strictObject({ change: z.record(z.string(), z.unknown()) }),
  ).gives<SettingsSnapshot>(),
  /** Back to the defaults; without names all of them. */
  'settings.reset': takes(
    z.strictObject({ names: z.array(z.string()).min(1).optional() }),
  ).gives<SettingsSnapshot>(),
  /** Keeps a token of an image host in the keychain; no call ever gives it back. */
  'settings.setSecret': takes(
    z.strictObject({ name: secretName, secret: z.string().trim().min(1).max(1000) }),
  ).gives<SettingsSnapshot>(),
  'settings.clearSecret': takes(z.strictObject({ name: secretName })).gives<SettingsSnapshot>(),
}

export interface SettingEvents {
  'settings.changed': SettingsSnapshot
}
