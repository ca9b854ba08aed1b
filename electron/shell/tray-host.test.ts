import { expect, it } from 'vitest'
import { canDoWithoutHost, hasTrayHost } from './tray-host.ts'

it('only Linux has desktops without a tray', async () => {
  const environment = { PATH: '/nowhere', XDG_CURRENT_DESKTOP: 'GNOME' }
  expect(await hasTrayHost({ platform: 'darwin', environment })).toBe(true)
  expect(await hasTrayHost({ platform: 'win32', environment })).toBe(true)
  expect(await hasTrayHost({ platform: 'linux', environment })).toBe(false)
})

it.each([
  ['GNOME without its extension', { XDG_CURRENT_DESKTOP: 'GNOME' }, false],
  ['GNOME on X11', { XDG_CURRENT_DESKTOP: 'GNOME', XDG_SESSION_TYPE: 'x11' }, false],
  ['a desktop with the old tray of X11', { XDG_SESSION_TYPE: 'x11' }, true],
  ['a compositor without a panel', { XDG_SESSION_TYPE: 'wayland' }, false],
] as const)('%s, whose D-Bus knows no tray', (_name, environment, expected) => {
  expect(canDoWithoutHost(false, environment)).toBe(expected)
})

it('where nobody can ask, a tray is taken for granted but on GNOME', () => {
  expect(canDoWithoutHost(undefined, {})).toBe(true)
  expect(canDoWithoutHost(undefined, { XDG_CURRENT_DESKTOP: 'GNOME' })).toBe(false)
})
