/** The running desktop app: the service, its window and its tray, and how they come and go. */
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { app, Menu, Notification, powerMonitor, protocol } from 'electron'
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
import { createDesktopAbilities, DEMO_FLAG } from './desktop-abilities.ts'
import { reloadWhenBuilt } from './dev-reload.ts'
import { createMainWindow, type MainWindow } from './main-window.ts'
import { createNoticeTeller } from './notices.ts'
import { createTrayCommands } from './tray-commands.ts'
import { hasTrayHost } from './tray-host.ts'
import { trayInput } from './tray-input.ts'
import { createAppTray } from './tray.ts'
import { trayModel } from './tray-model.ts'
import { openUpdates } from './updates/open-updates.ts'
import type { Updates } from './updates/updates.ts'
import { languageOf, type Speaker, speakerOf } from './words.ts'

/** How often the time that is left is told anew in the tray. */
const COUNTDOWN_STEP_MS = 15_000
const PANEL_COMES_WITHIN_MS = 10_000
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
  void showUnlessHidden(look.window)
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
    desktop: createDesktopAbilities({
      dataDir,
      updates,
      listener: () => {
        if (opened === undefined) throw new Error('The service is not open yet')
        return opened.service.listener
      },
    }),
  }).then((result) => (opened = result))
}

interface Look {
  window: MainWindow
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
    hasTray,
    onClosed: (how) => tellOnce(remembered, say(), how),
    dropAfterMinutes: () => settings().dropWindowMinutes,
    say,
    onProblem: warn,
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
  const tray = createAppTray({
    images: join(resources, 'tray'),
    platform: process.platform,
    onCommand,
  })
  const notices = createNoticeTeller({ opened, updates, say, onClick: (page) => window.show(page) })
  const refresh = () => {
    const desk = { launchAtLogin: autostart?.isOn(), update: updates.state(), say: say() }
    tray.apply(trayModel(trayInput(opened, desk)))
    notices.look()
  }
  const link = createWindowLink({
    call: service.console.call,
    contents: () => window.current()?.webContents,
  })
  const subscribed = service.console.subscribe(({ name, data }) => {
    link.send(name, data)
    if (name === 'settings.changed') window.rescheduleDrop()
    refresh()
  })
  const countdown = setInterval(refresh, COUNTDOWN_STEP_MS)
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(
      appMenu(process.platform, app.isPackaged, say(), {
        settings: () => window.show('settings'),
        updates: () => onCommand({ do: 'check-for-updates' }),
        guide: () => window.show('welcome'),
        connect: () => window.show('connect'),
        log: () => window.show('requests/log'),
      }),
    ),
  )
  app.on('second-instance', (_event, argv) => {
    // The system starts the app with the session although somebody already has.
    if (!argv.includes(HIDDEN_FLAG)) window.show()
  })
  app.on('activate', () => window.show())
  powerMonitor.on('resume', () => {
    service.schedule.wake()
    // Times that went by in the sleep are told at once.
    refresh()
  })
  // Whoever signs in again unlocks the keychain with it.
  powerMonitor.on('unlock-screen', () => {
    if (service.vaultState() === 'locked') onCommand({ do: 'retry-vault' })
  })
  refresh()
  return {
    window,
    close() {
      clearInterval(countdown)
      updates.close()
      void subscribed.then((unsubscribe) => unsubscribe())
      link.close()
      window.release()
      tray.destroy()
    },
  }
}

const hasTray = () => hasTrayHost({ platform: process.platform, environment: process.env })

/** Started hidden, the window stays closed; but it must be found where there is no tray. */
async function showUnlessHidden(window: MainWindow): Promise<void> {
  if (!isStartedHidden()) return window.show()
  if (await hasTray()) return undefined
  // The session has just begun, and its panel may come after us.
  await new Promise((resolve) => setTimeout(resolve, PANEL_COMES_WITHIN_MS))
  return (await hasTray()) ? undefined : window.showMinimized()
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

/** The first time the window is put away instead of closed, a person is told where it went. */
function tellOnce(
  remembered: ReturnType<typeof openJsonFile>['store'],
  say: Speaker,
  how: 'hidden' | 'minimized',
): void {
  if (remembered.get('toldOfTray') === true) return
  remembered.set('toldOfTray', true)
  const [title, body] =
    how === 'hidden'
      ? ([say('stillRunningTitle'), say('stillRunning')] as const)
      : ([say('stillRunningTitle'), say('noTray')] as const)
  new Notification({ title, body }).show()
}
