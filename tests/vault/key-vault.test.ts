/** Keys of the service in a real Secret Service. */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { makeHome, skipReason, unlocked } from './dbus-session.ts'

const why = skipReason()
const child = join(import.meta.dirname, 'key-vault-child.ts')

describe.skipIf(why !== undefined)(`200 keys in a keychain${why ? ` (${why})` : ''}`, () => {
  it('are added, found by the next start, deleted, put back and deleted for good', async () => {
    using home = makeHome()
    expect(await home.runInSession(unlocked, [child])).toEqual([
      {
        added: [200, 'keychain'],
        found: [0, 200, 0],
        same: true,
        deleted: [50, 50, 200],
        left: [{ id: 'token:1', secret: 'not a key' }],
      },
    ])
  }, 90_000)
})
