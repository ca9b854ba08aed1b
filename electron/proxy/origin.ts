/** Under which address a client reaches this service. */
import type { RouteRequest } from './exchange.ts'

/** Scheme, host and port as the client wrote them; the guard has let this Host pass. */
export function originOf({ protocol, host }: Pick<RouteRequest, 'protocol' | 'host'>): string {
  return `${protocol}://${host}`
}
