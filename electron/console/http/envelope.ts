/** The answer to a call over HTTP: its outcome, and the status that goes with it. */
import type { FastifyReply } from 'fastify'
import type { CallErrorCode, Outcome } from '../../shared/contract.ts'

/** The status of each failure, so that a script may look at nothing else. */
const statuses: Readonly<Record<CallErrorCode, number>> = {
  unknown_action: 404,
  invalid_input: 400,
  not_found: 404,
  not_here: 404,
  vault_unavailable: 503,
  log_unavailable: 503,
  setting_invalid: 400,
  conflict: 409,
  upstream: 503,
  internal: 500,
  unauthorized: 401,
  forbidden: 403,
  throttled: 429,
  console_off: 503,
}

/** Sends an outcome as JSON that nobody on the way keeps. */
export function sendOutcome(reply: FastifyReply, outcome: Outcome<unknown>): FastifyReply {
  return reply
    .code(outcome.ok ? 200 : statuses[outcome.error.code])
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(outcome))
}

/** Thrown on the way to a handler; answered as a failed outcome. */
export class Refused extends Error {
  readonly code: CallErrorCode
  readonly retryAfterSeconds: number | undefined

  constructor(code: CallErrorCode, message: string, retryAfterSeconds?: number) {
    super(message)
    this.code = code
    this.retryAfterSeconds = retryAfterSeconds
  }
}
