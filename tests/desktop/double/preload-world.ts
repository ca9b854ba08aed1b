/** The preload bundle as Chromium runs it before the page's own scripts. */

/**
 * A script that gives the bundle the only module a sandboxed preload has, and the page nothing but
 * what the bundle exposes: functions arrive as proxies, everything else as a copy.
 * @param bundle the preload's source, CommonJS
 */
export function preloadScript(bundle: string): string {
  return `(() => {
  const listeners = new Map()
  const invoke = globalThis.doubleInvoke
  delete globalThis.doubleInvoke
  globalThis.doubleDeliver = (channel, args) => {
    for (const listener of listeners.get(channel) ?? []) listener({}, ...args)
  }
  const ipcRenderer = {
    invoke: (channel, ...args) => invoke(channel, structuredClone(args)),
    on(channel, listener) {
      if (!listeners.has(channel)) listeners.set(channel, new Set())
      listeners.get(channel).add(listener)
    },
    off(channel, listener) {
      listeners.get(channel)?.delete(listener)
    },
  }
  const across = (value) => {
    if (typeof value === 'function') return (...args) => across(value(...args))
    if (value instanceof Promise) return value.then(across)
    if (value === null || typeof value !== 'object') return value
    if (Array.isArray(value)) return Object.freeze(value.map(across))
    return Object.freeze(
      Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, across(inner)])),
    )
  }
  const contextBridge = {
    exposeInMainWorld(name, api) {
      Object.defineProperty(globalThis, name, { value: across(api) })
    },
  }
  const require = (name) => {
    if (name !== 'electron') throw new Error('A sandboxed preload cannot load ' + name)
    return { contextBridge, ipcRenderer }
  }
  ;(function (require, module, exports) {
${bundle}
  })(require, { exports: {} }, {})
})()`
}
