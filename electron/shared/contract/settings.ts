/** Calls about settings. */
import { z } from 'zod'
import type { SettingSource } from '../resolve-settings.ts'
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
}

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
}

export interface SettingEvents {
  'settings.changed': SettingsSnapshot
}
