/** Passwords of proxies are part of a setting, and must not be shown with it (design §2.1). */
import { CallFailed } from './call-failed.ts'

const PASSWORD = /(:\/\/[^\s/@:]*):[^\s/@]*@/
const HIDDEN = /:\/\/[^\s/@:]*:…@/

/** The proxies as they may be shown: `http://me:…@proxy.example:3128`. */
export function hidePasswords(proxies: readonly string[]): string[] {
  return proxies.map((proxy) => proxy.replace(PASSWORD, '$1:…@'))
}

/**
 * Proxies as a person sends them back, with hidden passwords filled in from those in force.
 * @throws CallFailed when a hidden one is none of those
 */
export function restorePasswords(sent: unknown, inForce: readonly string[]): unknown {
  if (!Array.isArray(sent)) return sent
  const byShown = new Map(hidePasswords(inForce).map((shown, at) => [shown, inForce[at]]))
  return sent.map((proxy: unknown) => {
    if (typeof proxy !== 'string' || !HIDDEN.test(proxy)) return proxy
    const known = byShown.get(proxy)
    if (known !== undefined) return known
    throw new CallFailed('setting_invalid', `proxies: type the password of ${proxy} again`)
  })
}
