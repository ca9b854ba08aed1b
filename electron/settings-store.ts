/** The settings in force, kept up to date while the service runs. */
import { isDeepStrictEqual } from 'node:util'
import { environmentNameOf } from './shared/environment.ts'
import { createListeners } from './shared/listeners.ts'
import { labelInFile, resolveSettings } from './shared/resolve-settings.ts'
import type { ResolvedSettings } from './shared/resolve-settings.ts'
import { checkSettings, isSettingName, settingFaults, SettingError } from './shared/settings.ts'
import type { SettingName, Settings } from './shared/settings.ts'
import type { SettingsFile } from './settings-file.ts'

export interface SettingsStore {
  /** What a person should know of how the file was opened. */
  readonly remarks: readonly string[]
  current(): Settings
  sources(): ResolvedSettings['sources']
  /** Checks and writes settings to the file. Throws SettingError, with nothing changed. */
  update(patch: Partial<Settings>): void
  /**
   * Takes settings out of the file, so that their defaults count. Throws SettingError, with nothing
   * changed.
   */
  reset(names: readonly SettingName[]): void
  /** Calls back when a setting has a new value; returns the way to stop it. */
  onChange(listener: (settings: Settings) => void): () => void
  /** Calls back with a sentence when the file went bad; the last good settings stay in force. */
  onProblem(listener: (message: string) => void): () => void
  /** Stops watching and closes the file. */
  close(): void
}

/** What the store stands on; a value of flags or environment is never written to the file. */
export interface SettingsStoreInput {
  readonly flags: Partial<Settings>
  readonly environment: Partial<Settings>
  readonly file: SettingsFile
  /**
   * True starts in spite of values in the file that break a rule: they count as not written until
   * somebody changes them, and are told. An app that does not start could not be set right.
   */
  readonly startsAnyway?: boolean
}

/**
 * A store over an open settings file. Throws SettingError when a value is invalid at the start,
 * unless it is to start anyway.
 */
export function createSettingsStore({
  flags,
  environment,
  file,
  startsAnyway = false,
}: SettingsStoreInput): SettingsStore {
  const faults = startsAnyway ? settingFaults(file.values(), labelInFile) : []
  const counts = countsBeside(faults, file.values())
  const resolve = (values: Readonly<Record<string, unknown>>): ResolvedSettings =>
    resolveSettings({ flags, environment, file: counts(values) })
  const changes = createListeners<Settings>()
  const problems = createListeners<string>()
  let resolved = resolve(file.values())

  const reload = (): void => {
    let fresh: ResolvedSettings
    try {
      fresh = resolve(file.values())
    } catch (error) {
      if (!(error instanceof SettingError)) throw error
      problems.notify(error.message)
      return
    }
    const isSame = isDeepStrictEqual(fresh.settings, resolved.settings)
    resolved = fresh
    if (isSame) return
    changes.notify(fresh.settings)
  }
  file.onChange(reload)
  file.onProblem(problems.notify)

  return {
    remarks: [...file.remarks, ...faults.map(({ message }) => `${message}; its default counts`)],
    current: () => resolved.settings,
    sources: () => resolved.sources,
    update: (patch) => {
      const checked = checkPatch(patch, resolved.sources)
      // Before the write: another value that is invalid in the file would keep this one from counting.
      resolve({ ...file.values(), ...checked })
      file.set(checked)
    },
    reset: (names) => {
      for (const name of names) refuseFixed(name, resolved.sources)
      file.remove(names)
    },
    onChange: (listener) => changes.add(listener),
    onProblem: (listener) => problems.add(listener),
    close: () => {
      file.close()
      changes.clear()
      problems.clear()
    },
  }
}

/** Gives what takes out of the file's values those that were wrong from the beginning and still are. */
function countsBeside(
  faults: readonly { name: SettingName }[],
  values: Readonly<Record<string, unknown>>,
) {
  const wrong = new Map<string, unknown>(faults.map(({ name }) => [name, values[name]]))
  return (now: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
    Object.fromEntries(
      Object.entries(now).filter(
        ([name, value]) => !wrong.has(name) || !isDeepStrictEqual(wrong.get(name), value),
      ),
    )
}

function checkPatch(
  patch: Partial<Settings>,
  sources: ResolvedSettings['sources'],
): Partial<Settings> {
  for (const name of Object.keys(patch)) {
    if (!isSettingName(name)) throw new SettingError(`There is no setting "${name}"`)
    refuseFixed(name, sources)
  }
  return checkSettings(patch, (name) => name)
}

function refuseFixed(name: SettingName, sources: ResolvedSettings['sources']): void {
  if (sources[name] === 'flag') {
    throw new SettingError(`${name} was set by a flag when the service started; change it there`)
  }
  if (sources[name] === 'environment') {
    const variable = environmentNameOf(name) ?? name
    throw new SettingError(`${name} is set by ${variable} in the environment; change it there`)
  }
}
