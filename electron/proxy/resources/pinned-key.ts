/** The one key that can serve a call, because what the call is about belongs to it. */
import type { Resting } from '../../keys/policy.ts'
import { Problem } from '../problem.ts'
import type { ResourceKeys } from './resource-keys.ts'

/** What the pool tells of a key. */
export interface KeyLookup {
  get(id: string): { enabled: boolean; health: { resting?: Pick<Resting, 'untilMs'> } } | undefined
}

/** Whether a key serves, now or once its rest is over: nobody has to do anything for it. */
export function isInUse(pool: KeyLookup, keyId: string): boolean {
  const key = pool.get(keyId)
  if (key === undefined || !key.enabled) return false
  return key.health.resting === undefined || key.health.resting.untilMs !== undefined
}

/**
 * The key that made the named resources; undefined where none of them was made here.
 * @throws Problem 400 when they belong to different keys, 404 when their key is not in use any more
 */
export function pinnedKey(
  names: readonly string[],
  made: Pick<ResourceKeys, 'keyOf'>,
  pool: KeyLookup,
): string | undefined {
  const known = names.flatMap((name) => {
    const keyId = made.keyOf(name)
    return keyId === undefined ? [] : { name, keyId }
  })
  const [first] = known
  if (first === undefined) return undefined
  const other = known.find(({ keyId }) => keyId !== first.keyId)
  if (other !== undefined) {
    throw new Problem({
      status: 400,
      type: 'invalid_request_error',
      code: 'resources_of_different_keys',
      message: `${first.name} and ${other.name} were made with different API keys, so no key can use both; make them again for one request`,
    })
  }
  if (isInUse(pool, first.keyId)) return first.keyId
  throw new Problem({
    status: 404,
    type: 'invalid_request_error',
    code: 'not_found',
    message: `${first.name} belongs to an API key that is switched off, deleted or refused by Google; make it again`,
  })
}
