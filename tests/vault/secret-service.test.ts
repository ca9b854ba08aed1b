/** The keychain vault against a real Secret Service: gnome-keyring in a D-Bus session of its own. */
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Home, locked, makeHome, skipReason, unlocked } from './dbus-session.ts'

const child = join(import.meta.dirname, 'secret-service-child.ts')
const why = skipReason()

let home: Home
beforeEach(() => {
  home = makeHome()
})
afterEach(() => home[Symbol.dispose]())

/** The child's answer to each step. */
const inSession = (daemon: string, steps: string[]) => home.runInSession(daemon, [child, ...steps])

describe.skipIf(why !== undefined)(`a real Secret Service${why ? ` (${why})` : ''}`, () => {
  it('keeps, replaces, lists and deletes secrets, also from one session to the next', async () => {
    expect(await inSession(unlocked, ['state', 'list', 'put', 'replace', 'list'])).toEqual([
      { state: 'available' },
      { list: [] },
      { put: 'stored' },
      { replace: 'stored' },
      { list: [{ id: 'key-1', secret: 'second' }] },
    ])
    expect(await inSession(unlocked, ['list', 'delete', 'delete', 'list'])).toEqual([
      { list: [{ id: 'key-1', secret: 'second' }] },
      { delete: true },
      { delete: false },
      { list: [] },
    ])
  }, 60_000)

  it('that is locked is told as locked, brings nothing down and loses nothing', async () => {
    await inSession(unlocked, ['put'])
    const outage = { unavailable: 'locked', advice: expect.stringContaining('Unlock your keyring') }
    expect(await inSession(locked, ['state', 'list', 'put', 'delete'])).toEqual([
      { state: 'locked' },
      { list: outage },
      { put: outage },
      { delete: outage },
    ])
    expect(await inSession(unlocked, ['list'])).toEqual([
      { list: [{ id: 'key-1', secret: 'first' }] },
    ])
  }, 60_000)

  it('without any D-Bus is told as missing, with what to install', async () => {
    const outage = { unavailable: 'missing', advice: expect.stringContaining('libsecret') }
    expect(await home.run(process.execPath, [child, 'state', 'list', 'put', 'delete'])).toEqual([
      { state: 'missing' },
      { list: outage },
      { put: outage },
      { delete: outage },
    ])
  }, 30_000)
})
