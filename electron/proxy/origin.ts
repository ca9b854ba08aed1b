/** Under which address a client reaches this service. */
import type { FastifyRequest } from 'fastify'

/** Scheme, host and port as the client wrote them; the guard has let this Host pass. */
export function originOf({ protocol, host }: Pick<FastifyRequest, 'protocol' | 'host'>): string {
  return `${protocol}://${host}`
}
