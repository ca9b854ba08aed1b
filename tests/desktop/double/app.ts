/** `electron.app` on plain Node: lifecycle, paths, and one instance per data folder. */
import { EventEmitter } from 'node:events'
import { rmSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { join } from 'node:path'
import type * as Electron from 'electron'
import { closeBrowser } from './browser.ts'
import { openWindows } from './windows.ts'

let userData = process.env['DOUBLE_USER_DATA'] ?? ''
const lockPath = join(userData, 'double.lock')

type Methods =
  | 'isPackaged'
  | 'setName'
  | 'setPath'
  | 'getPath'
  | 'getAppPath'
  | 'getVersion'
  | 'getPreferredSystemLanguages'
  | 'enableSandbox'
  | 'setAppUserModelId'
  | 'setAboutPanelOptions'
  | 'isReady'
  | 'whenReady'
  | 'requestSingleInstanceLock'
  | 'releaseSingleInstanceLock'
  | 'quit'
  | 'exit'
  | 'relaunch'
  | 'setLoginItemSettings'
  | 'focus'

class App extends EventEmitter implements Pick<Electron.App, Methods> {
  readonly isPackaged = process.env['DOUBLE_PACKAGED'] === '1'
  /** What was asked of the system. */
  readonly record = {
    modelId: '',
    isInDock: true,
    timesActivated: 0,
    /** Arguments that the app is started with at login. */
    loginItems: [] as string[],
  }
  readonly dock = process.platform === 'darwin' ? this.#dock() : undefined
  name = 'Electron'
  /** What the app is started anew with when it has ended. */
  relaunched: Electron.RelaunchOptions | undefined
  about: Electron.AboutPanelOptionsOptions = {}
  #lock: Server | undefined
  /** As Windows keeps them: found again under the same arguments only. */
  readonly #loginItems = new Set<string>()
  #isQuitting = false

  setName(name: string): void {
    this.name = name
  }

  setPath(name: string, path: string): void {
    if (name === 'userData') userData = path
  }

  getPath(name: string): string {
    return name === 'userData' ? userData : join(userData, name)
  }

  getAppPath(): string {
    return process.cwd()
  }

  getVersion(): string {
    return '0.0.0-double'
  }

  getPreferredSystemLanguages(): string[] {
    return [process.env['DOUBLE_LANGUAGE'] ?? 'en']
  }

  enableSandbox(): void {}

  setAppUserModelId(id: string): void {
    this.record.modelId = id
  }

  #dock() {
    return {
      show: async () => void (this.record.isInDock = true),
      hide: () => void (this.record.isInDock = false),
    }
  }

  isReady(): boolean {
    return true
  }

  whenReady(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve))
  }

  /** Electron answers at once; the double has asked the other process before main was loaded. */
  requestSingleInstanceLock(): boolean {
    return isFirst
  }

  releaseSingleInstanceLock(): void {
    this.#lock?.close()
  }

  listenForOthers(): void {
    rmSync(lockPath, { force: true })
    this.#lock = createServer((socket) => {
      socket.on('data', (data) => this.emit('second-instance', {}, JSON.parse(data.toString()), ''))
      socket.on('error', () => socket.destroy())
    }).listen(lockPath)
  }

  quit(): void {
    if (this.#isQuitting) return
    let isPrevented = false
    this.emit('before-quit', { preventDefault: () => (isPrevented = true) })
    if (isPrevented) return
    for (const window of openWindows()) if (!window.tryClose()) return
    this.#isQuitting = true
    this.emit('will-quit', { preventDefault: () => undefined })
    this.exit(0)
  }

  exit(code = 0): void {
    this.emit('quit', {}, code)
    this.#lock?.close()
    for (const window of openWindows()) window.destroy()
    void closeBrowser().then(() => process.exit(code))
  }

  relaunch(options: Electron.RelaunchOptions = {}): void {
    this.relaunched = options
  }

  getLoginItemSettings({
    args = [],
  }: Electron.LoginItemSettingsOptions = {}): Partial<Electron.LoginItemSettings> {
    const openAtLogin = this.#loginItems.has(args.join(' '))
    return { openAtLogin, executableWillLaunchAtLogin: openAtLogin, wasOpenedAtLogin: false }
  }

  setLoginItemSettings({ openAtLogin = false, args = [] }: Electron.Settings): void {
    if (openAtLogin) this.#loginItems.add(args.join(' '))
    else this.#loginItems.delete(args.join(' '))
    this.record.loginItems = [...this.#loginItems]
  }

  setAboutPanelOptions(options: Electron.AboutPanelOptionsOptions): void {
    this.about = options
  }

  focus({ steal = false }: Partial<Electron.FocusOptions> = {}): void {
    if (steal) this.record.timesActivated += 1
  }
}

/** Whether nobody else answers on the lock; tells the first instance that we were started. */
function askFirst(): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(lockPath, () => {
      socket.end(JSON.stringify(process.argv), () => resolve(false))
    })
    socket.once('error', () => resolve(true))
  })
}

const isFirst = await askFirst()
export const app = new App()
if (isFirst) app.listenForOthers()
