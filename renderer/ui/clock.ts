/** One clock for everything that counts: no timer per row, none while nobody looks. */
import { useSyncExternalStore } from 'react'

const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined
let nowMs = Date.now()

function tick(): void {
  nowMs = Date.now()
  for (const listener of listeners) listener()
}

function run(): void {
  const isNeeded = listeners.size > 0 && document.visibilityState === 'visible'
  if (isNeeded && timer === undefined) {
    tick()
    timer = setInterval(tick, 1000)
  } else if (!isNeeded) {
    clearInterval(timer)
    timer = undefined
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  if (listeners.size === 1) document.addEventListener('visibilitychange', run)
  run()
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) document.removeEventListener('visibilitychange', run)
    run()
  }
}

/** The time now in epoch milliseconds, new every second. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => nowMs)
}
