/** Updates of the running app: its own version and repository, the system's way to the network. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { app, session } from 'electron'
import { z } from 'zod'
import packageJson from '../../../package.json' with { type: 'json' }
import { systemClock } from '../../shared/clock.ts'
import type { Settings } from '../../shared/settings.ts'
import { openInstaller } from './installer.ts'
import { repositoryOf } from './release.ts'
import { createUpdates, type Installer, type Updates } from './updates.ts'

/** The window's own session lets nothing out; this one keeps nothing and knows the system's proxy. */
const PARTITION = 'updates'
const ANSWER_WITHIN_MS = 30_000

/** Where the new version has not taken over by then, the old one comes back. */
const TAKEN_OVER_WITHIN_MS = 15_000

/**
 * Looks by itself only from an installed app, and only while the setting says so.
 * @param end closes everything the app has open
 */
export function openUpdates(settings: () => Settings, end: () => Promise<void>): Updates {
  return createUpdates({
    version: packageJson.version,
    repository: ownRepository(),
    fetchJson,
    openInstaller: async () => {
      const installer = await openInstaller({
        platform: process.platform,
        isPackaged: app.isPackaged,
        resources: process.resourcesPath,
        environment: process.env,
        execPath: process.execPath,
      })
      return installer && { ...installer, install: () => void makeWay(end, installer) }
    },
    isAutomatic: () => app.isPackaged && settings().checkForUpdates,
    clock: systemClock,
  })
}

/**
 * The new version starts before this one has gone: it must find the port free, the databases closed
 * and nobody who holds the lock of the only instance.
 */
async function makeWay(end: () => Promise<void>, installer: Installer): Promise<void> {
  await end()
  app.releaseSingleInstanceLock()
  setTimeout(() => {
    app.relaunch()
    app.exit(0)
  }, TAKEN_OVER_WITHIN_MS)
  installer.install()
}

/** What the package.json of the app names; whoever packs it writes it there (`dist.ts`). */
function ownRepository(): string | undefined {
  try {
    return repositoryOf(JSON.parse(readFileSync(join(app.getAppPath(), 'package.json'), 'utf8')))
  } catch {
    // A folder without one is nothing to look for updates of.
    return undefined
  }
}

async function fetchJson(url: string): Promise<unknown> {
  const response = await session.fromPartition(PARTITION).fetch(url, {
    headers: { accept: 'application/vnd.github+json' },
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  })
  if (response.status === 200) return response.json()
  const told = z.object({ message: z.string() }).safeParse(await response.json().catch(() => null))
  const why = told.success ? `: ${told.data.message}` : ''
  throw new Error(`GitHub answered ${response.status}${why}`)
}
