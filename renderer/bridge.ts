/** The interface's only way to the service: over IPC in the window, over HTTP in the web console. */
import { BRIDGE_NAME, type Bridge } from '../electron/shared/bridge.ts'
import { createHttpBridge, type HttpBridge } from './http-bridge.ts'

declare global {
  interface Window {
    [BRIDGE_NAME]?: Bridge
  }
}

const http: HttpBridge | undefined =
  window[BRIDGE_NAME] === undefined ? createHttpBridge(new URL('.', location.href)) : undefined

/** Calls and events of the contract, whatever carries them. */
export const bridge: Bridge = window[BRIDGE_NAME] ?? (http as HttpBridge)

/** Signing in; undefined in the window, which belongs to the person in front of it. */
export const session = http?.session

/** Whether events arrive; the window's always do. */
export const connection = http?.connection
