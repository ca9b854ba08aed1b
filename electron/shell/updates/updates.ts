/** Newer versions: looked for, told, and put in place when a person says so, never before. */
import { createListeners } from '../../shared/listeners.ts'
import type { UpdateState } from '../../shared/contract/app.ts'
import type { Clock } from '../../shared/clock.ts'
import { isNewer, readRelease } from './release.ts'

/** Puts a release in place of the app; electron-updater in the app, something else in tests. */
export interface Installer {
  /** Resolves when the release is there and in order. Percent goes from 0 to 100. */
  download(onPercent: (percent: number) => void): Promise<void>
  /** Quits the app, and the new one starts. */
  install(): void
}

export interface UpdateParts {
  /** The version that runs. */
  version: string
  /** `owner/name` on GitHub; undefined for a build that does not know where it comes from. */
  repository: string | undefined
  /** JSON behind a URL. Rejects for any status but 200, with the status in the message. */
  fetchJson(url: string): Promise<unknown>
  /** Undefined where this kind of package cannot replace itself. */
  openInstaller(): Promise<Installer | undefined>
  /** Whether to look without being asked. */
  isAutomatic(): boolean
  clock: Clock
}

export interface Updates {
  state(): UpdateState
  onChange(listener: () => void): () => void
  check(): Promise<UpdateState>
  /** Does nothing unless a version is available that this package can install. */
  download(): Promise<UpdateState>
  /** Does nothing unless a version is ready. */
  install(): UpdateState
  close(): void
}

const FIRST_LOOK_MS = 60_000
const LOOK_EVERY_MS = 24 * 3_600_000

/** Looks once a day, beginning a minute after the start, as long as the setting allows. */
export function createUpdates(parts: UpdateParts): Updates {
  const { version, repository, clock } = parts
  const listeners = createListeners<void>()
  let state: UpdateState = { kind: repository === undefined ? 'no-source' : 'unknown' }
  let installer: Installer | undefined
  const become = (next: UpdateState) => {
    state = next
    listeners.notify()
    return state
  }

  async function look(from: string): Promise<UpdateState> {
    const url = `https://api.github.com/repos/${from}/releases/latest`
    const release = readRelease(await parts.fetchJson(url))
    if (!isNewer(release.version, version)) return { kind: 'latest', checkedAtMs: clock.nowMs() }
    installer = await parts.openInstaller()
    return { kind: 'available', ...release, canInstall: installer !== undefined }
  }

  const updates: Updates = {
    state: () => state,
    onChange: listeners.add,
    async check() {
      // What is under way, or waits for a restart, is not begun anew.
      const isBusy = ['checking', 'downloading', 'ready'].includes(state.kind)
      if (isBusy || repository === undefined) return state
      become({ kind: 'checking' })
      return look(repository).then(become, (error: unknown) => become(failure(error)))
    },
    async download() {
      if (state.kind !== 'available' || installer === undefined) return state
      const { version: coming, pageUrl } = state
      const progress = (percent: number) =>
        become({ kind: 'downloading', version: coming, percent: Math.round(percent) })
      progress(0)
      return installer.download(progress).then(
        () => become({ kind: 'ready', version: coming }),
        (error: unknown) => become({ ...failure(error), pageUrl }),
      )
    },
    install() {
      if (state.kind === 'ready') installer?.install()
      return state
    },
    close: () => cancel(),
  }
  const lookLater = (delayMs: number) =>
    clock.after(delayMs, () => {
      if (parts.isAutomatic()) void updates.check()
      cancel = lookLater(LOOK_EVERY_MS)
    })
  let cancel = lookLater(FIRST_LOOK_MS)
  return updates
}

function failure(error: unknown): Extract<UpdateState, { kind: 'failed' }> {
  return { kind: 'failed', message: error instanceof Error ? error.message : String(error) }
}
