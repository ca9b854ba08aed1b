import { describe, expect, it } from 'vitest'
import { classifyKeychainFailure, KeychainTimeout } from './keychain-failure.ts'

describe('a failure of the keychain', () => {
  it.each([
    ["Cannot find package 'keytar' imported from /app/out/headless.js", 'missing'],
    [
      'Failed to load keytar native addon, checked ["../build/Release"] on prebuilds/linux-x64',
      'missing',
    ],
    ['libsecret-1.so.0: cannot open shared object file: No such file or directory', 'missing'],
    ['Cannot autolaunch D-Bus without X11 $DISPLAY', 'missing'],
    ['The name org.freedesktop.secrets was not provided by any .service files', 'missing'],
    [
      'GDBus.Error:org.freedesktop.DBus.Error.ServiceUnknown: The name org.freedesktop.secrets was not provided by any .service files',
      'missing',
    ],
    ['Could not connect: No such file or directory', 'missing'],
    ['The connection is closed', 'missing'],
    ['Object does not exist at path “/org/freedesktop/secrets/collection/login”', 'missing'],
    ['The specified keychain could not be found.', 'missing'],
    ['Cannot create an item in a locked collection', 'locked'],
    [
      'GDBus.Error:org.freedesktop.Secret.Error.IsLocked: Cannot get secret of a locked object',
      'locked',
    ],
    ['User interaction is not allowed.', 'locked'],
    ['Prompt was dismissed', 'denied'],
    ['User canceled the operation.', 'denied'],
    ['The operation failed (OSStatus -128)', 'denied'],
    ['Access is denied.', 'denied'],
    ['GDBus.Error:org.freedesktop.DBus.Error.AccessDenied: not allowed', 'denied'],
    ['The request was blocked by something new', 'denied'],
  ] as const)('%s is %s', (message, kind) => {
    expect(classifyKeychainFailure(new Error(message), 'linux').kind).toBe(kind)
  })

  it('that is a silence counts as locked', () => {
    const outage = classifyKeychainFailure(new KeychainTimeout(), 'linux')
    expect(outage).toMatchObject({ kind: 'locked', reason: 'The keychain did not answer in time.' })
  })

  it('that nobody knows is told in its own words', () => {
    const { reason } = classifyKeychainFailure(new Error('flux capacitor empty'), 'win32')
    expect(reason).toBe('The keychain failed: flux capacitor empty')
    expect(classifyKeychainFailure('odd', 'win32').reason).toBe('The keychain failed: odd')
  })

  it('comes with advice of its own for every system and kind', () => {
    const messages = ['Cannot autolaunch D-Bus', 'locked', 'denied']
    const advice = (['linux', 'darwin', 'win32'] as const).map((platform) =>
      messages.map((message) => classifyKeychainFailure(new Error(message), platform).advice),
    )
    expect(advice[0]?.[0]).toContain('libsecret')
    expect(advice[1]?.[1]).toContain('Keychain Access')
    expect(advice[2]?.[2]).toContain('Credential Manager')
    expect(advice.flat().every((text) => text.endsWith('.'))).toBe(true)
    for (const kinds of advice) expect(new Set(kinds).size).toBe(3)
  })
})
