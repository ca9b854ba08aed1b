/** Answers the calls about the service as a whole. */
import type { Handlers } from '../shared/contract.ts'
import type {
  AppStatus,
  LaunchAtLogin,
  ServiceState,
  UpdateState,
  VaultStatus,
} from '../shared/contract/app.ts'
import { CallFailed } from './call-failed.ts'

/** What only a desktop can do; a service without a display leaves it out. */
export interface DesktopAbilities {
  start(): Promise<ServiceState>
  stop(): Promise<ServiceState>
  restart(demo: boolean): void
  openFolder(folder: 'data' | 'logs' | 'images'): Promise<boolean>
  openLink(url: string): Promise<boolean>
  readonly updates: {
    state(): UpdateState
    onChange(listener: () => void): () => void
    check(): Promise<UpdateState>
    download(): Promise<UpdateState>
    install(): UpdateState
  }
  /** Absent where nothing of lasting value could be started. */
  readonly autostart?: {
    state(): LaunchAtLogin
    set(on: boolean): LaunchAtLogin
    onChange(listener: () => void): () => void
  }
  /** Asks a person where to and copies a file there; false when they thought better of it. */
  saveCopy(path: string): Promise<boolean>
}

export interface AppHandlerParts {
  status(): AppStatus
  /** Forgets what went wrong; false when that is gone or has happened anew. */
  dismiss(noticeId: number): boolean
  diagnostics(): string
  retryVault(): Promise<VaultStatus>
  unlockVault(passphrase: string): Promise<VaultStatus>
  desktop?: DesktopAbilities | undefined
}

type AppActions = Extract<keyof Handlers, `app.${string}`>

/** Handlers over the state of the service. */
export function createAppHandlers(parts: AppHandlerParts): Handlers<AppActions> {
  const desktop = (): DesktopAbilities => {
    if (parts.desktop !== undefined) return parts.desktop
    throw new CallFailed('not_here', 'Only the desktop app can do that')
  }
  return {
    'app.status': () => parts.status(),
    'app.start': () => desktop().start(),
    'app.stop': () => desktop().stop(),
    'app.restart': ({ demo }) => {
      desktop().restart(demo)
      return { restarting: true }
    },
    'app.retryVault': () => parts.retryVault(),
    'app.unlockVault': ({ passphrase }) => parts.unlockVault(passphrase),
    'app.checkForUpdates': () => desktop().updates.check(),
    'app.downloadUpdate': () => desktop().updates.download(),
    'app.installUpdate': () => desktop().updates.install(),
    'app.dismiss': ({ id }) => ({ dismissed: parts.dismiss(id) }),
    'app.diagnostics': () => ({ text: parts.diagnostics() }),
    'app.setLaunchAtLogin': ({ on }) => {
      const { autostart } = desktop()
      if (autostart !== undefined) return { state: autostart.set(on) }
      throw new CallFailed('not_here', 'Only an installed app can be started with the session')
    },
    'app.openFolder': async ({ folder }) => ({ opened: await desktop().openFolder(folder) }),
    'app.openLink': async ({ url }) => ({ opened: await desktop().openLink(url) }),
  }
}
