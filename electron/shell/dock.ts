/**
 * The icon in macOS's Dock: there while the window is, so that ⌘Tab and the menu work, and gone
 * while the app only serves from the tray (peers §6).
 */

/** What is used of `app.dock`, which only macOS has. */
export interface SystemDock {
  show(): Promise<void>
  hide(): void
}

export interface DockIcon {
  /** The window has come into sight. */
  onShown(): void
  /** The window is closed or hidden. */
  onGone(): void
}

/** macOS ignores a call that follows another one within a second. */
export const DOCK_PAUSE_MS = 1100

/** Carries the wishes out one after the other; only the last one of a second counts. */
export function createDockIcon(dock: SystemDock | undefined): DockIcon {
  let isWanted = false
  let isShown: boolean | undefined
  let pause: NodeJS.Timeout | undefined

  const settle = () => {
    if (dock === undefined || pause !== undefined || isShown === isWanted) return
    isShown = isWanted
    if (isWanted) void dock.show()
    else dock.hide()
    pause = setTimeout(() => {
      pause = undefined
      settle()
    }, DOCK_PAUSE_MS).unref()
  }
  const want = (wanted: boolean) => {
    isWanted = wanted
    settle()
  }
  return { onShown: () => want(true), onGone: () => want(false) }
}
