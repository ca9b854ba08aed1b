/** Checks of keys that a person started: how far each has come, and its end. */
import { randomUUID } from 'node:crypto'
import type { KeyPool } from '../keys/pool.ts'
import type { VerifyProgress, VerifyResult, VerifyRun } from '../keys/verify.ts'
import type { Handlers } from '../shared/contract.ts'
import type { KeyEvents, Verification } from '../shared/contract/keys.ts'
import { createListeners } from '../shared/listeners.ts'
import { CallFailed } from './call-failed.ts'
import type { Feed } from './events.ts'
import { createLatestFeed } from './latest-feed.ts'

export interface VerificationParts {
  pool: Pick<KeyPool, 'get' | 'list'>
  /** Checks keys, all enabled ones where no ids are given. */
  verify(ids: readonly string[] | undefined, run: VerifyRun): Promise<VerifyResult>
  /** Hears of a check that failed for a reason of our own. */
  onError(error: unknown): void
}

export interface Verifications {
  readonly handlers: Handlers<'keys.verify' | 'keys.cancelVerify'>
  readonly feed: Feed<KeyEvents['keys.verification']>
  /** Ends every check. */
  close(): void
}

/** Starts without any check under way; several may be at a time. */
export function createVerifications(parts: VerificationParts): Verifications {
  const { pool, verify, onError } = parts
  const running = new Map<string, AbortController>()
  const news = createListeners<Verification>()

  const run = async (job: string, ids: readonly string[] | undefined, abort: AbortController) => {
    const soFar = emptyOf(job)
    try {
      const result = await verify(ids, {
        signal: abort.signal,
        onProgress(progress) {
          note(soFar, progress)
          news.notify(soFar)
        },
      })
      news.notify({ job, ...result })
    } catch (error) {
      onError(error)
      news.notify({ ...soFar, state: 'cancelled' })
    } finally {
      running.delete(job)
    }
  }
  const start = (ids: readonly string[] | undefined) => {
    const wanted = ids ?? pool.list().flatMap(({ id, enabled }) => (enabled ? id : []))
    const known = new Set(wanted.filter((id) => pool.get(id) !== undefined))
    if (known.size === 0) throw new CallFailed('not_found', 'There is no such key')
    const job = randomUUID()
    const abort = new AbortController()
    running.set(job, abort)
    void run(job, [...known], abort)
    return { job, total: known.size }
  }
  return {
    handlers: {
      'keys.verify': ({ ids }) => start(ids),
      'keys.cancelVerify': ({ job }) => {
        running.get(job)?.abort()
        return { cancelled: running.has(job) }
      },
    },
    feed: createLatestFeed(news.add, ({ job }) => job),
    close() {
      for (const abort of running.values()) abort.abort()
      news.clear()
    },
  }
}

function emptyOf(job: string): Verification {
  return { job, total: 0, done: 0, fine: [], failed: [], unreachable: [], state: 'running' }
}

function note(soFar: Verification, { keyId, finding, done, total }: VerifyProgress): void {
  soFar.done = done
  soFar.total = total
  if (finding.kind === 'fine') soFar.fine.push(keyId)
  else if (finding.kind === 'unreachable') soFar.unreachable.push(keyId)
  else {
    const { kind, message } = finding.verdict
    soFar.failed.push({ id: keyId, kind, message })
  }
}
