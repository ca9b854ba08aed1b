/** Everything behind the interface, whatever transport it is reached by (design §5.4). */
import { release, version } from 'node:os'
import type { Logger } from 'pino'
import type { KeyPool } from '../keys/pool.ts'
import type { HostSecrets } from '../host-secrets.ts'
import type { Keyring } from '../keys/keyring.ts'
import type { ImageStore } from '../proxy/images/image-store.ts'
import type { Notices } from '../notices.ts'
import type { Observation } from '../observation.ts'
import type { InsideCall } from '../proxy/inside-call.ts'
import type { ModelList } from '../proxy/model-list.ts'
import type { TokenList } from '../proxy/token-list.ts'
import type { SettingsStore } from '../settings-store.ts'
import type { Clock } from '../shared/clock.ts'
import type { AppStatus, ServiceState, VaultStatus } from '../shared/contract/app.ts'
import type { Redactor } from '../shared/redact.ts'
import type { PortSettingName, Settings } from '../shared/settings.ts'
import { FIRST_TOKEN_NAME, type TokenStore } from '../token-store.ts'
import type { PassphraseVault } from '../vault/passphrase-vault.ts'
import { VaultUnavailable } from '../vault/vault.ts'
import type { WatchedVault } from '../vault/watched-vault.ts'
import { createLogFeed, createRequestFeed } from './activity-feeds.ts'
import { createActivityHandlers } from './activity-handlers.ts'
import { createAppFeed } from './app-feed.ts'
import { createAppHandlers, type DesktopAbilities } from './app-handlers.ts'
import { type AppFacts, appStatus, vaultStatus } from './app-status.ts'
import { CallFailed } from './call-failed.ts'
import { diagnosticText } from './diagnostics.ts'
import { type ConsoleEvent, createConsoleEvents } from './events.ts'
import { createKeyFeed } from './key-feed.ts'
import { createKeyHandlers, keyViewer } from './key-handlers.ts'
import { createKeyTextHandlers } from './key-text-handlers.ts'
import { createModelHandlers } from './model-handlers.ts'
import { createImageHandlers } from './images/image-handlers.ts'
import { createPlayground } from './playground/playground.ts'
import { type Call, createRouter } from './router.ts'
import { createSettingFeed, createSettingHandlers, snapshotOf } from './setting-handlers.ts'
import { createTokenFeed, createTokenHandlers } from './token-handlers.ts'
import { createVerifications, type VerificationParts } from './verification.ts'

export interface ConsoleParts {
  facts: AppFacts
  pool: KeyPool
  keyring: Keyring
  tokens: TokenList
  tokenStore: TokenStore
  hostSecrets: HostSecrets
  images: ImageStore
  /** Checks keys, all enabled ones where no ids are given. */
  verify: VerificationParts['verify']
  observation: Pick<Observation, 'activity' | 'health' | 'log'>
  settingsStore: SettingsStore
  models: ModelList
  /** Where secrets are stored. */
  vault: WatchedVault
  vaultFile?: Pick<PassphraseVault, 'unlock'>
  notices: Notices
  service: {
    state(): ServiceState
    onChange(listener: () => void): () => void
    /** The settings that the open port was bound with; undefined while it is closed. */
    bound(): Pick<Settings, PortSettingName> | undefined
    /** The way in for requests of our own; undefined while the port is closed. */
    inside(): InsideCall | undefined
  }
  lastRequest: {
    get(): AppStatus['lastRequest']
    onChange(listener: () => void): () => void
  }
  desktop?: DesktopAbilities | undefined
  clock: Clock
  redactor: Redactor
  log: Pick<Logger, 'error' | 'warn'>
}

export interface Console {
  readonly call: Call
  /** Sends every event from the moment it resolves; gives the way to stop it. */
  readonly subscribe: (listener: (event: ConsoleEvent) => void) => Promise<() => void>
  /** Ends what calls have started, and all subscriptions. */
  close(): void
}

