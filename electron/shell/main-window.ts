/** The one window: opened, hidden, dropped to save memory, and opened again. */
import { BrowserWindow, nativeTheme } from 'electron'
import { APP_ORIGIN, pageOf } from '../ipc/own-page.ts'
import { type Bounds, boundsToOpen, MINIMUM_SIZE } from './window-bounds.ts'
import { offerContextMenu } from './context-menu.ts'
import type { DockIcon } from './dock.ts'
import { createPageWatch } from './page-trouble.ts'
import { guardContents, guardSession } from './window-guard.ts'
import { bringToFront, hide, showFirst, workAreas } from './window-sight.ts'
import type { Speaker } from './words.ts'

export interface MainWindowParts {
  preload: string
  icon: string
  /** What was remembered of the last bounds, unchecked. */
  rememberedBounds(): unknown
  rememberBounds(bounds: Bounds): void
  /** Whether there is a tray to come back from; a window that is closed without one is minimized. */
  hasTray(): Promise<boolean>
  /** Asked before the window is put out of sight instead of closed; false leaves it as it is. */
  mayPutAway(window: BrowserWindow, hasTray: boolean): Promise<boolean>
  dock: DockIcon
  /** Minutes after which a hidden window is dropped; 0 never. */
  dropAfterMinutes(): number
  say(): Speaker
  /** Told in one sentence of what goes wrong with the page. */
  onProblem(message: string): void
}

export interface MainWindow {
  /** Shows the window, on a page of the interface if one is named. */
  show(page?: string): void
  /** Opens the window out of the way, where it can be found without a tray. */
  showMinimized(): void
  current(): BrowserWindow | undefined
  /** The setting of when a hidden window is dropped may be another one. */
  rescheduleDrop(): void
  /** Lets the window close for good. */
  release(): void
}

/** The page's own ground in both themes, so that nothing flashes. */
const GROUND = { dark: '#141518', light: '#f6f7f9' }

/** Prepares the window; nothing is opened yet. */
export function createMainWindow(parts: MainWindowParts): MainWindow {
  let window: BrowserWindow | undefined
  let isReleased = false
  let isHidden = false
  let isAsking = false
  let dropTimer: NodeJS.Timeout | undefined
  /** Where the window stood when it was dropped. */
  let lastPage = ''
  const watchPage = createPageWatch({ ...parts, isHidden: () => isHidden })
  guardSession(parts.onProblem)

  const putAway = async (closing: BrowserWindow) => {
    if (isAsking) return
    isAsking = true
    const hasTray = await parts.hasTray()
    const may = await parts.mayPutAway(closing, hasTray).finally(() => (isAsking = false))
    if (!may || isReleased || closing.isDestroyed()) return
    if (hasTray) {
      isHidden = true
      hide(closing, () => isHidden)
      rescheduleDrop()
    } else closing.minimize()
  }
  const open = (page: string, show: (opened: BrowserWindow) => void): BrowserWindow => {
    const opened = new BrowserWindow(windowOptions(parts))
    opened.once('ready-to-show', () => show(opened))
    opened.on('close', (event) => {
      parts.rememberBounds(opened.getNormalBounds())
      if (isReleased) return
      event.preventDefault()
      void putAway(opened)
    })
    opened.on('show', parts.dock.onShown)
    opened.on('hide', parts.dock.onGone)
    opened.on('closed', () => {
      window = undefined
      parts.dock.onGone()
    })
    offerContextMenu(opened, parts.say)
    guardContents(opened.webContents)
    watchPage(opened)
    load(opened, page, parts.onProblem)
    return opened
  }
  const rescheduleDrop = () => {
    const minutes = parts.dropAfterMinutes()
    clearTimeout(dropTimer)
    if (minutes > 0 && isHidden) dropTimer = setTimeout(drop, minutes * 60_000).unref()
  }
  const drop = () => {
    lastPage = pageOf(window?.webContents.getURL() ?? '')
    window?.destroy()
  }

  return {
    show(page) {
      clearTimeout(dropTimer)
      isHidden = false
      if (window === undefined) {
        window = open(page ?? lastPage, showFirst)
        return
      }
      if (page !== undefined) load(window, page, parts.onProblem)
      else if (window.webContents.isCrashed()) window.webContents.reload()
      bringToFront(window)
    },
    showMinimized() {
      window ??= open(lastPage, (opened) => opened.minimize())
    },
    current: () => window,
    rescheduleDrop,
    release() {
      isReleased = true
      clearTimeout(dropTimer)
      if (window !== undefined) parts.rememberBounds(window.getNormalBounds())
    },
  }
}

function windowOptions({ rememberedBounds, icon, preload }: MainWindowParts) {
  return {
    ...boundsToOpen(rememberedBounds(), workAreas()),
    minWidth: MINIMUM_SIZE.width,
    minHeight: MINIMUM_SIZE.height,
    show: false,
    icon,
    title: 'Gemini Balance',
    // Elsewhere than on macOS the menu would take a row of the window; Alt shows it.
    autoHideMenuBar: true,
    backgroundColor: nativeTheme.shouldUseDarkColors ? GROUND.dark : GROUND.light,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  }
}

/** A window that is closed, or sent to another page, while it loads is no failure. */
function load(window: BrowserWindow, page: string, onProblem: MainWindowParts['onProblem']): void {
  window.loadURL(`${APP_ORIGIN}/#/${page}`).catch((error: unknown) => {
    if (window.isDestroyed() || String(error).includes('ERR_ABORTED')) return
    onProblem(`The window could not be loaded: ${String(error)}`)
  })
}
