/** Tells a person which key served a request. */
import type { FastifyReply } from 'fastify'
import type { Lease } from '../keys/lease.ts'

declare module 'fastify' {
  interface FastifyReply {
    /** Masked form of the key that served this answer, for the log. */
    servedBy?: string
  }
}

/** Sets `x-gemini-balance-key: ...x4f2`; three dots, because header values are ASCII. */
export function servedBy(reply: FastifyReply, lease: Lease): void {
  reply.servedBy = lease.masked
  reply.header('x-gemini-balance-key', lease.masked.replace('…', '...'))
}