/** Joins the handlers and feeds of all domains. */
export function createConsole(parts: ConsoleParts): Console {
  const { pool, keyring, tokens, tokenStore, settingsStore, clock, redactor, log } = parts
  const nowMs = () => clock.nowMs()
  const noteReveal = (what: string) => log.warn({ revealed: what }, 'secret shown')
  const viewOf = keyViewer({ pool, keyring, nowMs })
  const settingParts = {
    store: settingsStore,
    secrets: parts.hostSecrets,
    port: parts.service,
    hasToken: () => tokens.has('any'),
  }
  const status = () => statusOf(parts)
  const verifications = createVerifications({
    pool,
    verify: parts.verify,
    onError: (error) => log.error(error, 'the check of keys failed'),
  })
  const playground = createPlayground({ inside: parts.service.inside, nowMs })
  const images = createImageHandlers({
    store: parts.images,
    settings: settingsStore.current,
    inside: parts.service.inside,
    saveCopy: parts.desktop?.saveCopy,
  })
  const { activity, health, log: serviceLog } = parts.observation
  const call = createRouter(
    {
      ...verifications.handlers,
      ...playground.handlers,
      ...images.handlers,
      ...createActivityHandlers({
        activity,
        health,
        log: serviceLog,
        settings: settingsStore.current,
        nowMs,
      }),
      ...createKeyHandlers({ pool, keyring, nowMs, noteReveal }),
      ...createKeyTextHandlers({
        pool,
        keyring,
        viewOf,
        nowMs,
        noteReveal,
        tokens: tokenStore,
        settings: settingsStore,
        hostSecrets: parts.hostSecrets,
      }),
      ...createSettingHandlers(settingParts),
      ...createTokenHandlers({ list: tokens, store: tokenStore, noteReveal }),
      ...createModelHandlers({ models: parts.models, settings: settingsStore.current }),
      ...createAppHandlers({
        status,
        retryVault: () => retryVault(parts),
        unlockVault: (passphrase) => unlockVault(parts, passphrase),
        desktop: parts.desktop,
        dismiss: parts.notices.dismiss,
        diagnostics: () =>
          redactor.redact(
            diagnosticText(status(), snapshotOf(settingParts), {
              nowMs: nowMs(),
              versions: process.versions,
              system: `${version()} ${release()}`,
              health: health.report(),
              log: serviceLog.recent(),
            }),
          ),
      }),
    },
    {
      redactor,
      onInternalError: (action, details) => log.error({ action, details }, 'call failed'),
    },
  )
  const events = createConsoleEvents(
    {
      'keys.changed': createKeyFeed({ pool, clock, viewOf }),
      'settings.changed': createSettingFeed(settingParts),
      'keys.verification': verifications.feed,
      'playground.progress': playground.feed,
      'images.progress': images.progress,
      'images.changed': images.changes,
      'activity.requests': createRequestFeed(activity.recorder),
      'activity.log': createLogFeed(serviceLog),
      'tokens.changed': createTokenFeed(tokens),
      'app.changed': createAppFeed(
        status,
        [
          (wake) => pool.onChange(wake),
          parts.service.onChange,
          parts.notices.onChange,
          parts.lastRequest.onChange,
          parts.vault.onChange,
          ...desktopSources(parts.desktop),
        ],
        clock,
      ),
    },
    clock,
  )
  return {
    call,
    subscribe: async (listener) => events.subscribe(listener),
    close() {
      verifications.close()
      playground.close()
      images.close()
      events.close()
    },
  }
}

function statusOf(parts: ConsoleParts): AppStatus {
  const { pool, desktop } = parts
  const isDesktop = desktop !== undefined
  return appStatus(parts.facts, {
    service: parts.service.state(),
    keys: pool.list(),
    tally: pool.counts(),
    hold: pool.hold(),
    vault: vaultStatus(parts.vault),
    notices: parts.notices.list(),
    lastRequest: parts.lastRequest.get(),
    update: desktop?.updates.state(),
    launchAtLogin: desktop?.autostart?.state(),
    can: {
      startStop: isDesktop,
      openFolder: isDesktop,
      update: isDesktop,
      restart: isDesktop,
    },
  })
}

/** What of the desktop changes the status. */
function desktopSources(desktop: ConsoleParts['desktop']) {
  if (desktop === undefined) return []
  const { updates, autostart } = desktop
  return [updates.onChange, ...(autostart === undefined ? [] : [autostart.onChange])]
}

/** Opens the file of secrets. Throws CallFailed when it does not open. */
async function unlockVault(parts: ConsoleParts, passphrase: string): Promise<VaultStatus> {
  if (parts.vaultFile === undefined) throw new CallFailed('not_here', 'A demo keeps no secrets')
  parts.redactor.learn(passphrase)
  try {
    await parts.vaultFile.unlock(passphrase)
  } catch (error) {
    if (!(error instanceof VaultUnavailable)) throw error
    throw new CallFailed('vault_unavailable', `${error.message} ${error.advice}`)
  }
  return retryVault(parts)
}

/** Another look into the vault; that it fails again is in the status, not an error. */
async function retryVault(parts: ConsoleParts): Promise<VaultStatus> {
  const { keyring, tokens, tokenStore, hostSecrets, vault } = parts
  try {
    await keyring.load()
    await tokenStore.load()
    await hostSecrets.load()
    // Only now is it known that there is none; a service without a display is told its tokens.
    if (parts.desktop !== undefined && !tokens.has('any')) await tokenStore.create(FIRST_TOKEN_NAME)
  } catch (error) {
    if (!(error instanceof VaultUnavailable)) throw error
  }
  return vaultStatus(vault)
}
