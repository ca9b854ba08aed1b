/** Answers the calls about what happened. */
import type { Activity } from '../activity/activity.ts'
import type { Health } from '../activity/health.ts'
import { pacificDay } from '../keys/quota-calendar.ts'
import type { ServiceLog } from '../service-log/service-log.ts'
import { logLevels } from '../shared/log-line.ts'
import type { Handlers } from '../shared/contract.ts'
import type { activityActions, RequestRow } from '../shared/contract/activity.ts'
import type { RequestRecord } from '../shared/request-record.ts'
import type { Settings } from '../shared/settings.ts'
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

/** One handler per action of the domain. Rejects when the database cannot be read. */
export function createActivityHandlers(
  ports: ActivityPorts,
): Handlers<keyof typeof activityActions> {
  const { activity, health, log, settings, nowMs } = ports
  const now = () => {
    const atMs = nowMs()
    return { nowMs: atMs, utcOffsetMs: -new Date(atMs).getTimezoneOffset() * 60_000 }
  }
  const prices = () => settings().prices
  return {
    'activity.totals': (filter) => activity.ask('totals', { ...now(), prices: prices(), filter }),
    'activity.series': (filter) => activity.ask('series', { ...now(), prices: prices(), filter }),
    'activity.shares': async ({ by, limit, ...filter }) => ({
      shares: await activity.ask('shares', { ...now(), prices: prices(), filter, by, limit }),
    }),
    'activity.latencies': ({ period }) => activity.ask('latencies', { ...now(), period }),
    'activity.failingKeys': async (question) => ({
      keys: await activity.ask('failingKeys', { ...now(), ...question }),
    }),
    'activity.heat': () => activity.ask('heat', now()),
    'activity.requests': (filter) => activity.ask('listRequests', filter),
    'activity.recent': ({ limit }) => ({
      requests: activity.recorder.recent().slice(-limit).map(requestRow),
    }),
    'activity.request': async ({ id }) => {
      const request = await activity.ask('oneRequest', { id })
      return request === undefined ? {} : { request }
    },
    'activity.quotaDay': async () => {
      const { fromMs, toMs } = pacificDay(nowMs())
      return { fromMs, toMs, served: await activity.ask('servedSince', { ...now(), fromMs }) }
    },
    'activity.causes': async (filter) => ({ causes: await activity.ask('causes', filter) }),
    'activity.keysBehind': async ({ filter }) => ({
      keyIds: await activity.ask('keysBehind', filter),
    }),
    'activity.forget': async ({ filter }) => {
      const { forgotten, latestIds } = await activity.ask('forgetRequests', { filter })
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
      const { requests, next } = await activity.ask('listRequests', asked)
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
