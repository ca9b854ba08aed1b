/** What settings.json held in other versions, brought to today's form (design §5.5). Pure. */
import { settingFaults } from './shared/settings.ts'

export type SettingsValues = Readonly<Record<string, unknown>>

/** From one version to the next. It gets whatever a person may have written, and must not throw. */
export type SettingsMigration = (values: SettingsValues) => SettingsValues

/** The first takes version 1 to 2. A release only ever adds to the end. */
export const settingsMigrations: readonly SettingsMigration[] = []

/** The name under which the file says its version; a file that says none is of version 1. */
const VERSION = 'version'

export interface Understood {
  /** Without the version. */
  values: SettingsValues
  version: number
  age: 'older' | 'current' | 'newer'
  /** Settings of a newer file that this version cannot use; their defaults count. */
  unusable: readonly string[]
}

/** The version that a release with these migrations writes. */
export function currentVersion(migrations: readonly SettingsMigration[]): number {
  return migrations.length + 1
}

/**
 * The content of a settings file as this release reads it. Older content is migrated; of newer
 * content, which nobody here knows, every value that breaks today's rules is left out.
 */
export function understand(
  content: SettingsValues,
  migrations: readonly SettingsMigration[] = settingsMigrations,
): Understood {
  const { [VERSION]: said, ...values } = content
  const version = typeof said === 'number' && Number.isInteger(said) && said > 0 ? said : 1
  const current = currentVersion(migrations)
  if (version > current) return { ...usable(values), version, age: 'newer' }
  const steps = migrations.slice(version - 1)
  const migrated = steps.reduce((before, migrate) => migrate(before), values as SettingsValues)
  const age = version < current ? 'older' : 'current'
  return { values: migrated, version, age, unusable: [] }
}

/** The content to write for these values; version 1 goes without saying. */
export function contentOf(values: SettingsValues, version: number): Record<string, unknown> {
  return version === 1 ? { ...values } : { [VERSION]: version, ...values }
}

function usable(values: SettingsValues): Pick<Understood, 'values' | 'unusable'> {
  const unusable = settingFaults(values, String).map(({ name }) => name)
  const kept = Object.entries(values).filter(([name]) => !unusable.some((bad) => bad === name))
  return { values: Object.fromEntries(kept), unusable }
}
