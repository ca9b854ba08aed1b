/** What the interface is told unasked: gathered, and sent at most four times a second (design §5.4). */
import type { Clock } from '../shared/clock.ts'
import type { ContractEvents, EventName } from '../shared/contract.ts'

/** Where one type of event comes from. */
export interface Feed<Data> {
  /** Begins to look out; calls `wake` when there is something to tell. Returns the way to stop. */
  watch(wake: () => void): () => void
  /** What there is to tell since the last time, as one event; calls `wake` where that is not all. */
  take(): Data | undefined
}

/** One feed for every type of event. */
export type Feeds = { readonly [Name in EventName]: Feed<ContractEvents[Name]> }

export type ConsoleEvent = {
  [Name in EventName]: { readonly name: Name; readonly data: ContractEvents[Name] }
}[EventName]

export interface ConsoleEvents {
  /** Sends every event from now on; returns the way to stop it. */
  subscribe(listener: (event: ConsoleEvent) => void): () => void
  /** Forgets all listeners. */
  close(): void
}

/** Shortest time between two events of a type. */
const INTERVAL_MS = 250

/** Joins the feeds. While nobody listens none of them is watched. */
export function createConsoleEvents(feeds: Feeds, clock: Clock): ConsoleEvents {
  const listeners = new Set<(event: ConsoleEvent) => void>()
  const send = (event: ConsoleEvent) => {
    for (const listener of listeners) listener(event)
  }
  let stop: (() => void) | undefined
  const stopIfAlone = () => {
    if (listeners.size > 0) return
    stop?.()
    stop = undefined
  }
  return {
    subscribe(listener) {
      const entry = (event: ConsoleEvent) => listener(event)
      listeners.add(entry)
      stop ??= pumpAll(feeds, clock, send)
      return () => {
        listeners.delete(entry)
        stopIfAlone()
      }
    },
    close() {
      listeners.clear()
      stopIfAlone()
    },
  }
}

function pumpAll(feeds: Feeds, clock: Clock, send: (event: ConsoleEvent) => void): () => void {
  const names = Object.keys(feeds) as EventName[]
  const stops = names.map((name) => {
    // The pair is one of the union's, which cannot be seen for all names at once.
    return pump(name, feeds[name] as Feed<ContractEvents[typeof name]>, clock, send)
  })
  return () => {
    for (const stop of stops) stop()
  }
}

/** Tells the first change at once, and what follows together, an interval later. */
function pump<Name extends EventName>(
  name: Name,
  feed: Feed<ContractEvents[Name]>,
  clock: Clock,
  send: (event: ConsoleEvent) => void,
): () => void {
  let cancel: (() => void) | undefined
  let isWaiting = false
  const flush = () => {
    isWaiting = false
    cancel = clock.after(INTERVAL_MS, () => {
      cancel = undefined
      if (isWaiting) flush()
    })
    const data = feed.take()
    // The pair of name and data is one of the union's, which cannot be seen for all names at once.
    if (data !== undefined) send({ name, data } as ConsoleEvent)
  }
  const unwatch = feed.watch(() => {
    if (isWaiting) return
    isWaiting = true
    // Never in the middle of the change itself, which may be on the way of a request.
    cancel ??= clock.after(0, flush)
  })
  return () => {
    cancel?.()
    unwatch()
  }
}
