/** Tells of requests that ended and of new lines of the log. */
import type { Recorder } from '../activity/recorder.ts'
import type { ServiceLog } from '../service-log/service-log.ts'
import type { ActivityEvents, RequestRow } from '../shared/contract/activity.ts'
import type { LogLine } from '../shared/log-line.ts'
import { requestRow } from './activity-handlers.ts'
import type { Feed } from './events.ts'

/** What is told at once; of more than that, only the latest. */
const MOST_AT_ONCE = 2000

/** The feed of `activity.requests`. */
export function createRequestFeed(
  recorder: Pick<Recorder, 'onRecords'>,
): Feed<ActivityEvents['activity.requests']> {
  return batched<RequestRow, ActivityEvents['activity.requests']>(
    (take) => recorder.onRecords((look) => take(look().map(requestRow))),
    (requests) => ({ requests }),
  )
}

/** The feed of `activity.log`. */
export function createLogFeed(
  log: Pick<ServiceLog, 'onLines'>,
): Feed<ActivityEvents['activity.log']> {
  return batched<LogLine, ActivityEvents['activity.log']>(log.onLines, (lines) => ({ lines }))
}

function batched<Entry, Data>(
  subscribe: (take: (entries: readonly Entry[]) => void) => () => void,
  toData: (entries: Entry[]) => Data,
): Feed<Data> {
  let waiting: Entry[] = []
  return {
    watch(wake) {
      waiting = []
      return subscribe((entries) => {
        waiting = [...waiting, ...entries].slice(-MOST_AT_ONCE)
        wake()
      })
    },
    take() {
      const taken = waiting
      waiting = []
      return taken.length === 0 ? undefined : toData(taken)
    },
  }
}
