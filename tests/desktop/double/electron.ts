/** What `import … from 'electron'` gives the main bundle under test. */
import { app } from './app.ts'
import { listenToTest } from './control.ts'
import {
  clipboard,
  dialog,
  Menu,
  nativeImage,
  nativeTheme,
  Notification,
  powerMonitor,
  screen,
  shell,
  Tray,
} from './desk.ts'
import { ipcMain } from './ipc.ts'
import { protocol, session } from './session.ts'
import { hearTimers } from './timers.ts'
import { BrowserWindow } from './windows.ts'

hearTimers()
listenToTest()

export {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  ipcMain,
  Menu,
  nativeImage,
  nativeTheme,
  Notification,
  powerMonitor,
  protocol,
  screen,
  session,
  shell,
  Tray,
}
export default { app, BrowserWindow, clipboard, ipcMain, shell }
