/** Answers the calls about what happened. */
import type { Activity } from '../activity/activity.ts'
import type { Health } from '../activity/health.ts'
import { pacificDay } from '../keys/quota-calendar.ts'
import type { ServiceLog } from '../service-log/service-log.ts'
import { logLevels } from '../shared/log-line.ts'
import { reasonOf } from '../shared/file-error.ts'
import type { Handlers } from '../shared/contract.ts'
import type { activityActions, RequestRow } from '../shared/contract/activity.ts'
import type { RequestRecord } from '../shared/request-record.ts'
import type { Settings } from '../shared/settings.ts'
import { CallFailed } from './call-failed.ts'
import { exportPiece } from './export-requests.ts'

export interface ActivityPorts {
  activity: Pick<Activity, 'ask' | 'recorder'>
  health: Pick<Health, 'report'>
  log: Pick<ServiceLog, 'recent'>
  settings(): Pick<Settings, 'prices'>
  nowMs(): number
}

/** Requests in one piece of an export. */
const EXPORT_ROWS = 1000

/** One handler per action of the domain. They reject with `log_unavailable` while nothing can be read. */
export function createActivityHandlers(
  ports: ActivityPorts,
): Handlers<keyof typeof activityActions> {
  const { activity, health, log, settings, nowMs } = ports
  const ask: Activity['ask'] = async (question, input) => {
    try {
      return await activity.ask(question, input)
    } catch (error) {
      const message = `The request log cannot be read at the moment: ${reasonOf(error)}`
      throw new CallFailed('log_unavailable', message)
    }
  }
  const now = () => {
    const atMs = nowMs()
    return { nowMs: atMs, utcOffsetMs: -new Date(atMs).getTimezoneOffset() * 60_000 }
  }
  const prices = () => settings().prices
  return {
    'activity.totals': (filter) => ask('totals', { ...now(), prices: prices(), filter }),
    'activity.series': (filter) => ask('series', { ...now(), prices: prices(), filter }),
    'activity.shares': async ({ by, limit, ...filter }) => ({
      shares: await ask('shares', { ...now(), prices: prices(), filter, by, limit }),
    }),
    'activity.latencies': ({ period }) => ask('latencies', { ...now(), period }),
    'activity.failingKeys': async (question) => ({
      keys: await ask('failingKeys', { ...now(), ...question }),
    }),
    'activity.heat': () => ask('heat', now()),
    'activity.requests': (filter) => ask('listRequests', filter),
    'activity.recent': ({ limit }) => ({
      requests: activity.recorder.recent(limit).map(requestRow),
    }),
    'activity.request': async ({ id }) => {
      const request = await ask('oneRequest', { id })
      return request === undefined ? {} : { request }
    },
    'activity.quotaDay': async () => {
      const { fromMs, toMs } = pacificDay(nowMs())
      return { fromMs, toMs, served: await ask('servedSince', { ...now(), fromMs }) }
    },
    'activity.causes': async (filter) => ({ causes: await ask('causes', filter) }),
    'activity.keysBehind': async ({ filter }) => ({
      keyIds: await ask('keysBehind', filter),
    }),
    'activity.forget': async ({ filter }) => {
      const { forgotten, latestIds } = await ask('forgetRequests', { filter })
      activity.recorder.forget(latestIds)
      return { forgotten }
    },
    'activity.health': () => health.report(),
    'activity.log': ({ level, limit }) => ({
      lines: log
        .recent()
        .filter((line) => logLevels.indexOf(line.level) >= logLevels.indexOf(level))
        .slice(-limit),
    }),
    'activity.export': async ({ format, filter, after }) => {
      const asked = { ...filter, limit: EXPORT_ROWS, ...(after !== undefined && { after }) }
      const { requests, next } = await ask('listRequests', asked)
      const place = { isFirst: after === undefined, isLast: next === undefined }
      return { text: exportPiece(requests, format, place), ...(next !== undefined && { next }) }
    },
  }
}

/** A record as lists and events show it. */
export function requestRow({ attempts, ...rest }: RequestRecord): RequestRow {
  delete rest.bodies
  return { ...rest, attemptCount: attempts.length }
}
