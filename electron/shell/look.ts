/** What a person sees of the running service: window, tray, menu and notifications, kept up to date. */
import { join } from 'node:path'
import { app, dialog, Menu, nativeTheme, powerMonitor } from 'electron'
import packageJson from '../../package.json' with { type: 'json' }
import { createWindowLink } from '../ipc/window-link.ts'
import { openJsonFile } from '../json-file.ts'
import type { OpenedService } from '../open-service.ts'
import { reasonOf } from '../shared/file-error.ts'
import { warn } from '../terminal.ts'
import { appMenu } from './app-menu.ts'
import { atMostEvery } from './at-most-every.ts'
import type { Autostart } from './autostart.ts'
import { openElectronStore } from './desktop-store.ts'
import { reloadWhenBuilt } from './dev-reload.ts'
import { createDockIcon } from './dock.ts'
import { createFirstClose } from './first-close.ts'
import { createMainWindow, type MainWindow } from './main-window.ts'
import { createNoticeTeller } from './notices.ts'
import { createTrayCommands } from './tray-commands.ts'
import { trayInput } from './tray-input.ts'
import { createAppTray } from './tray.ts'
import { trayModel } from './tray-model.ts'
import type { Updates } from './updates/updates.ts'
import type { Speaker } from './words.ts'

/** How often the time that is left is told anew in the tray. */
const COUNTDOWN_STEP_MS = 15_000
/** A busy service changes all the time; nobody reads faster, and each look goes through all keys. */
const REFRESH_PAUSE_MS = 250

export interface LookParts {
  dataDir: string
  /** Folders and files of the bundle. */
  bundle: string
  preload: string
  resources: string
  opened: OpenedService
  updates: Updates
  autostart: Autostart | undefined
  /** Speaks the language that is set now. */
  say(): Speaker
  /** Whether this desktop shows tray icons. */
  hasTray(): Promise<boolean>
}

export interface Look {
  readonly window: MainWindow
  close(): void
}

/** Puts everything on the screen but the window, which is opened by whoever wants to see it. */
export function createLook(parts: LookParts): Look {
  const { resources, opened, updates, autostart, say } = parts
  const { service, settings } = opened
  app.setAboutPanelOptions({
    applicationName: 'Gemini Balance',
    applicationVersion: packageJson.version,
    iconPath: join(resources, 'icon.png'),
  })
  const window = openableWindow(parts)
  reloadWhenBuilt(parts.bundle, window.current)
  const onCommand = createTrayCommands({ opened, window, updates, say })
  const tray = createAppTray({
    images: join(resources, 'tray'),
    platform: process.platform,
    onCommand,
  })
  const notices = createNoticeTeller({ opened, updates, say, onClick: (page) => window.show(page) })
  const showMenu = createMenuBar(window, say, onCommand)
  const refresh = atMostEvery(REFRESH_PAUSE_MS, () => {
    const keys = service.pool.list()
    const desk = { launchAtLogin: autostart?.state(), update: updates.state(), say: say() }
    tray.apply(trayModel(trayInput(opened, keys, desk)))
    nativeTheme.themeSource = settings().appTheme
    showMenu()
    notices.look(keys)
  })
  const link = createWindowLink({
    call: service.console.call,
    contents: () => window.current()?.webContents,
  })
  const subscribed = service.console.subscribe(({ name, data }) => {
    link.send(name, data)
    if (name === 'settings.changed') window.rescheduleDrop()
    refresh.run()
  })
  const countdown = setInterval(refresh.run, COUNTDOWN_STEP_MS)
  powerMonitor.on('resume', () => {
    service.schedule.wake()
    // Times that went by in the sleep are told at once.
    refresh.run()
  })
  // Whoever signs in again unlocks the keychain with it.
  powerMonitor.on('unlock-screen', () => {
    if (service.vaultState() === 'locked') onCommand({ do: 'retry-vault' })
  })
  refresh.run()
  return {
    window,
    close() {
      clearInterval(countdown)
      refresh.stop()
      updates.close()
      void subscribed.then((unsubscribe) => unsubscribe())
      link.close()
      window.release()
      tray.destroy()
    },
  }
}

function openableWindow({ dataDir, resources, preload, opened, say, hasTray }: LookParts) {
  const remembered = memoryOfWindow(dataDir)
  const firstClose = createFirstClose({ remembered, platform: process.platform, say, dialog })
  const dock = createDockIcon(app.dock)
  dock.onGone()
  return createMainWindow({
    preload,
    icon: join(resources, 'icon.png'),
    rememberedBounds: () => remembered.get('bounds'),
    rememberBounds: (bounds) => remembered.set('bounds', { ...bounds }),
    hasTray,
    mayPutAway: async (window, hasTrayNow) => {
      if ((await firstClose.ask(window, hasTrayNow)) === 'put-away') return true
      app.quit()
      return false
    },
    dock,
    dropAfterMinutes: () => opened.settings().dropWindowMinutes,
    say,
    onProblem: warn,
  })
}

/** What the window remembers; a disk that is full or read-only costs no more than that. */
function memoryOfWindow(dataDir: string) {
  const { store } = openJsonFile(dataDir, 'window', openElectronStore)
  return {
    get: (name: string) => store.get(name),
    set(name: string, value: unknown) {
      try {
        store.set(name, value)
      } catch (error) {
        warn(`${store.path} cannot be written: ${reasonOf(error)}`)
      }
    },
  }
}

/** Gives what puts the menu there, in the language that is set now; the same one only once. */
function createMenuBar(
  window: MainWindow,
  say: () => Speaker,
  onCommand: ReturnType<typeof createTrayCommands>,
): () => void {
  let shown: Speaker | undefined
  const actions = {
    settings: () => window.show('settings'),
    updates: () => onCommand({ do: 'check-for-updates' }),
    guide: () => window.show('welcome'),
    connect: () => window.show('connect'),
    log: () => window.show('requests/log'),
    diagnostics: () => onCommand({ do: 'copy-diagnostics' }),
  }
  return () => {
    const speaker = say()
    if (speaker === shown) return
    shown = speaker
    const { platform } = process
    const rows = appMenu({ platform, isPackaged: app.isPackaged, say: speaker, actions })
    Menu.setApplicationMenu(Menu.buildFromTemplate(rows))
  }
}
