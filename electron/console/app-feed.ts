/** Tells of the service as a whole, also when all that has changed is the time. */
import type { Clock } from '../shared/clock.ts'
import type { AppEvents, AppStatus } from '../shared/contract/app.ts'
import { createAlarm } from './alarm.ts'
import type { Feed } from './events.ts'

/** The feed of `app.changed`; `sources` call back when something other than time has passed. */
export function createAppFeed(
  status: () => AppStatus,
  sources: readonly ((wake: () => void) => () => void)[],
  clock: Clock,
): Feed<AppEvents['app.changed']> {
  const alarm = createAlarm(clock)
  let wake = () => {}
  return {
    watch(wakeUp) {
      wake = wakeUp
      alarm.set(changesAtMs(status(), clock.nowMs()), wake)
      const stops = sources.map((watch) => watch(wake))
      return () => {
        alarm.clear()
        for (const stop of stops) stop()
      }
    },
    take() {
      const now = status()
      alarm.set(changesAtMs(now, clock.nowMs()), wake)
      return now
    },
  }
}

/** When the status will be another though nothing happens: a key is back, a hold is over. */
function changesAtMs({ nextReadyAtMs, attention }: AppStatus, nowMs: number): number | undefined {
  const holds = attention.flatMap((item) => {
    if (item.code === 'throttled') return item.untilMs
    return item.code === 'model-resting' ? (item.backAtMs ?? []) : []
  })
  const times = nextReadyAtMs === undefined ? holds : [...holds, nextReadyAtMs]
  const ahead = times.filter((atMs) => atMs > nowMs)
  return ahead.length === 0 ? undefined : Math.min(...ahead)
}
