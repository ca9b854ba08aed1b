/** `GET /metrics` for Prometheus: with a token, and only where a person has switched it on. */
import type { FastifyReply } from 'fastify'
import type { ProxyContext } from '../context.ts'
import { Problem } from '../problem.ts'

/** @throws Problem 404 while metrics are switched off */
export function metrics(context: ProxyContext, reply: FastifyReply): FastifyReply {
  if (!context.settings().metricsEnabled) {
    const message = 'Metrics are switched off; the setting metricsEnabled switches them on'
    throw new Problem({ status: 404, type: 'invalid_request_error', code: 'not_found', message })
  }
  return reply
    .type('text/plain; version=0.0.4; charset=utf-8')
    .send(context.metrics(context.pool.counts()))
}
