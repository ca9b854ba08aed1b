/** Keys come back with what was learned about them before the service was started anew. */
import type { KeyTraits } from '../shared/key-status.ts'
import type { KeyPool } from './pool.ts'
import { keyId } from './pooled-key.ts'
import { fromStored, type StoredKey } from './stored-key.ts'

/**
 * Adds keys to a pool, each with its stored past where it has one.
 * @param learned what the key store has loaded, by key id
 * @param traits what the person says about these keys now, whatever was said before
 */
export function restoreKeys(
  pool: KeyPool,
  secrets: readonly string[],
  learned: ReadonlyMap<string, StoredKey>,
  traits: Partial<KeyTraits>,
): void {
  for (const secret of secrets) {
    const id = keyId(secret)
    const stored = learned.get(id)
    const isKnown = pool.get(id) !== undefined
    if (stored === undefined || isKnown) pool.add([secret], traits)
    else pool.put({ ...fromStored(stored, secret), ...traits })
  }
}
