/** settings.json in the data folder, read, written and watched (design §5.5). */
import { unwatchFile, watchFile } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type Conf from 'conf'
import { type JsonObject, openJsonFile, unreadable } from './json-file.ts'
import { createListeners } from './shared/listeners.ts'
import { reasonOf } from './shared/file-error.ts'
import { SettingError, type SettingName, type Settings } from './shared/settings.ts'

export interface SettingsFile {
  readonly path: string
  /** Where a file that could not be understood was moved to when the service opened it. */
  readonly setAside?: string
  /** What the file held when it was last readable, unchecked; names that are no setting included. */
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
 * aside under a dated name. `pollIntervalMs` is how often edits by hand are looked for. Throws
 * SettingError when the file is there but cannot be read or moved.
 */
export function openSettingsFile(
  dataDir: string,
  { pollIntervalMs = 500 }: { pollIntervalMs?: number } = {},
): SettingsFile {
  const path = join(dataDir, 'settings.json')
  const { store, setAside } = openJsonFile(dataDir, 'settings')
  const changes = createListeners<void>()
  const problems = createListeners<string>()
  let values: JsonObject = read(store, path)
  let toldProblem: string | undefined

  const reload = (): void => {
    let fresh: JsonObject
    try {
      fresh = read(store, path)
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
  const stopWatching = watchSettled(path, pollIntervalMs, reload)

  return {
    path,
    ...(setAside !== undefined && { setAside }),
    values: () => values,
    set: (patch) => {
      write(path, () => store.set(patch))
      reload()
    },
    remove: (names) => {
      const kept = Object.entries(read(store, path)).filter(([name]) => !isOneOf(name, names))
      write(path, () => {
        store.store = Object.fromEntries(kept)
      })
      reload()
    },
    onChange: (listener) => changes.add(listener),
    onProblem: (listener) => problems.add(listener),
    close: () => {
      stopWatching()
      changes.clear()
      problems.clear()
    },
  }
}

function read(store: Conf<JsonObject>, path: string): JsonObject {
  try {
    return { ...store.store }
  } catch (error) {
    throw unreadable(path, error)
  }
}

function isOneOf(name: string, names: readonly string[]): boolean {
  return names.includes(name)
}

function write(path: string, change: () => void): void {
  try {
    change()
  } catch (error) {
    if (error instanceof SyntaxError) throw unreadable(path, error)
    throw new SettingError(`${path} cannot be written: ${reasonOf(error)}`, { cause: error })
  }
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
