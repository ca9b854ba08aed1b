/** Requests of the program to itself: no socket, but every hook, guard and route of a client's. */
import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import type { RouteReply } from './exchange.ts'

export interface InsideAnswer {
  status: number
  headers: Readonly<Record<string, unknown>>
  body: Readable
}

/**
 * Sends a JSON body to a path; resolves with the head of the answer.
 * @param signal leaves before the answer is complete, as a client that hangs up
 */
export type InsideCall = (path: string, body: unknown, signal: AbortSignal) => Promise<InsideAnswer>

/** Name under which the request log shows these requests. */
const CLIENT = 'Playground'

const CALL_HEADER = 'x-inside-call'
/** When the callers of requests under way leave, by the value of their header. */
const leaving = new Map<string, AbortSignal>()

/** The way into a server. */
export function createInsideCall(server: FastifyInstance): InsideCall {
  return async (path, body, signal) => {
    const call = randomUUID()
    leaving.set(call, signal)
    try {
      const answer = await server.inject({
        method: 'POST',
        url: path,
        headers: {
          'content-type': 'application/json',
          'user-agent': CLIENT,
          [CALL_HEADER]: call,
        },
        payload: JSON.stringify(body),
        payloadAsStream: true,
        signal,
      })
      return { status: answer.statusCode, headers: answer.headers, body: answer.stream() }
    } finally {
      leaving.delete(call)
    }
  }
}

/** When the caller of a request from inside leaves: there is no socket to tell before the head is out. */
export function insideSignal(reply: Pick<RouteReply, 'raw' | 'request'>): AbortSignal | undefined {
  const call = reply.request.headers[CALL_HEADER]
  return isInside(reply) && typeof call === 'string' ? leaving.get(call) : undefined
}

/** Whether a request came from inside: what comes over a socket never has a response like that. */
export function isInside({ raw }: Pick<RouteReply, 'raw'>): boolean {
  return 'isLightMyRequest' in raw
}

/** Whether the whole answer has gone out; from inside there is no socket that it could wait in. */
export function isDelivered(raw: ServerResponse): boolean {
  return isInside({ raw }) ? raw.writableEnded : raw.writableFinished
}
