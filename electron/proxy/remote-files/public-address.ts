/** Which IP addresses belong to the public internet (design §6). */
import ipaddr from 'ipaddr.js'

/** Addresses that global IPv6 is given out of; everything else is special in one way or another. */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3')

/**
 * True for an address anybody on the internet could reach. Addresses that carry an IPv4 one, mapped
 * or through NAT64, are what that one is. False for what is no IP address.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.parse(address)
  if (parsed instanceof ipaddr.IPv4) return parsed.range() === 'unicast'
  const range = parsed.range()
  if (range === 'ipv4Mapped' || range === 'rfc6052') {
    const embedded = parsed.toByteArray().slice(12).join('.')
    return isPublicAddress(embedded)
  }
  return range === 'unicast' && parsed.match(globalUnicast)
}
