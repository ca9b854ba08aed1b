/**
 * A little Gemini on loopback: `--demo` plays with it and our tests use it as their upstream
 * (design §7). It asks nobody, and equal requests in equal order get equal answers.
 */
import { once } from 'node:events'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { credentialsOf, decide } from './decide.ts'
import { createStorage } from './storage/storage.ts'
import { writeReply } from './write-reply.ts'

// An ESM import of node:http reads all its exports, among them WebSocket, whose getter loads Node's
// own copy of undici: 14 MB that nothing here uses.
const { createServer } = process.getBuiltinModule('node:http')

export { DEMO_KEYS } from './scripted-keys.ts'

/** One request the demo has seen, complete with its body; the last four fields are live. */
export interface DemoRequest {
  /** 1 for the first request of this server. */
  id: number
  method: string
  /** Path with query, as sent. */
  path: string
  headers: IncomingHttpHeaders
  rawBody: Buffer
  /** The body as JSON; undefined when it is not JSON. */
  body: unknown
  /** The first credential: `x-goog-api-key`, `?key=` or the bearer token. */
  key: string | undefined
  /** The other side hung up before the answer was complete. */
  closedByClient: boolean
  /** The whole answer was handed to the operating system. */
  finished: boolean
  /** Bytes of the answer handed to the socket so far, headers and framing included. */
  readonly bytesWritten: number
}

/** How the demo behaves; everything has a default. */
export interface DemoOptions {
  /** 0, the default, takes any free port. */
  port?: number
  /** Pause between the events of a stream; default 0. `--demo` uses about 40. */
  chunkDelayMs?: number
  /** Sees every request first; true means that it answers the request itself. */
  script?: (request: DemoRequest, response: ServerResponse) => boolean
  /** How many requests are kept for inspection; default 1000, older ones go. */
  keepRequests?: number
  /** The demo's clock, in Unix milliseconds; the system's by default. */
  nowMs?: () => number
}

/** A running demo. */
export interface DemoUpstream {
  /** `http://127.0.0.1:PORT/v1beta`; the other API versions are next to it. */
  readonly baseUrl: string
  /** Requests whose body has arrived, oldest first. */
  readonly requests: readonly DemoRequest[]
  /** Stops listening and breaks what is open, streams too. */
  close(): Promise<void>
}

/** Starts a demo on 127.0.0.1. Rejects with the system's error when the port is taken. */
export async function startDemoUpstream(options: DemoOptions = {}): Promise<DemoUpstream> {
  const { port = 0, chunkDelayMs = 0, keepRequests = 1000, nowMs } = options
  const requests: DemoRequest[] = []
  const storage = createStorage(nowMs)
  let count = 0

  const serve = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const rawBody = await readBody(message)
    if (rawBody === undefined) return
    count += 1
    const request = recordRequest(count, message, response, rawBody)
    requests.push(request)
    if (requests.length > keepRequests) requests.shift()
    if (options.script?.(request, response) === true) return
    const reply = decide({ ...request, url: urlOf(request.path) }, storage)
    await writeReply(reply, response, chunkDelayMs)
  }

  const server = createServer((message, response) => {
    serve(message, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : new Error(String(error)))
      // A mistake in the demo or in a test's script must not look like one of the proxy's.
      console.error('demo upstream:', error)
    })
  })
  // Answers may take as long as a test or a person likes.
  server.requestTimeout = 0
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')

  const address = server.address() as AddressInfo
  return {
    baseUrl: `http://127.0.0.1:${address.port}/v1beta`,
    requests,
    async close() {
      if (!server.listening) return
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** The whole body; undefined when the client left before it was complete. */
async function readBody(message: IncomingMessage): Promise<Buffer | undefined> {
  const pieces: Buffer[] = []
  try {
    for await (const piece of message) pieces.push(piece as Buffer)
  } catch {
    return undefined
  }
  return Buffer.concat(pieces)
}

function recordRequest(
  id: number,
  message: IncomingMessage,
  response: ServerResponse,
  rawBody: Buffer,
): DemoRequest {
  const { socket, headers, method = 'GET', url: path = '/' } = message
  const writtenBefore = socket.bytesWritten
  let writtenInAll: number | undefined
  const request: DemoRequest = {
    id,
    method,
    path,
    headers,
    rawBody,
    body: parseJson(rawBody),
    key: credentialsOf(headers, urlOf(path))[0],
    closedByClient: false,
    finished: false,
    get bytesWritten() {
      return writtenInAll ?? socket.bytesWritten - writtenBefore
    },
  }
  // Only the other side makes a socket end or fail; hanging up ourselves does neither.
  const onHangUp = () => {
    request.closedByClient = true
  }
  socket.once('end', onHangUp).once('error', onHangUp)
  const settle = () => {
    writtenInAll ??= socket.bytesWritten - writtenBefore
    socket.off('end', onHangUp).off('error', onHangUp)
  }
  response.once('finish', () => {
    request.finished = true
    settle()
  })
  response.once('close', settle)
  return request
}

function urlOf(path: string): URL {
  // Two leading slashes would make the first segment a host.
  return new URL(`http://127.0.0.1/${path.replace(/^\/+/, '')}`)
}

function parseJson(rawBody: Buffer): unknown {
  try {
    return JSON.parse(rawBody.toString()) as unknown
  } catch {
    return undefined
  }
}
