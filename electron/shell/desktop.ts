/** The running desktop app: the service, its window and its tray, and how they come and go. */
import { copyFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { app, dialog, Menu, Notification, powerMonitor, protocol, shell } from 'electron'
import { pino } from 'pino'
import { createWindowLink } from '../ipc/window-link.ts'
import { openJsonFile } from '../json-file.ts'
import { type OpenedService, openService } from '../open-service.ts'
import { openSettingsFile } from '../settings-file.ts'
import { createSettingsStore, type SettingsStore } from '../settings-store.ts'
import { outliveReader, warn } from '../terminal.ts'
import { FIRST_TOKEN_NAME } from '../token-store.ts'
import { VaultUnavailable } from '../vault/vault.ts'
import { appMenu } from './app-menu.ts'
import { createAutostart, HIDDEN_FLAG } from './autostart.ts'
import { IMAGES_PATH, serveBundle, serveImage } from './bundle-files.ts'
import { reloadWhenBuilt } from './dev-reload.ts'
import { createMainWindow, type MainWindow } from './main-window.ts'
import { createNoticeTeller } from './notices.ts'
import { createTrayCommands } from './tray-commands.ts'
import { trayInput } from './tray-input.ts'
import { type AppTray, createAppTray } from './tray.ts'
import { trayModel } from './tray-model.ts'
import { openUpdates } from './updates/open-updates.ts'
import type { Updates } from './updates/updates.ts'
import { languageOf, type Speaker, speakerOf } from './words.ts'

const DEMO_FLAG = '--demo'
/** How often the time that is left is told anew in the tray. */
const COUNTDOWN_STEP_MS = 15_000
const bundle = fileURLToPath(new URL('./renderer', import.meta.url))
const preload = fileURLToPath(new URL('./preload.cjs', import.meta.url))
const resources = fileURLToPath(new URL('../resources', import.meta.url))

/** Starts everything; Electron is ready and this is the only instance. */
export async function startDesktop(): Promise<void> {
  const dataDir = app.getPath('userData')
  const settingsStore = createSettingsStore({
    flags: {},
    environment: {},
    file: openSettingsFile(dataDir),
  })
  const updates = openUpdates(settingsStore.current)
  const opened = await open(dataDir, settingsStore, updates)
  const { service } = opened
  const say = speakerNow(settingsStore)
  protocol.handle('app', (request) =>
    new URL(request.url).pathname.startsWith(IMAGES_PATH)
      ? serveImage(service.images.read, request)
      : serveBundle(bundle, request),
  )
  const look = lookAt(dataDir, opened, updates, say)
  const ending = endOnQuit(opened, look)
  // The tray and the window are there before the port is: it may take a while to find out why not.
  if (!isStartedHidden()) look.window.show()
  opened.takeInKeys()
  await service.listener.start()
  await takeInSecrets(opened)
  await ending
}

function open(
  dataDir: string,
  settingsStore: SettingsStore,
  updates: Updates,
): Promise<OpenedService> {
  const stderr = pino.destination({ dest: 2, sync: false })
  outliveReader(stderr)
  const service = () => {
    if (opened === undefined) throw new Error('The service is not open yet')
    return opened.service
  }
  let opened: OpenedService | undefined
  return openService({
    mode: 'desktop',
    demo: process.argv.includes(DEMO_FLAG),
    dataDir,
    startedAtMs: Date.now(),
    settingsStore,
    secrets: {},
    tokens: [],
    echo: stderr,
    warn,
    desktop: {
      start: () => service().listener.start(),
      stop: () => service().listener.stop(),
      updates,
      restart,
      openFolder: async (folder) => {
        const path = folder === 'data' ? dataDir : join(dataDir, folder)
        return (await shell.openPath(path)) === ''
      },
      saveCopy,
      openLink: async (url) => {
        await shell.openExternal(url)
        return true
      },
    },
  }).then((result) => (opened = result))
}

/** Ends in order, and lets Electron start the app anew when it has ended. */
function restart(demo: boolean): void {
  const flags = process.argv.slice(1).filter((flag) => flag !== DEMO_FLAG && flag !== HIDDEN_FLAG)
  app.relaunch({
    args: demo ? [...flags, DEMO_FLAG] : flags,
    // What runs inside an AppImage is gone once that has ended.
    execPath: process.env['APPIMAGE'] ?? process.execPath,
  })
  // The answer to the call that asked for it goes out first.
  setImmediate(() => app.quit())
}

/** Asks where to put a copy of a file, and puts it there. */
async function saveCopy(path: string): Promise<boolean> {
  const defaultPath = join(app.getPath('downloads'), basename(path))
  const { canceled, filePath } = await dialog.showSaveDialog({ defaultPath })
  if (canceled || filePath === '') return false
  await copyFile(path, filePath)
  return true
}

interface Look {
  window: MainWindow
  tray: AppTray | undefined
  close(): void
}

/** What a person sees of the service, kept up to date. */
function lookAt(
  dataDir: string,
  opened: OpenedService,
  updates: Updates,
  say: () => Speaker,
): Look {
  const { service, settings } = opened
  const remembered = openJsonFile(dataDir, 'window').store
  const autostart = createAutostart({
    platform: process.platform,
    isPackaged: app.isPackaged,
    environment: process.env,
    home: homedir(),
    execPath: process.execPath,
  })
  const window = createMainWindow({
    preload,
    icon: join(resources, 'icon.png'),
    rememberedBounds: () => remembered.get('bounds'),
    rememberBounds: (bounds) => remembered.set('bounds', { ...bounds }),
    hidesOnClose: () => tray !== undefined,
    onHidden: () => tellOnce(remembered, say()),
    dropAfterMinutes: () => settings().dropWindowMinutes,
  })
  reloadWhenBuilt(bundle, window.current)
  const onCommand = createTrayCommands({
    opened,
    window,
    autostart,
    updates,
    say,
    onChange: () => refresh(),
  })
  const tray = trayIfAny(onCommand)
  const notices = createNoticeTeller({ opened, updates, say, onClick: (page) => window.show(page) })
  const refresh = () => {
    const desk = { launchAtLogin: autostart?.isOn(), update: updates.state(), say: say() }
    tray?.apply(trayModel(trayInput(opened, desk)))
    notices.look()
  }
  const link = createWindowLink({
    call: service.console.call,
    contents: () => window.current()?.webContents,
  })
  const subscribed = service.console.subscribe(({ name, data }) => {
    link.send(name, data)
    refresh()
  })
  const countdown = setInterval(refresh, COUNTDOWN_STEP_MS)
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(
      appMenu(process.platform, app.isPackaged, say(), {
        settings: () => window.show('settings'),
        updates: () => onCommand({ do: 'check-for-updates' }),
      }),
    ),
  )
  app.on('second-instance', () => window.show())
  app.on('activate', () => window.show())
  powerMonitor.on('resume', () => service.schedule.wake())
  refresh()
  return {
    window,
    tray,
    close() {
      clearInterval(countdown)
      updates.close()
      void subscribed.then((unsubscribe) => unsubscribe())
      link.close()
      window.release()
      tray?.destroy()
    },
  }
}

