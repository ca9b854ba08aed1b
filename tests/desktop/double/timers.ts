/** Waits of the app that a test can end, so that it need not wait itself. */

const waits = new Map<NodeJS.Timeout, { delayMs: number; end(): void }>()
const { setTimeout: realSetTimeout, clearTimeout: realClearTimeout } = globalThis

/** From now on every timer is heard of; they ring by themselves as ever. */
export function hearTimers(): void {
  const hear = (callback: (...args: unknown[]) => void, delayMs = 0, ...args: unknown[]) => {
    const end = () => {
      waits.delete(timer)
      callback(...args)
    }
    const timer = realSetTimeout(end, delayMs)
    waits.set(timer, { delayMs, end })
    return timer
  }
  const forget = (timer: NodeJS.Timeout) => {
    waits.delete(timer)
    realClearTimeout(timer)
  }
  Object.assign(globalThis, {
    setTimeout: Object.assign(hear, realSetTimeout),
    clearTimeout: forget,
  })
}

/** Ends all waits of exactly that length; false when there is none. */
export function ring(delayMs: number): boolean {
  const due = [...waits].filter(([, wait]) => wait.delayMs === delayMs)
  for (const [timer, wait] of due) {
    realClearTimeout(timer)
    wait.end()
  }
  return due.length > 0
}
