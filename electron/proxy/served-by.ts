/** Tells a person which key served a request. */
import type { Lease } from '../keys/lease.ts'
import type { RouteReply } from './exchange.ts'

declare module 'fastify' {
  interface FastifyReply extends Pick<RouteReply, 'servedBy'> {}
}

/** Sets `x-gemini-balance-key: ...x4f2`; three dots, because header values are ASCII. */
export function servedBy(reply: RouteReply, lease: Lease): void {
  reply.servedBy = lease.masked
  reply.header('x-gemini-balance-key', lease.masked.replace('…', '...'))
}
