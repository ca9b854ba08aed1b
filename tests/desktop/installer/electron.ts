/** As much of Electron as electron-updater asks for; its network is Node's. */
import { EventEmitter } from 'node:events'
import { request, type RequestOptions } from 'node:http'
import { join } from 'node:path'

class App extends EventEmitter {
  readonly isPackaged = true
  getVersion = () => '0.1.0'
  getName = () => 'gemini-balance-desktop'
  getAppPath = () => process.cwd()
  getPath = () => join(process.cwd(), 'user-data')
  whenReady = () => Promise.resolve()
}

export const app = new App()
export const session = { fromPartition: () => undefined }
export const net = {
  request: ({ protocol, hostname, port, path, headers }: RequestOptions) =>
    request({ protocol, hostname, port, path, headers }),
}
