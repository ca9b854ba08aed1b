/** Answers the calls about keys. */
import type { KeyPool } from '../keys/pool.ts'
import type { Keyring } from '../keys/keyring.ts'
import { statusOf } from '../keys/key-status.ts'
import type { Handlers } from '../shared/contract.ts'
import type { ListedKey } from '../shared/contract/keys.ts'
import { CallFailed } from './call-failed.ts'

export interface KeyHandlerParts {
  pool: KeyPool
  keyring: Keyring
  nowMs(): number
  /** Notes in the service's log that secrets were shown; without them. */
  noteReveal(what: string): void
}

type KeyActions =
  | 'keys.list'
  | 'keys.update'
  | 'keys.delete'
  | 'keys.undoDelete'
  | 'keys.reset'
  | 'keys.reveal'

/** Handlers over the pool; secrets are added and deleted by way of the keyring. */
export function createKeyHandlers(parts: KeyHandlerParts): Handlers<KeyActions> {
  const { pool, keyring } = parts
  return {
    'keys.list': () => {
      const keys = pool.list().map((key): ListedKey => {
        return { ...key, source: keyring.sourceOf(key.id) }
      })
      return { keys, tally: pool.counts() }
    },
    'keys.update': ({ ids, change }) => {
      const updated = countOf(ids, (id) => pool.update(id, change))
      return { updated: someOf(updated) }
    },
    'keys.delete': async ({ ids }) => {
      const { deleted, name, returning, failure } = await keyring.delete(ids)
      const outcome = { deleted, undo: name, returning }
      if (failure !== undefined) {
        const data = { ...outcome, state: failure.code }
        const done = `${deleted} of ${ids.length} keys were deleted. `
        throw new CallFailed(
          'vault_unavailable',
          `${done}${failure.message} ${failure.advice}`,
          data,
        )
      }
      someOf(deleted)
      return outcome
    },
    'keys.undoDelete': async ({ undo }) => {
      const restored = await keyring.undo(undo)
      if (restored !== undefined) return { restored }
      throw new CallFailed('not_found', 'This deletion can no longer be undone')
    },
    'keys.reset': ({ ids }) => {
      const wanted = ids ?? pool.ids()
      const reset = countOf(wanted, (id) => pool.reset(id))
      return { reset: ids === undefined ? reset : someOf(reset) }
    },
    'keys.reveal': ({ id }) => {
      const key = pool.get(id)
      if (key === undefined) throw noSuchKey()
      parts.noteReveal(`key ${key.masked}`)
      return { secret: key.secret }
    },
  }
}

/** What may be shown of one key; undefined when there is none. */
export function keyViewer({
  pool,
  keyring,
  nowMs,
}: Pick<KeyHandlerParts, 'pool' | 'keyring' | 'nowMs'>): (id: string) => ListedKey | undefined {
  return (id) => {
    const key = pool.get(id)
    return key && { ...statusOf(key, nowMs()), source: keyring.sourceOf(id) }
  }
}

function countOf(ids: readonly string[], act: (id: string) => boolean): number {
  return [...new Set(ids)].filter(act).length
}

function someOf(count: number): number {
  if (count === 0) throw noSuchKey()
  return count
}

function noSuchKey(): CallFailed {
  return new CallFailed('not_found', 'There is no such key')
}
