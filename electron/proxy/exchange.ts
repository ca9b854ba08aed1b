/**
 * A request and its answer as routes see them. Fastify's own objects fit, and so do the lighter ones
 * of the fast path.
 */
import type {
  IncomingHttpHeaders,
  IncomingMessage,
  OutgoingHttpHeaders,
  ServerResponse,
} from 'node:http'
import type { FastifyBaseLogger } from 'fastify'
import type { RequestTrace } from './trace.ts'
import { endTogether } from './write-together.ts'

export interface RouteRequest {
  readonly id: string
  readonly method: string
  readonly headers: IncomingHttpHeaders
  readonly raw: IncomingMessage
  readonly protocol: string
  readonly host: string
  readonly log: FastifyBaseLogger
  readonly trace: RequestTrace
  /** The bytes, undefined where there are none. */
  readonly body: unknown
}

export type Headers = Record<string, string | number | string[] | undefined>

export interface RouteReply {
  readonly raw: ServerResponse
  readonly request: Pick<RouteRequest, 'headers' | 'raw'>
  /** Masked form of the key that served this answer, for the log. */
  servedBy?: string | undefined
  /** Sets a header of the answer to come. */
  header(name: string, value: string): unknown
  /** Those set so far. */
  getHeaders(): Headers
  /** From now on the route itself writes to `raw`. */
  hijack(): unknown
}

/** Takes the answer over and prepares its head, under the headers that were set before. */
export function beginAnswer(reply: RouteReply, status: number, headers: Headers): ServerResponse {
  reply.hijack()
  const { raw } = reply
  return raw.writeHead(status, { ...headers, ...reply.getHeaders() } as OutgoingHttpHeaders)
}

/** Answers with a JSON text; one without any character beyond ASCII needs no encoding. */
export function sendJson(
  reply: RouteReply,
  text: string,
  status = 200,
  headers: Headers = {},
): void {
  const length = Buffer.byteLength(text)
  const raw = beginAnswer(reply, status, {
    ...headers,
    'content-type': 'application/json; charset=utf-8',
    'content-length': length,
  })
  endTogether(raw, text, length === text.length ? 'latin1' : 'utf8')
}
