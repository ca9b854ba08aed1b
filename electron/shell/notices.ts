/** Tells a person by the system's notifications what the policy finds worth it. */
import type { OpenedService } from '../open-service.ts'
import type { KeyStatus } from '../shared/key-status.ts'
import { restingModels } from '../shared/resting-models.ts'
import { createNoticePolicy, type Notice } from './notice-policy.ts'
import { nextReturn } from './tray-input.ts'
import { notify } from './notify.ts'
import { problemLine } from './tray-status.ts'
import type { Updates } from './updates/updates.ts'
import type { Speaker } from './words.ts'

export interface NoticeTellerParts {
  opened: OpenedService
  updates: Updates
  say(): Speaker
  /** A notification was clicked; it leads to a page of the window. */
  onClick(page: string): void
}

/** Looks at the service whenever it is told to, and notifies where that is due. */
export function createNoticeTeller({ opened, updates, say, onClick }: NoticeTellerParts) {
  const policy = createNoticePolicy()
  return {
    look(keys: readonly KeyStatus[]): void {
      const { service, settings } = opened
      const nextReadyAtMs = nextReturn(keys)
      const update = updates.state()
      const facts = {
        service: service.listener.state(),
        tally: service.pool.counts(),
        ...(nextReadyAtMs !== undefined && { nextReadyAtMs }),
        areAllOff: keys.every(({ enabled }) => !enabled),
        restingModels: restingModels(keys),
        update: update.kind === 'available' ? update.version : undefined,
        suspended: keys.flatMap(({ state, masked }) => (state === 'suspended' ? masked : [])),
      }
      for (const notice of policy.look(facts, Date.now(), settings().notificationsEnabled)) {
        notify(textOf(notice, say()), () => onClick(pages[notice.cause]))
      }
    },
  }
}

const pages: Readonly<Record<Notice['cause'], string>> = {
  suspended: 'keys',
  'all-resting': 'keys',
  update: 'settings/desktop',
  port: '',
}

function textOf(notice: Notice, say: Speaker): { title: string; body: string } {
  switch (notice.cause) {
    case 'suspended':
      return {
        title: say('noticeSuspendedTitle'),
        body: say('noticeSuspended', { key: notice.key }),
      }
    case 'all-resting': {
      const { backAtMs, model } = notice
      return {
        title:
          model === undefined
            ? say('noticeExhaustedTitle')
            : say('noticeModelExhaustedTitle', { model }),
        body:
          backAtMs === undefined
            ? say('noticeExhaustedForGood')
            : say('noticeExhausted', { time: clockTime(backAtMs) }),
      }
    }
    case 'update':
      return {
        title: say('noticeUpdateTitle', { version: notice.version }),
        body: say('noticeUpdate'),
      }
    case 'port':
    default:
      return { title: say('noticePortTitle'), body: problemLine(notice.service.problem, say) }
  }
}

/** As the system writes times; the first key is always back within a day. */
function clockTime(atMs: number): string {
  return new Date(atMs).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
}
