/** `electron.ipcMain`: what is passed is copied, as between two processes. */

type Handler = (event: object, ...args: unknown[]) => unknown

const handlers = new Map<string, Handler>()

export const ipcMain = {
  handle(channel: string, handler: Handler): void {
    if (handlers.has(channel)) throw new Error(`There is a handler for ${channel} already`)
    handlers.set(channel, handler)
  },
  removeHandler(channel: string): void {
    handlers.delete(channel)
  },
  on(): void {},
}

/** Carries out `ipcRenderer.invoke`. Rejects where nobody handles the channel. */
export async function invoke(channel: string, args: unknown[], event: object): Promise<unknown> {
  const handler = handlers.get(channel)
  if (handler === undefined) throw new Error(`No handler registered for '${channel}'`)
  return structuredClone(await handler(event, ...structuredClone(args)))
}
