/** The only code of ours between the page and the main process: two functions, no Electron object. */
import { contextBridge, ipcRenderer } from 'electron'
import { BRIDGE_NAME, CALL_CHANNEL, EVENT_CHANNEL } from '../shared/bridge.ts'

contextBridge.exposeInMainWorld(BRIDGE_NAME, {
  call: (name: unknown, input: unknown) => ipcRenderer.invoke(CALL_CHANNEL, name, input),
  on: (name: unknown, listener: (data: unknown) => void) => {
    // The page never sees Electron's event, through which it could reach the sender.
    const pass = (_event: unknown, type: unknown, data: unknown) => {
      if (type === name) listener(data)
    }
    ipcRenderer.on(EVENT_CHANNEL, pass)
    return () => {
      ipcRenderer.off(EVENT_CHANNEL, pass)
    }
  },
})
