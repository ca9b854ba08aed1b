/** Calls about the service as a whole, and what a person is told about it. */
import { z } from 'zod'
import type { KeyState } from '../key-status.ts'
import { takes } from './action.ts'

const nothing = z.strictObject({})

/** Whether the service listens, and if not, why. */
export type ServiceState =
  | { kind: 'starting' | 'stopped' }
  | {
      kind: 'running'
      origin: string
      openaiBaseUrl: string
      geminiBaseUrl: string
      sinceMs: number
    }
  | { kind: 'failed'; problem: PortProblem }

/** Why a port cannot be had, and who has it where the operating system tells. */
export interface PortProblem {
  code: 'taken' | 'taken-by-us' | 'denied' | 'address' | 'other'
  /** One sentence, in English. */
  message: string
  host: string
  port: number
  holder?: string
  /** Ports that Windows has reserved, the wanted one among them. */
  reserved?: { first: number; last: number }
  /** A port that is free now. */
  freePort?: number
}

/** Where secrets are kept, and whether that works. */
export interface VaultStatus {
  kind: 'keychain' | 'file' | 'session'
  state: 'available' | 'locked' | 'missing' | 'denied'
  /** What happened and what to do about it, in English; absent when available. */
  reason?: string
  advice?: string
}

/** Something a person should look at; the interface words it and offers the way out. */
export type Attention =
  | { code: 'port'; problem: PortProblem }
  | { code: 'vault'; vault: VaultStatus }
  | { code: 'no-keys' }
  | { code: 'all-resting'; backAtMs?: number }
  /** Keys are ready, but for no use of this model. */
  | { code: 'model-resting'; model: string; backAtMs?: number }
  | { code: 'throttled'; untilMs: number }
  /** Stays until somebody dismisses it; when it happens anew, it has another id. */
  | { code: 'problem'; id: number; message: string; atMs: number }

/** What is known about a newer version. Nothing is downloaded or installed unasked. */
export type UpdateState =
  | { kind: 'unknown' | 'checking' }
  /** This build does not know where its releases are. */
  | { kind: 'no-source' }
  | { kind: 'latest'; checkedAtMs: number }
  | { kind: 'available'; version: string; pageUrl: string; canInstall: boolean }
  | { kind: 'downloading'; version: string; percent: number }
  /** Downloaded; it is put in place by a restart. */
  | { kind: 'ready'; version: string }
  | { kind: 'failed'; message: string; pageUrl?: string }

/** Whether the system starts the app with the session; macOS may wait for a person to allow it. */
export type LaunchAtLogin = 'on' | 'off' | 'needs-approval'

export interface AppStatus {
  version: string
  mode: 'desktop' | 'headless'
  platform: string
  isDemo: boolean
  startedAtMs: number
  service: ServiceState
  keys: {
    /** Without paid keys, which are kept apart. */
    ready: number
    total: number
    byState: Partial<Record<KeyState, number>>
    /** Of the ready ones those that rest for some model; the time at which the first is back. */
    partly: { count: number; backAtMs?: number }
    paid: number
  }
  /** When the next resting key is back. */
  nextReadyAtMs?: number
  vault: VaultStatus
  attention: Attention[]
  /** Folder with settings, database and logs. */
  dataDir: string
  /** The last request that was served, for a proof that it works. */
  lastRequest?: LastRequest
  /** Absent where there is nothing to update: without the desktop. */
  update?: UpdateState
  /** Absent where nothing of lasting value could be started. */
  launchAtLogin?: LaunchAtLogin
  /** What only the desktop can do is absent elsewhere. */
  can: {
    startStop: boolean
    openFolder: boolean
    update: boolean
    restart: boolean
  }
}

export interface LastRequest {
  atMs: number
  status: number
  model?: string
  /** Masked form of the key that served. */
  key?: string
  totalMs: number
}

export const appActions = {
  'app.status': takes(nothing).gives<AppStatus>(),
  'app.start': takes(nothing).gives<ServiceState>(),
  'app.stop': takes(nothing).gives<ServiceState>(),
  /** Ends the app and opens it again, answering from the built-in emulator or from Google. */
  'app.restart': takes(z.strictObject({ demo: z.boolean() })).gives<{ restarting: boolean }>(),
  /** Looks into the keychain once more, after a person has unlocked it; takes in what it holds. */
  'app.retryVault': takes(nothing).gives<VaultStatus>(),
  /**
   * Opens the file of secrets with its passphrase, or makes one, which takes the place of the
   * keychain from then on; takes in what it holds and stores what could not be stored before.
   */
  'app.unlockVault': takes(
    z.strictObject({ passphrase: z.string().min(8).max(1000) }),
  ).gives<VaultStatus>(),
  /** Forgets a problem that somebody has read. */
  'app.dismiss': takes(z.strictObject({ id: z.int() })).gives<{ dismissed: boolean }>(),
  /** Text to paste into a bug report: versions, paths, state and last errors, redacted. */
  'app.diagnostics': takes(nothing).gives<{ text: string }>(),
  /** Asks whether there is a newer version. */
  'app.checkForUpdates': takes(nothing).gives<UpdateState>(),
  /** Downloads the version that is available, where the app can install it itself. */
  'app.downloadUpdate': takes(nothing).gives<UpdateState>(),
  /** Quits the app and starts the version that was downloaded. */
  'app.installUpdate': takes(nothing).gives<UpdateState>(),
  /** Starts the app with the session from now on, or no longer; gives what the system made of it. */
  'app.setLaunchAtLogin': takes(z.strictObject({ on: z.boolean() })).gives<{
    state: LaunchAtLogin
  }>(),
  'app.openFolder': takes(z.strictObject({ folder: z.enum(['data', 'logs', 'images']) })).gives<{
    opened: boolean
  }>(),
  /** Opens an https address in the browser; anything else is refused. */
  'app.openLink': takes(z.strictObject({ url: z.url({ protocol: /^https$/ }).max(2000) })).gives<{
    opened: boolean
  }>(),
}

export interface AppEvents {
  'app.changed': AppStatus
}
