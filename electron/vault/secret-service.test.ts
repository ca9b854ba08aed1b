import { expect, it } from 'vitest'
import { canReachSecretService } from './secret-service.ts'

it.each([
  ['linux', {}, false],
  ['linux', { XDG_RUNTIME_DIR: '/run/user/0' }, false],
  ['linux', { XDG_RUNTIME_DIR: '', DISPLAY: '', DBUS_SESSION_BUS_ADDRESS: '' }, false],
  ['linux', { XDG_RUNTIME_DIR: '/run/user/1000' }, true],
  ['linux', { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/x' }, true],
  // Without an address the bus may be started for the display.
  ['linux', { DISPLAY: ':0' }, true],
  ['darwin', {}, true],
  ['win32', {}, true],
] as const)('on %s with %j a keychain is possible: %s', (platform, environment, expected) => {
  const exists = (path: string) => path === '/run/user/1000/bus'
  expect(canReachSecretService(platform, environment, exists)).toBe(expected)
})
