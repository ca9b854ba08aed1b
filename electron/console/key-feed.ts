/** Tells of keys that changed, those whose rest has just ended included. */
import type { Clock } from '../shared/clock.ts'
import type { KeyPool } from '../keys/pool.ts'
import type { KeyEvents, ListedKey } from '../shared/contract/keys.ts'
import { createAlarm } from './alarm.ts'
import type { Feed } from './events.ts'

export interface KeyFeedParts {
  pool: KeyPool
  clock: Clock
  /** What may be shown of a key; undefined when it is gone. */
  viewOf(id: string): ListedKey | undefined
}

/** The feed of `keys.changed`: keys in full, so that the reader need not ask again. */
export function createKeyFeed({
  pool,
  clock,
  viewOf,
}: KeyFeedParts): Feed<KeyEvents['keys.changed']> {
  const changed = new Set<string>()
  /** When the next rest of a key ends: the pool itself says nothing then. */
  const returns = new Map<string, number>()
  const alarm = createAlarm(clock)
  let wake = () => {}

  const note = (ids: readonly string[]) => {
    for (const id of ids) changed.add(id)
    if (changed.size > 0) wake()
  }
  const watchReturns = () => {
    const times = returns.values()
    const nextMs = returns.size === 0 ? undefined : times.reduce((one, ms) => Math.min(one, ms))
    alarm.set(nextMs, () => {
      const nowMs = clock.nowMs()
      const back = [...returns].flatMap(([id, untilMs]) => (untilMs <= nowMs ? [id] : []))
      for (const id of back) returns.delete(id)
      note(back)
      watchReturns()
    })
  }
  const follow = (key: ListedKey) => {
    const ends = [key, ...key.models].flatMap(({ untilMs }) => untilMs ?? [])
    if (ends.length === 0) returns.delete(key.id)
    else returns.set(key.id, Math.min(...ends))
  }

  return {
    watch(wakeUp) {
      wake = wakeUp
      changed.clear()
      for (const id of pool.ids()) {
        const key = viewOf(id)
        if (key !== undefined) follow(key)
      }
      watchReturns()
      const stop = pool.onChange(({ id }) => note([id]))
      return () => {
        stop()
        alarm.clear()
        returns.clear()
      }
    },
    take() {
      const ids = [...changed]
      changed.clear()
      const views = ids.flatMap((id) => viewOf(id) ?? [])
      const present = new Set(views.map(({ id }) => id))
      const removed = ids.filter((id) => !present.has(id))
      for (const key of views) follow(key)
      for (const id of removed) returns.delete(id)
      watchReturns()
      return { changed: views, removed, tally: pool.counts() }
    },
  }
}
