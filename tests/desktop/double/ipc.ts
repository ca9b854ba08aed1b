/** `electron.ipcMain`: what is passed is copied, as between two processes. */
import { EventEmitter } from 'node:events'
import type * as Electron from 'electron'

type Handler = (event: Electron.IpcMainInvokeEvent, ...args: unknown[]) => unknown

const handlers = new Map<string, Handler>()

class IpcMain extends EventEmitter implements Pick<Electron.IpcMain, 'handle' | 'removeHandler'> {
  handle(channel: string, handler: Handler): void {
    if (handlers.has(channel)) throw new Error(`There is a handler for ${channel} already`)
    handlers.set(channel, handler)
  }

  removeHandler(channel: string): void {
    handlers.delete(channel)
  }
}
export const ipcMain = new IpcMain()

/** Every channel that a page could call or send on. */
export function openChannels(): string[] {
  return [...handlers.keys(), ...ipcMain.eventNames().map(String)]
}

/** Carries out `ipcRenderer.invoke`. Rejects where nobody handles the channel. */
export async function invoke(channel: string, args: unknown[], event: object): Promise<unknown> {
  const handler = handlers.get(channel)
  if (handler === undefined) throw new Error(`No handler registered for '${channel}'`)
  const passed = event as Electron.IpcMainInvokeEvent
  return structuredClone(await handler(passed, ...structuredClone(args)))
}
