/**
 * The preload bundle as Electron runs it: before the page's own scripts and in a world of its own,
 * which shares nothing with the page but what the bundle exposes (contextBridge).
 */

/** Name of that world, by which DevTools know it too. */
export const ISOLATED_WORLD = 'Electron Isolated Context'
/** How the world reaches the main process: a function that takes one text. */
export const INVOKE_BINDING = 'doubleInvoke'

/**
 * One end of contextBridge. Functions arrive on the other side as proxies, promises as promises, and
 * everything else as a copy; nesting beyond Electron's limit is refused.
 */
const bridgeEnd = `
  const MOST_LEVELS = 1000
  const { CustomEvent, Promise } = globalThis
  const dispatchEvent = globalThis.dispatchEvent.bind(globalThis)
  const handedOut = new Map()
  const answers = new Map()
  const promises = new Map()
  let lastId = 0
  const tell = (message) => dispatchEvent(new CustomEvent(OUT, { detail: message }))
  const encode = (value, level = 0) => {
    if (level > MOST_LEVELS) throw new TypeError('Electron contextBridge recursion depth exceeded.')
    if (typeof value === 'function') {
      handedOut.set((lastId += 1), value)
      return { is: 'function', id: lastId }
    }
    if (value === null || typeof value !== 'object') return { is: 'value', value }
    if (Array.isArray(value)) return { is: 'list', items: value.map((item) => encode(item, level + 1)) }
    return { is: 'object', entries: Object.entries(value).map(([name, inner]) => [name, encode(inner, level + 1)]) }
  }
  const decode = (coded) => {
    if (coded.is === 'value') return coded.value
    if (coded.is === 'function') return (...args) => call(coded.id, args)
    if (coded.is === 'list') return coded.items.map(decode)
    return Object.fromEntries(coded.entries.map(([name, inner]) => [name, decode(inner)]))
  }
  const call = (id, args) => {
    const ticket = (lastId += 1)
    tell({ kind: 'call', id, ticket, args: args.map((arg) => encode(arg)) })
    const answer = answers.get(ticket)
    answers.delete(ticket)
    if (answer.error !== undefined) throw new Error(answer.error)
    if (answer.promise === undefined) return decode(answer.value)
    return new Promise((resolve, reject) => promises.set(answer.promise, { resolve, reject }))
  }
  const carryOut = ({ id, ticket, args }) => {
    try {
      const result = handedOut.get(id)(...args.map(decode))
      if (!(result instanceof Promise)) return tell({ kind: 'answer', ticket, value: encode(result) })
      const promise = (lastId += 1)
      tell({ kind: 'answer', ticket, promise })
      result.then(
        (value) => tell({ kind: 'settled', promise, value: encode(value) }),
        (error) => tell({ kind: 'settled', promise, error: String(error?.message ?? error) }),
      )
    } catch (error) {
      tell({ kind: 'answer', ticket, error: String(error?.message ?? error) })
    }
  }
  const settle = ({ promise, value, error }) => {
    const { resolve, reject } = promises.get(promise)
    promises.delete(promise)
    if (error === undefined) resolve(decode(value))
    else reject(new Error(error))
  }
  globalThis.addEventListener(IN, ({ detail }) => {
    if (detail.kind === 'call') carryOut(detail)
    else if (detail.kind === 'answer') answers.set(detail.ticket, detail)
    else if (detail.kind === 'settled') settle(detail)
    else if (detail.kind === 'expose') expose(detail)
  })
`

/** Runs in the page's world: takes what the preload exposes. */
export const pageEnd = `(() => {
  if (globalThis !== globalThis.top) return
  const [IN, OUT] = ['double-to-page', 'double-to-preload']
  const frozen = (value) => {
    if (typeof value === 'object' && value !== null) Object.values(value).forEach(frozen)
    return Object.freeze(value)
  }
  const expose = ({ name, value }) =>
    Object.defineProperty(globalThis, name, { value: frozen(decode(value)), enumerable: true })
  ${bridgeEnd}
})()`

/**
 * Runs in the preload's world: gives the bundle the only module a sandboxed preload has.
 * @param bundle the preload's source, CommonJS
 */
export function preloadEnd(bundle: string): string {
  return `(() => {
  if (globalThis !== globalThis.top) return
  const [IN, OUT] = ['double-to-preload', 'double-to-page']
  const expose = () => undefined
  ${bridgeEnd}
  const listeners = new Map()
  const waiting = new Map()
  globalThis.doubleDeliver = (channel, args) => {
    for (const listener of listeners.get(channel) ?? []) listener({ sender: ipcRenderer }, ...args)
  }
  globalThis.doubleSettle = (id, { value, error }) => {
    const { resolve, reject } = waiting.get(id)
    waiting.delete(id)
    if (error === undefined) resolve(value)
    else reject(new Error(error))
  }
  const ipcRenderer = {
    async invoke(channel, ...args) {
      // What cannot be copied, such as a function, is refused as Electron does.
      const copy = structuredClone(args)
      const id = (lastId += 1)
      const answer = new Promise((resolve, reject) => waiting.set(id, { resolve, reject }))
      globalThis.${INVOKE_BINDING}(JSON.stringify({ id, channel, args: copy }))
      return answer
    },
    on(channel, listener) {
      if (!listeners.has(channel)) listeners.set(channel, new Set())
      listeners.get(channel).add(listener)
    },
    off(channel, listener) {
      listeners.get(channel)?.delete(listener)
    },
  }
  const contextBridge = {
    exposeInMainWorld: (name, api) => tell({ kind: 'expose', name, value: encode(api) }),
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
