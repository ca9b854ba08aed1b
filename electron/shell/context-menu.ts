/** The menu of a right click in the window. */
import { type BrowserWindow, Menu } from 'electron'
import { contextRows } from './context-rows.ts'
import type { Speaker } from './words.ts'

/** Opens it whenever somebody right-clicks on something it has a row for. */
export function offerContextMenu(window: BrowserWindow, say: () => Speaker): void {
  window.webContents.on('context-menu', (_event, clicked) => {
    const rows = contextRows(clicked, say())
    if (rows.length > 0) Menu.buildFromTemplate(rows).popup({ window })
  })
}
