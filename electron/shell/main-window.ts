/** The one window: opened, hidden, dropped to save memory, and opened again. */
import { BrowserWindow, screen, session, shell } from 'electron'
import { APP_ORIGIN, isOwnPage } from '../ipc/own-page.ts'
import { type Bounds, boundsToOpen, MINIMUM_SIZE } from './window-bounds.ts'

export interface MainWindowParts {
  preload: string
  icon: string
  /** What was remembered of the last bounds, unchecked. */
  rememberedBounds(): unknown
  rememberBounds(bounds: Bounds): void
  /** Whether closing the window ends nothing: true while there is a tray to come back from. */
  hidesOnClose(): boolean
  /** The window was hidden instead of closed. */
  onHidden(): void
  /** Minutes after which a hidden window is dropped; 0 never. */
  dropAfterMinutes(): number
}

export interface MainWindow {
  /** Shows the window, on a page of the interface if one is named. */
  show(page?: string): void
  current(): BrowserWindow | undefined
  /** Lets the window close for good. */
  release(): void
}

/** Time between a crash of the page and its reload. */
const RELOAD_AFTER_MS = 1000

/** Prepares the window; nothing is opened yet. */
export function createMainWindow(parts: MainWindowParts): MainWindow {
  let window: BrowserWindow | undefined
  let isReleased = false
  let dropTimer: NodeJS.Timeout | undefined
  guardSession()

  const open = (page: string): BrowserWindow => {
    const areas = screen.getAllDisplays().map(({ workArea }) => workArea)
    const opened = new BrowserWindow({
      ...boundsToOpen(parts.rememberedBounds(), areas),
      minWidth: MINIMUM_SIZE.width,
      minHeight: MINIMUM_SIZE.height,
      show: false,
      icon: parts.icon,
      title: 'Gemini Balance',
      // Close to the page's own background in both themes, so that nothing flashes.
      backgroundColor: '#16171a',
      webPreferences: {
        preload: parts.preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webviewTag: false,
        spellcheck: false,
      },
    })
    opened.once('ready-to-show', () => opened.show())
    opened.on('close', (event) => {
      parts.rememberBounds(opened.getNormalBounds())
      if (isReleased || !parts.hidesOnClose()) return
      event.preventDefault()
      opened.hide()
      parts.onHidden()
      scheduleDrop()
    })
    opened.on('closed', () => (window = undefined))
    guardContents(opened)
    reloadAfterCrash(opened)
    load(opened, page)
    return opened
  }

  const scheduleDrop = () => {
    const minutes = parts.dropAfterMinutes()
    clearTimeout(dropTimer)
    if (minutes > 0) dropTimer = setTimeout(() => window?.destroy(), minutes * 60_000).unref()
  }

  return {
    show(page) {
      clearTimeout(dropTimer)
      if (window === undefined) {
        window = open(page ?? '')
        return
      }
      if (page !== undefined) load(window, page)
      if (window.isMinimized()) window.restore()
      window.show()
      window.focus()
    },
    current: () => window,
    release() {
      isReleased = true
      clearTimeout(dropTimer)
    },
  }
}

/** A window that is closed, or sent to another page, while it loads is no failure. */
function load(window: BrowserWindow, page: string): void {
  window.loadURL(`${APP_ORIGIN}/#/${page}`).catch((error: unknown) => {
    if (!window.isDestroyed() && !String(error).includes('ERR_ABORTED')) throw error
  })
}

/** Nothing but our own page may be in the window; links go to the browser (design §6). */
function guardContents({ webContents }: BrowserWindow): void {
  webContents.on('will-navigate', (event) => {
    if (!isOwnPage(event.url)) event.preventDefault()
  })
  webContents.on('will-redirect', (event) => event.preventDefault())
  webContents.on('will-attach-webview', (event) => event.preventDefault())
  webContents.setWindowOpenHandler(({ url }) => {
    if (URL.canParse(url) && new URL(url).protocol === 'https:') void shell.openExternal(url)
    return { action: 'deny' }
  })
}

/** The page gets no permission but writing to the clipboard, and no request but for our own files. */
function guardSession(): void {
  const { defaultSession } = session
  const isAllowed = (permission: string) => permission === 'clipboard-sanitized-write'
  defaultSession.setPermissionRequestHandler((_contents, permission, answer) =>
    answer(isAllowed(permission)),
  )
  defaultSession.setPermissionCheckHandler((_contents, permission) => isAllowed(permission))
  defaultSession.webRequest.onBeforeRequest(({ url }, answer) => {
    const isInside = isOwnPage(url) || /^(blob:app:|data:|devtools:)/.test(url)
    answer({ cancel: !isInside })
  })
}

/** The page may crash; the service behind it never notices, and a person sees it again at once. */
function reloadAfterCrash(window: BrowserWindow): void {
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return
    setTimeout(() => {
      if (!window.isDestroyed()) window.webContents.reload()
    }, RELOAD_AFTER_MS)
  })
}
