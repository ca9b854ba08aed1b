/** How the window comes into sight and goes out of it, whatever a system makes of that. */
import { app, type BrowserWindow, screen } from 'electron'
import { type Bounds, boundsToOpen } from './window-bounds.ts'

/** Where windows can be now. */
export function workAreas(): Bounds[] {
  return screen.getAllDisplays().map(({ workArea }) => workArea)
}

/** Shows a window that has just been opened. */
export function showFirst(window: BrowserWindow): void {
  window.show()
  // An app that lives in the menu bar is not the active one: its window would come up behind others.
  if (process.platform === 'darwin') app.focus({ steal: true })
}

/** Puts the window in front of all others, on a display that is still there. */
export function bringToFront(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  if (boundsToOpen(window.getNormalBounds(), workAreas()).x === undefined) window.center()
  showFirst(window)
  window.focus()
}

/**
 * Hides the window. One that fills the screen goes back to its size before, as macOS would keep a
 * black screen of it.
 * @param isWanted asked then: somebody may have opened it again
 */
export function hide(window: BrowserWindow, isWanted: () => boolean): void {
  if (!window.isFullScreen()) return window.hide()
  window.once('leave-full-screen', () => {
    if (isWanted()) window.hide()
  })
  window.setFullScreen(false)
}
