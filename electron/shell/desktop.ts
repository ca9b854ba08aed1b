/** The running desktop app: the service and what is seen of it, and how they come and go. */
import { rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { app, protocol } from 'electron'
import { pino } from 'pino'
import { type OpenedService, openService } from '../open-service.ts'
import { openSettingsFile } from '../settings-file.ts'
import { createSettingsStore, type SettingsStore } from '../settings-store.ts'
import { outliveReader, say, warn } from '../terminal.ts'
import { type Autostart, createAutostart, HIDDEN_FLAG } from './autostart.ts'
import { serveOwnOrigin } from './bundle-files.ts'
import { createDesktopAbilities, DEMO_FLAG } from './desktop-abilities.ts'
import { openElectronStore } from './desktop-store.ts'
import { createEnding, type Ending } from './ending.ts'
import { takeInSecrets } from './first-secrets.ts'
import { createLook, type Look } from './look.ts'
import type { MainWindow } from './main-window.ts'
import { SELF_TEST_FLAG, selfTest } from './self-test.ts'
import { hasTrayHost } from './tray-host.ts'
import { openUpdates } from './updates/open-updates.ts'
import { languageOf, type Speaker, speakerOf } from './words.ts'

const isSelfTest = process.argv.includes(SELF_TEST_FLAG)
const PANEL_COMES_WITHIN_MS = 10_000
const bundle = fileURLToPath(new URL('./renderer', import.meta.url))
const preload = fileURLToPath(new URL('./preload.cjs', import.meta.url))
const resources = fileURLToPath(new URL('../resources', import.meta.url))

/** Starts everything; Electron is ready and this is the only instance. Resolves when all is there. */
export async function startDesktop(): Promise<void> {
  const look = Promise.withResolvers<Look>()
  showWhenAsked(look.promise)
  const dataDir = app.getPath('userData')
  const settingsStore = createSettingsStore({
    flags: isSelfTest ? { port: 0 } : {},
    environment: {},
    file: openSettingsFile(dataDir, { openStore: openElectronStore }),
    startsAnyway: true,
  })
  const autostart = openAutostart()
  const ending = createEnding({
    close: async () => {
      ;(await look.promise).close()
      await opened.close()
    },
    onProblem: warn,
  })
  const updates = openUpdates(settingsStore.current, ending.end)
  const abilities = { dataDir, updates, autostart, listener: () => opened.service.listener }
  const opened = await open(dataDir, settingsStore, createDesktopAbilities(abilities))
  surviveFaults(opened)
  const { service } = opened
  protocol.handle('app', (request) => serveOwnOrigin(bundle, service.images.read, request))
  const parts = { dataDir, bundle, preload, resources, opened, updates, autostart, hasTray }
  look.resolve(createLook({ ...parts, say: speakerNow(settingsStore) }))
  endOnQuit(ending)
  // The tray and the window are there before the port is: it may take a while to find out why not.
  void showUnlessHidden((await look.promise).window)
  opened.takeInKeys()
  await service.listener.start()
  if (isSelfTest) return endSelfTest(opened, await look.promise, ending)
  await takeInSecrets(opened, isStartedHidden())
}

/** Says what is wrong, leaves nothing behind, and ends with 1 where anything is. */
async function endSelfTest({ service }: OpenedService, { window }: Look, ending: Ending) {
  const faults = await selfTest({
    service: service.listener.state(),
    inPage: async (expression) => window.current()?.webContents.executeJavaScript(expression),
  })
  for (const fault of faults) warn(fault)
  if (faults.length === 0) say('All that the app needs is there.')
  await ending.end()
  rmSync(app.getPath('userData'), { recursive: true, force: true })
  app.exit(faults.length === 0 ? 0 : 1)
}

/** Somebody starts the app that runs already, or clicks its icon in the Dock. */
function showWhenAsked(look: Promise<Look>): void {
  const show = () => void look.then(({ window }) => window.show())
  app.on('second-instance', (_event, argv) => {
    // The system starts the app with the session although somebody already has.
    if (!argv.includes(HIDDEN_FLAG)) show()
  })
  app.on('activate', show)
}

function open(
  dataDir: string,
  settingsStore: SettingsStore,
  desktop: ReturnType<typeof createDesktopAbilities>,
): Promise<OpenedService> {
  const stderr = pino.destination({ dest: 2, sync: false })
  outliveReader(stderr)
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
    desktop,
  })
}

function openAutostart(): Autostart | undefined {
  return createAutostart({
    platform: process.platform,
    isPackaged: app.isPackaged,
    environment: process.env,
    home: homedir(),
    execPath: process.execPath,
    loginItems: app,
    nowMs: Date.now,
    onProblem: warn,
  })
}

/** What nobody has caught is told, in the window too; the service that people rely on goes on. */
function surviveFaults({ tell, service }: OpenedService): void {
  const onFault = (error: unknown) => {
    service.log.error(error, 'An error that nobody caught')
    tell('Something went wrong inside the app; it goes on. The service log says what.')
  }
  process.on('uncaughtException', onFault)
  process.on('unhandledRejection', onFault)
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

/** Quit ends streams, frees the port and closes databases, and only then lets Electron go. */
function endOnQuit(ending: Ending): void {
  app.on('before-quit', (event) => {
    // Where everything has been ended before, as for an update, Electron quits in its own way.
    if (ending.isOver()) return
    event.preventDefault()
    void ending.end().finally(() => app.exit(0))
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
