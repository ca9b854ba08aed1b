/**
 * The page may crash or hang; the service behind it never notices. A person sees it again at once,
 * and is asked where that does not help.
 */
import { type BrowserWindow, dialog } from 'electron'
import { createCrashPolicy } from './crash-policy.ts'
import type { Speaker } from './words.ts'

export interface PageTroubleParts {
  say(): Speaker
  /** Whether a person closed the window, so that nobody waits for its page. */
  isHidden(): boolean
  /** Told in one sentence of every crash. */
  onProblem(message: string): void
}

/** Gives what watches the page of a window; crashes of all windows count together. */
export function createPageWatch(parts: PageTroubleParts): (window: BrowserWindow) => void {
  const policy = createCrashPolicy()
  const onCrash = (window: BrowserWindow, reason: string) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return
    parts.onProblem(`The page of the window ended (${reason})`)
    // It is opened anew when somebody wants to see it.
    if (parts.isHidden()) return window.destroy()
    const next = policy.next(reason, Date.now())
    if (next.do === 'reload') {
      setTimeout(() => reload(window), next.afterMs)
      return
    }
    policy.forget()
    void askAfterCrashes(window, parts.say())
  }
  return (window) => {
    window.webContents.on('render-process-gone', (_event, { reason }) => onCrash(window, reason))
    askWhenUnresponsive(window, parts.say)
  }
}

function reload(window: BrowserWindow): void {
  if (!window.isDestroyed()) window.webContents.reload()
}

/** All questions have a parent: without one macOS would stop the whole process until the answer. */
async function askAfterCrashes(window: BrowserWindow, say: Speaker): Promise<void> {
  // It is not shown yet where the very first page crashes.
  window.show()
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    message: say('pageCrashes'),
    detail: say('pageCrashesDetail'),
    buttons: [say('tryAgain'), say('closeWindow')],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
  })
  if (response === 0) reload(window)
  else if (!window.isDestroyed()) window.close()
}

/** A page that hangs is waited for until a person thinks otherwise, or it answers again. */
function askWhenUnresponsive(window: BrowserWindow, say: () => Speaker): void {
  let asking: AbortController | undefined
  window.on('unresponsive', () => {
    asking?.abort()
    asking = new AbortController()
    void askToWait(window, say(), asking.signal)
  })
  window.on('responsive', () => {
    asking?.abort()
    asking = undefined
  })
}

async function askToWait(window: BrowserWindow, say: Speaker, signal: AbortSignal): Promise<void> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    message: say('pageHangs'),
    detail: say('pageHangsDetail'),
    buttons: [say('wait'), say('reload')],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
    signal,
  })
  // What hangs hears of no reload; its end is handled like any other crash.
  if (response === 1 && !window.isDestroyed()) window.webContents.forcefullyCrashRenderer()
}
