/**
 * The short way of the plainest requests: a POST of JSON to a route that is called all day, without
 * anything a router, CORS or a decoder would have to look at. Fastify serves every other request,
 * and could serve these; its router, hooks and reply made up an eighth of a native call's CPU.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { FastifyBaseLogger } from 'fastify'
import type { Admission } from './admission.ts'
import type { AtOnce } from '../shared/at-once.ts'
import { answerProblem, BODY_LIMIT_BYTES } from './answer-problem.ts'
import type { ProxyContext } from './context.ts'
import type { Headers, RouteReply, RouteRequest } from './exchange.ts'
import { followRequest } from './request-end.ts'
import { chatCompletions } from './routes/chat-completions.ts'
import { embeddings } from './routes/embeddings.ts'
import { geminiNative } from './routes/gemini-native.ts'
import { createTrace, type RequestTrace } from './trace.ts'

type Route = (context: ProxyContext, request: RouteRequest, reply: RouteReply) => AtOnce<void>

interface Way {
  serve: Route
  /** As the routing table calls it. */
  pattern: string
}

const chat: Way = { serve: chatCompletions, pattern: '/v1/chat/completions' }
const embed: Way = { serve: embeddings, pattern: '/v1/embeddings' }
const native: Way = { serve: geminiNative, pattern: '/v1beta/*' }

const nativeCall = /^\/v1beta\/models\/[\w.-]+:[a-zA-Z]+(?:\?[\w=&.-]*)?$/

/** The way of a target that needs no normalising, if it is one of the few. */
function wayOf(target: string): Way | undefined {
  if (target === chat.pattern) return chat
  if (target === embed.pattern) return embed
  return nativeCall.test(target) ? native : undefined
}

const json = /^application\/json(?:;\s*charset=utf-8)?$/i

/** Whether the head asks for nothing but an answer. */
function isPlain({ method, headers }: IncomingMessage): boolean {
  if (method !== 'POST' || headers.origin !== undefined) return false
  const { 'content-type': type = '', 'content-encoding': encoding } = headers
  const length = Number(headers['content-length'] ?? 0)
  const isShort = length > 0 && length <= BODY_LIMIT_BYTES
  return isShort && encoding === undefined && (type === 'application/json' || json.test(type))
}

export interface FastPathOptions {
  context: ProxyContext
  log: FastifyBaseLogger
  admission: Admission
}

/**
 * @param others serves whatever is not plain
 * @returns a listener for all requests of a server
 */
export function createFastPath(options: FastPathOptions, others: RequestListener): RequestListener {
  const { context } = options
  return (message, response) => {
    const way = isPlain(message) ? wayOf(message.url ?? '') : undefined
    // A server that closes says so by itself.
    if (way === undefined || context.stopping.aborted) others(message, response)
    else void take(options, way, message, response)
  }
}

/** Never rejects: what goes wrong is the answer. */
async function take(
  { context, log, admission }: FastPathOptions,
  { serve, pattern }: Way,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const request = new PlainRequest(message, context.newId('req'), context.nowMs(), log)
  const reply = new PlainReply(request, response)
  try {
    followRequest({ request, reply, pattern }, context)
    request.trace.token = admitted(admission, message)
    request.body = await bodyOf(message)
    await serve(context, request, reply)
  } catch (error) {
    try {
      answerProblem(context, request, reply, error as Error)
    } catch (failure) {
      log.error({ err: failure }, 'a problem could not be answered')
      response.destroy()
    }
  }
}

/** The name of the token that opens the door. Throws the Problem of who is not let in. */
function admitted(admission: Admission, { headers, url = '/', socket }: IncomingMessage): string {
  const problem = admission.addressProblem(headers, url)
  if (problem !== undefined) throw problem
  const token = admission.tokenOf(headers, url, socket.remoteAddress ?? '')
  if (typeof token !== 'string') throw token
  return token
}

/** Node checks the length; for a client that leaves before its end the promise stays open. */
function bodyOf(message: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve) => {
    const length = Number(message.headers['content-length'])
    let body: Buffer | undefined
    let at = 0
    message.on('data', (piece: Buffer) => {
      // Most come in one piece; of a large one each piece is put in its place as it comes.
      if (piece.length === length) return resolve(piece)
      at += piece.copy((body ??= Buffer.allocUnsafe(length)), at)
      if (at === length) resolve(body)
    })
  })
}

class PlainRequest implements RouteRequest {
  readonly id: string
  readonly raw: IncomingMessage
  readonly trace: RequestTrace
  readonly protocol = 'http'
  readonly method = 'POST'
  body: Buffer | undefined
  readonly #log: FastifyBaseLogger

  constructor(raw: IncomingMessage, id: string, nowMs: number, log: FastifyBaseLogger) {
    this.raw = raw
    this.id = id
    this.trace = createTrace(nowMs)
    this.#log = log
  }

  get headers(): IncomingMessage['headers'] {
    return this.raw.headers
  }

  get host(): string {
    return this.raw.headers.host ?? ''
  }

  /** Made on demand, because few requests have anything to say. */
  get log(): FastifyBaseLogger {
    return this.#log.child({ reqId: this.id })
  }
}

class PlainReply implements RouteReply {
  readonly request: PlainRequest
  readonly raw: ServerResponse
  readonly #headers: Headers
  servedBy?: string

  constructor(request: PlainRequest, raw: ServerResponse) {
    this.request = request
    this.raw = raw
    // What CORS says of every answer: caches must not give it to pages of another origin.
    this.#headers = { 'x-request-id': request.id, vary: 'Origin' }
  }

  header(name: string, value: string): void {
    this.#headers[name] = value
  }

  getHeaders(): Headers {
    return this.#headers
  }

  /** Nobody else writes here. */
  hijack(): void {}
}