/** Plain GNOME has no tray; then the window must never be hidden for good. */
function trayIfAny(onCommand: Parameters<typeof createAppTray>[0]['onCommand']) {
  try {
    return createAppTray({ images: join(resources, 'tray'), platform: process.platform, onCommand })
  } catch (error) {
    warn(`There is no tray: ${error instanceof Error ? error.message : String(error)}`)
    return undefined
  }
}

/** Reads keys and tokens from the keychain; without an access token nobody could be served. */
async function takeInSecrets({ service, tokens, tell }: OpenedService): Promise<void> {
  try {
    await service.keyring.load()
    await service.tokenStore.load()
    await service.hostSecrets.load()
  } catch (error) {
    if (!(error instanceof VaultUnavailable)) throw error
    tell(`${error.message} ${error.advice}`)
    // What is locked may hold a token: another one would be stored beside it once it is unlocked.
    if (error.code !== 'missing') return
  }
  if (!tokens.has('any')) await service.tokenStore.create(FIRST_TOKEN_NAME)
}

/** Quit ends streams, frees the port and closes databases, and only then lets Electron go. */
function endOnQuit(opened: OpenedService, look: Look): Promise<void> {
  return new Promise((resolve, reject) => {
    let isEnding = false
    app.on('before-quit', (event) => {
      if (isEnding) return
      isEnding = true
      event.preventDefault()
      look.close()
      opened
        .close()
        .then(resolve, reject)
        .finally(() => app.exit(0))
    })
  })
}

function isStartedHidden(): boolean {
  return process.argv.includes(HIDDEN_FLAG) || app.getLoginItemSettings().wasOpenedAtLogin
}

function speakerNow(settingsStore: SettingsStore): () => Speaker {
  return () => {
    const { appLanguage } = settingsStore.current()
    return speakerOf(languageOf(appLanguage, app.getPreferredSystemLanguages()))
  }
}

/** The first time the window is hidden instead of closed, a person is told where it went. */
function tellOnce(remembered: ReturnType<typeof openJsonFile>['store'], say: Speaker): void {
  if (remembered.get('toldOfTray') === true) return
  remembered.set('toldOfTray', true)
  new Notification({ title: say('stillRunningTitle'), body: say('stillRunning') }).show()
}
