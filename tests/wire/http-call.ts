/** One HTTP request of a test, and what came back. */
import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'

export interface WireAnswer {
  status: number
  headers: IncomingHttpHeaders
  body: Buffer
  text: string
  /** The body as JSON; undefined when it is none. */
  json: any
  /** False when the connection broke before the answer was complete. */
  complete: boolean
}

export interface CallOptions {
  method?: string
  headers?: Record<string, string>
  body?: unknown
  /** Leaves the credentials out. */
  anonymous?: boolean
}

/** Sends a request with a token unless it is anonymous; resolves with the head of the answer. */
export function send(
  port: number,
  path: string,
  { method, headers = {}, body, anonymous = false }: CallOptions,
  token: string | undefined,
): Promise<IncomingMessage> {
  const payload =
    body === undefined || typeof body === 'string' || Buffer.isBuffer(body)
      ? body
      : JSON.stringify(body)
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        host: '127.0.0.1',
        port,
        path,
        method: method ?? (payload === undefined ? 'GET' : 'POST'),
        agent: false,
        headers: {
          ...(anonymous || token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
      },
      resolve,
    )
    request.on('error', reject)
    request.end(payload)
  })
}

/** Reads an answer to its end, or to where it broke off. */
export async function readAnswer(message: IncomingMessage): Promise<WireAnswer> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk)
  } catch {
    // A broken connection is a result here: `complete` tells.
  }
  const body = Buffer.concat(chunks)
  const text = body.toString('utf8')
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    json = undefined
  }
  return {
    status: message.statusCode ?? 0,
    headers: message.headers,
    body,
    text,
    json,
    complete: message.complete,
  }
}
