/** When a person is told something unasked: what matters, once per cause and hour (pure). */
import type { ServiceState } from '../shared/contract/app.ts'
import type { RestingModel } from '../shared/resting-models.ts'

/** Something worth a notification, and the page it leads to. */
export type Notice =
  | { cause: 'suspended'; key: string }
  /** For one model only, where keys are ready for others. */
  | { cause: 'all-resting'; model?: string; backAtMs?: number }
  | { cause: 'update'; version: string }
  | { cause: 'port'; service: Extract<ServiceState, { kind: 'failed' }> }

/** What the notices are decided from. */
export interface NoticeFacts {
  service: ServiceState
  tally: { ready: number; total: number }
  nextReadyAtMs?: number
  /** Whether a person has switched all keys off, which is no news to them. */
  areAllOff: boolean
  restingModels: readonly RestingModel[]
  /** Masked names of the keys Google has suspended. */
  suspended: readonly string[]
  /** The newer version that is available. */
  update?: string | undefined
}

const HOUR_MS = 60 * 60_000

/** Remembers what was told. The first look tells nothing: what was so before is no news. */
export function createNoticePolicy() {
  const toldAtMs = new Map<Notice['cause'], number>()
  let before: NoticeFacts | undefined

  return {
    /**
     * What to tell now that the facts are these.
     * @param isWanted whether anything is to be told; what is not has not been
     */
    look(facts: NoticeFacts, nowMs: number, isWanted = true): Notice[] {
      const news = before === undefined || !isWanted ? [] : newsBetween(before, facts)
      before = facts
      return news.filter(({ cause }) => {
        if (nowMs - (toldAtMs.get(cause) ?? Number.NEGATIVE_INFINITY) < HOUR_MS) return false
        toldAtMs.set(cause, nowMs)
        return true
      })
    },
  }
}

function newsBetween(before: NoticeFacts, now: NoticeFacts): Notice[] {
  const news: Notice[] = []
  const suspended = now.suspended.find((key) => !before.suspended.includes(key))
  if (suspended !== undefined) news.push({ cause: 'suspended', key: suspended })
  const resting = newlyResting(before, now)
  if (resting !== undefined) news.push({ cause: 'all-resting', ...resting })
  if (now.update !== undefined && now.update !== before.update) {
    news.push({ cause: 'update', version: now.update })
  }
  if (now.service.kind === 'failed' && before.service.kind !== 'failed') {
    news.push({ cause: 'port', service: now.service })
  }
  return news
}

/** What nobody can have any more; undefined where that is as before. */
function newlyResting(
  before: NoticeFacts,
  now: NoticeFacts,
): { model?: string; backAtMs?: number } | undefined {
  const { tally, nextReadyAtMs } = now
  // Removing the last keys, or switching them off, is nothing to be warned of.
  if (before.tally.ready > 0 && tally.ready === 0 && tally.total > 0 && !now.areAllOff) {
    return nextReadyAtMs === undefined ? {} : { backAtMs: nextReadyAtMs }
  }
  const known = new Set(before.restingModels.map(({ model }) => model))
  return now.restingModels.find(({ model }) => !known.has(model))
}
