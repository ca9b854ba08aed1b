/** settings.json in the data folder, read, written and watched (design §5.5). */
import { existsSync, renameSync, unwatchFile, watchFile } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import Conf from 'conf'
import { createListeners } from './shared/listeners.ts'
import { reasonOf } from './shared/file-error.ts'
import { SettingError, type Settings } from './shared/settings.ts'

export interface SettingsFile {
  readonly path: string
  /** Where a file that could not be understood was moved to when the service opened it. */
  readonly setAside?: string
  /** What the file held when it was last readable, unchecked; names that are no setting included. */
  values(): Readonly<Record<string, unknown>>
  /** Writes some settings and leaves the rest of the file. Throws SettingError, with nothing changed. */
  set(patch: Partial<Settings>): void
  /** Calls back after the content changed, by `set` or by hand; returns the way to stop it. */
  onChange(listener: () => void): () => void
  /** Calls back once with a sentence when the file can no longer be read; the last values stay. */
  onProblem(listener: (message: string) => void): () => void
  close(): void
}

type Content = Record<string, unknown>

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
  const { store, setAside } = openOrSetAside(dataDir, path)
  const changes = createListeners<void>()
  const problems = createListeners<string>()
  let values: Content = read(store, path)
  let toldProblem: string | undefined

  const reload = (): void => {
    let fresh: Content
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
      write(store, path, patch)
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

function openOrSetAside(
  dataDir: string,
  path: string,
): { store: Conf<Content>; setAside?: string } {
  try {
    return { store: openStore(dataDir) }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw unreadable(path, error)
  }
  const setAside = freeName(dataDir)
  try {
    renameSync(path, setAside)
    return { store: openStore(dataDir), setAside }
  } catch (error) {
    throw unreadable(path, error)
  }
}

function openStore(dataDir: string): Conf<Content> {
  return new Conf<Content>({
    cwd: dataDir,
    configName: 'settings',
    accessPropertiesByDotNotation: false,
    deserialize: parseObject,
    serialize: (content) => `${JSON.stringify(content, undefined, 2)}\n`,
  })
}

function parseObject(text: string): Content {
  const parsed: unknown = JSON.parse(text.replace(/^\uFEFF/, ''))
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new SyntaxError('not a JSON object')
  }
  return { ...parsed }
}

/** A dated name nothing has yet; without colons, which Windows forbids. */
function freeName(dataDir: string): string {
  const date = new Date().toISOString().replaceAll(':', '-')
  for (let attempt = 1; ; attempt += 1) {
    const suffix = attempt === 1 ? '' : `-${attempt}`
    const name = join(dataDir, `settings.corrupt-${date}${suffix}.json`)
    if (!existsSync(name)) return name
  }
}

function read(store: Conf<Content>, path: string): Content {
  try {
    return { ...store.store }
  } catch (error) {
    throw unreadable(path, error)
  }
}

function write(store: Conf<Content>, path: string, patch: Partial<Settings>): void {
  try {
    store.set(patch)
  } catch (error) {
    if (error instanceof SyntaxError) throw unreadable(path, error)
    throw new SettingError(`${path} cannot be written: ${reasonOf(error)}`, { cause: error })
  }
}

function unreadable(path: string, error: unknown): SettingError {
  // The parser's own message quotes the file, which may hold what should not reach a log.
  const reason = error instanceof SyntaxError ? 'it is not a JSON object' : reasonOf(error)
  return new SettingError(`${path} cannot be read: ${reason}`, { cause: error })
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
