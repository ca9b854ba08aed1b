/** Where a Linux keychain can be at all. */
import { posix } from 'node:path'

/**
 * False when there is no D-Bus session to find a Secret Service in, nor a display that one would be
 * started for, as on a server. True on other systems, whose keychains need none.
 */
export function canReachSecretService(
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
  exists: (path: string) => boolean,
): boolean {
  if (platform !== 'linux') return true
  const { DBUS_SESSION_BUS_ADDRESS: address, XDG_RUNTIME_DIR: runtimeDir, DISPLAY } = environment
  if (isSet(address) || isSet(DISPLAY)) return true
  return runtimeDir !== undefined && runtimeDir !== '' && exists(posix.join(runtimeDir, 'bus'))
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== ''
}
