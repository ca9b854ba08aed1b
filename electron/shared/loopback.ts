/** Which hosts are this machine and nobody else's. */

const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'
const IPV4_LOOPBACK = new RegExp(`^(?:::ffff:)?127(?:\\.${OCTET}){3}$`)
const IPV6_LOOPBACK = /^(?:::1|(?:0{1,4}:){7}0{0,3}1)$/

/**
 * True for `localhost`, 127.0.0.0/8 and ::1, also in brackets or IPv4-mapped as a dual-stack socket
 * reports them. Takes a host without port; shorthand such as `127.1` is not recognised.
 */
export function isLoopbackHost(host: string): boolean {
  // What nearly every request comes from.
  if (host === '127.0.0.1') return true
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, '$1')
  return name === 'localhost' || IPV4_LOOPBACK.test(name) || IPV6_LOOPBACK.test(name)
}
