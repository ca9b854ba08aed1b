/** What a client reads when its request could not be served, in the dialect of its route. */
import { InvalidRequest } from '../convert/invalid-request.ts'
import { ClientGone } from './answer-signal.ts'
import type { ProxyContext } from './context.ts'
import { beginAnswer, type RouteReply, type RouteRequest, sendJson } from './exchange.ts'
import { dialectOf, withoutQuery } from './path.ts'
import {
  googleErrorBody,
  openAiErrorBody,
  Problem,
  type ProblemFields,
  retryHeaders,
} from './problem.ts'

/** Fastify says with which status its own errors go out. */
type Thrown = Error & { statusCode?: number | undefined }

/** Room for 100 MB of inline media in base64 (conformance A3). */
export const BODY_LIMIT_BYTES = 120 * 1024 * 1024

/**
 * Ends a request with the error that its route threw. Nothing can be said any more once the head of
 * an answer is out: the connection is broken then.
 */
export function answerProblem(
  context: Pick<ProxyContext, 'redactor' | 'stopping'>,
  request: RouteRequest,
  reply: RouteReply,
  error: Thrown,
): void {
  const { raw } = reply
  if (error instanceof ClientGone) {
    if (raw.headersSent) raw.destroy()
    else beginAnswer(reply, 499, {}).end()
    return
  }
  const fields = fieldsOf(error, context)
  const { status: failedWith, code, type, message } = fields
  request.trace.failure = { status: failedWith, code: code ?? type, message }
  if (fields.status === 500) request.log.error({ err: error }, 'request failed')
  if (raw.headersSent) {
    reply.hijack()
    raw.destroy()
    return
  }
  const isGoogles = dialectOf(withoutQuery(request.raw.url ?? '/')) === 'google'
  const body = isGoogles ? googleErrorBody(fields) : openAiErrorBody(fields)
  const status = isGoogles ? (fields.google?.status ?? fields.status) : fields.status
  sendJson(reply, body, status, retryHeaders(fields))
}

function fieldsOf(
  error: Thrown,
  context: Pick<ProxyContext, 'redactor' | 'stopping'>,
): ProblemFields {
  if (error instanceof Problem) return error.fields
  if (error instanceof InvalidRequest) {
    const { status, param, code, message } = error
    return { status, type: 'invalid_request_error', param, code, message }
  }
  if (error instanceof RangeError && error.message.includes('call stack')) {
    const message = 'The request body is nested too deeply'
    return { status: 400, type: 'invalid_request_error', code: 'invalid_body', message }
  }
  if (error.statusCode === 413) {
    const message = `The request body is larger than ${BODY_LIMIT_BYTES / 1024 / 1024} MB`
    return { status: 413, type: 'invalid_request_error', code: 'request_too_large', message }
  }
  if (error.statusCode !== undefined && error.statusCode < 500) {
    const message = context.redactor.redact(error.message)
    return { status: error.statusCode, type: 'invalid_request_error', message }
  }
  const message = context.stopping.aborted
    ? 'Gemini Balance is shutting down'
    : 'Gemini Balance failed to handle the request; its log says why'
  return { status: context.stopping.aborted ? 503 : 500, type: 'api_error', message }
}
