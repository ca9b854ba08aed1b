/** settings.json in the data folder, read, written and watched (design §5.5). */
import { copyFileSync, unwatchFile, watchFile } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type Conf from 'conf'
import { type JsonObject, openJsonFile, type OpenStore, unreadable } from './json-file.ts'
import { createListeners } from './shared/listeners.ts'
import { reasonOf } from './shared/file-error.ts'
import {
  contentOf,
  currentVersion,
  type SettingsMigration,
  settingsMigrations,
  type SettingsValues,
  understand,
  type Understood,
} from './settings-migrations.ts'
import { SettingError, type SettingName, type Settings } from './shared/settings.ts'

export interface SettingsFileOptions {
  pollIntervalMs?: number
  /** The library that keeps the file. */
  openStore?: OpenStore
  /** For tests; a release has `settingsMigrations`. */
  migrations?: readonly SettingsMigration[]
}

export interface SettingsFile {
  readonly path: string
  /** What a person should know of how it was opened: one sentence each. */
  readonly remarks: readonly string[]
  /**
   * What the file held when it was last readable, in today's form and unchecked; names that are no
   * setting included.
   */
  values(): Readonly<Record<string, unknown>>
  /** Writes some settings and leaves the rest of the file. Throws SettingError, with nothing changed. */
  set(patch: Partial<Settings>): void
  /** Takes settings out of the file. Throws SettingError, with nothing changed. */
  remove(names: readonly SettingName[]): void
  /** Calls back after the content changed, by `set` or by hand; returns the way to stop it. */
  onChange(listener: () => void): () => void
  /** Calls back once with a sentence when the file can no longer be read; the last values stay. */
  onProblem(listener: (message: string) => void): () => void
  close(): void
}

/**
 * Opens settings.json of a data folder, without creating it. A file that is no JSON object is moved
 * aside under a dated name; one of an older version is kept beside the migrated one. `pollIntervalMs`
 * is how often edits by hand are looked for. Throws SettingError when the file is there but cannot be
 * read or moved.
 */
export function openSettingsFile(
  dataDir: string,
  { pollIntervalMs = 500, openStore, migrations = settingsMigrations }: SettingsFileOptions = {},
): SettingsFile {
  const path = join(dataDir, 'settings.json')
  const { store, setAside } = openJsonFile(dataDir, 'settings', openStore)
  const content = versioned(store, path, migrations)
  const changes = createListeners<void>()
  const problems = createListeners<string>()
  const opened = content.read()
  let { values } = opened
  let toldProblem: string | undefined

  const reload = (): void => {
    let fresh: SettingsValues
    try {
      fresh = content.read().values
    } catch (error) {
      if (!(error instanceof SettingError)) throw error
      if (error.message !== toldProblem) problems.notify(error.message)
      toldProblem = error.message
      return
    }
    toldProblem = undefined
    if (isDeepStrictEqual(fresh, values)) return
    values = fresh
    changes.notify()
  }
  const change = (changed: (values: SettingsValues) => SettingsValues): void => {
    content.change(changed)
    reload()
  }
  const remarks = setAside === undefined ? [] : [remarkOnDamage(setAside)]
  remarks.push(...remarksOnVersion(path, opened, content))
  const stopWatching = watchSettled(path, pollIntervalMs, reload)

  return {
    path,
    remarks,
    values: () => values,
    set: (patch) => change((old) => ({ ...old, ...patch })),
    remove: (names) => change((old) => without(old, names)),
    onChange: (listener) => changes.add(listener),
    onProblem: (listener) => problems.add(listener),
    close: () => {
      stopWatching()
      changes.clear()
      problems.clear()
    },
  }
}

interface VersionedContent {
  read(): Understood
  /** Writes changed values in today's form; a newer file stays newer, with all that is in it. */
  change(changed: (values: SettingsValues) => SettingsValues): void
}

function versioned(
  store: Conf<JsonObject>,
  path: string,
  migrations: readonly SettingsMigration[],
): VersionedContent {
  return {
    read() {
      try {
        return understand({ ...store.store }, migrations)
      } catch (error) {
        throw unreadable(path, error)
      }
    },
    change(changed) {
      try {
        const before = { ...store.store }
        const { values, age } = understand(before, migrations)
        store.store =
          age === 'newer'
            ? { ...changed(before) }
            : contentOf(changed(values), currentVersion(migrations))
      } catch (error) {
        if (error instanceof SyntaxError) throw unreadable(path, error)
        throw new SettingError(`${path} cannot be written: ${reasonOf(error)}`, { cause: error })
      }
    },
  }
}

function remarkOnDamage(setAside: string): string {
  return `settings.json could not be read and was kept as ${setAside}; the defaults are in force`
}

/** Migrates an older file for good and keeps the original beside it; says what was done. */
function remarksOnVersion(
  path: string,
  { version, age, unusable }: Understood,
  content: VersionedContent,
): string[] {
  if (age === 'newer') {
    const lost = unusable.length === 0 ? '' : `, and ${unusable.join(', ')} count as by default`
    return [`settings.json is of a newer Gemini Balance (version ${version}); it stays so${lost}`]
  }
  if (age === 'current') return []
  const kept = path.replace(/\.json$/, `.v${version}.json`)
  try {
    copyFileSync(path, kept)
    content.change((values) => values)
    return [`settings.json was brought up to date; the old one was kept as ${kept}`]
  } catch (error) {
    return [`settings.json is out of date and could not be rewritten: ${reasonOf(error)}`]
  }
}

function without(values: SettingsValues, names: readonly SettingName[]): SettingsValues {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !isOneOf(name, names)))
}

function isOneOf(name: string, names: readonly string[]): boolean {
  return names.includes(name)
}

/**
 * Calls back once a file has changed and then kept still for one interval, as an editor may write in
 * several steps. Conf's own watcher would create the file, and misses one that does not exist yet.
 */
function watchSettled(path: string, intervalMs: number, onSettled: () => void): () => void {
  let timer: NodeJS.Timeout | undefined
  const onStep = (): void => {
    clearTimeout(timer)
    timer = setTimeout(onSettled, intervalMs).unref()
  }
  watchFile(path, { persistent: false, interval: intervalMs }, onStep)
  // The watcher's first look comes a moment later; what changed until then it takes for granted.
  onStep()
  return () => {
    clearTimeout(timer)
    unwatchFile(path, onStep)
  }
}
