/** Replacing the app by a newer one, with electron-updater, where the kind of package allows it. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Installer } from './updates.ts'

export interface PackageFacts {
  platform: NodeJS.Platform
  isPackaged: boolean
  /** Folder that holds app-update.yml, when the package was made with a place to look. */
  resources: string
  environment: Readonly<Record<string, string | undefined>>
  execPath: string
}

/**
 * NSIS and AppImage replace themselves, a Mac app only when it is signed; packages of a system's
 * own package manager are that one's business.
 */
export async function canReplaceItself(facts: PackageFacts): Promise<boolean> {
  if (!facts.isPackaged || !existsSync(join(facts.resources, 'app-update.yml'))) return false
  if (facts.platform === 'win32') return true
  if (facts.platform === 'darwin') return isSigned(facts.execPath)
  return facts.environment['APPIMAGE'] !== undefined
}

async function isSigned(path: string): Promise<boolean> {
  const told = await promisify(execFile)('/usr/bin/codesign', ['-d', '--verbose=2', path]).then(
    ({ stderr }) => stderr,
    () => '',
  )
  return /^TeamIdentifier=(?!not set)/m.test(told)
}

/** The installer of this package; undefined where it cannot replace itself. */
export async function openInstaller(facts: PackageFacts): Promise<Installer | undefined> {
  if (!(await canReplaceItself(facts))) return undefined
  const updater = await openUpdater(facts.platform)
  updater.autoDownload = false
  // Only what a person has had downloaded is there to be installed.
  updater.autoInstallOnAppQuit = true
  updater.logger = null
  return {
    async download(onPercent) {
      const tell = ({ percent }: { percent: number }) => onPercent(percent)
      updater.on('download-progress', tell)
      try {
        const found = await updater.checkForUpdates()
        if (found?.isUpdateAvailable !== true) {
          throw new Error('The release has no package for this system yet')
        }
        await updater.downloadUpdate()
      } finally {
        updater.removeListener('download-progress', tell)
      }
    },
    install: () => updater.quitAndInstall(false, true),
  }
}

async function openUpdater(platform: NodeJS.Platform) {
  const { AppImageUpdater, MacUpdater, NsisUpdater } = await import('electron-updater')
  if (platform === 'win32') return new NsisUpdater()
  return platform === 'darwin' ? new MacUpdater() : new AppImageUpdater()
}
