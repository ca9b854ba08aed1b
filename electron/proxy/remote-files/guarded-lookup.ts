/** Name look-ups that yield public addresses or nothing. */
import { lookup as systemLookup, type LookupAddress } from 'node:dns'
import type { LookupFunction } from 'node:net'

/** Finds all addresses of a name; the error, if any, is the resolver's. */
export type Resolve = (
  hostname: string,
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

/** The name or address leads into a private network. */
export class PrivateAddress extends Error {
  override readonly name = 'PrivateAddress'

  constructor(hostname: string) {
    super(`${hostname} is not a public address`)
  }
}

/** The operating system's own resolver, `hosts` file included. */
export const systemResolve: Resolve = (hostname, done) =>
  systemLookup(hostname, { all: true }, done)

/**
 * A look-up for sockets: what it has checked is what they connect to, so a name that changes its
 * address between check and use gains nothing. Fails with PrivateAddress if any address of the
 * name is not allowed.
 */
export function guardedLookup(
  resolve: Resolve,
  isAllowed: (address: string) => boolean,
): LookupFunction {
  return (hostname, { all }, callback) => {
    resolve(hostname, (error, addresses) => {
      const [first] = addresses ?? []
      if (error !== null || first === undefined) callback(error ?? notFound(hostname), '')
      else if (!addresses.every(({ address }) => isAllowed(address))) {
        callback(new PrivateAddress(hostname), '')
      } else if (all === true) callback(null, addresses)
      else callback(null, first.address, first.family)
    })
  }
}

function notFound(hostname: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${hostname} has no address`), { code: 'ENOTFOUND' })
}
