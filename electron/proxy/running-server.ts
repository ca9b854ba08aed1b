/** A server that is listening, and how it comes to rest. */
import type { ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { answerClosed } from './request-end.ts'

/** How long open answers may still go on, and then how long they have to say goodbye. */
const GRACE_MS = 1000
const GOODBYE_MS = 500

export interface RunningServer {
  /** `http://127.0.0.1:8000`, with the port that was really bound. */
  readonly origin: string
  /** Another program has the same port of `::1`, which `localhost` may lead to. */
  readonly isTwinTaken: boolean
  /**
   * Takes no new connections, lets open answers finish for a moment, then ends streams with an
   * error event. Resolves within two seconds, whatever the clients do.
   */
  stop(): Promise<void>
}

/**
 * Binds the server. Rejects with Node's error (`EADDRINUSE`, `EACCES`, …) when it cannot.
 * @param stopping is aborted when open streams must end
 */
export async function listen(
  server: FastifyInstance,
  address: { host: string; port: number },
  stopping: AbortController,
): Promise<RunningServer> {
  const idle = trackAnswers(server)
  // A copy, because fastify writes into it.
  await server.listen({ ...address })
  const bound = server.server.address()
  const port = typeof bound === 'object' && bound !== null ? bound.port : address.port
  const twin = address.host === '127.0.0.1' ? await listenOnIpv6(server, port) : undefined
  const ipv6 = twin === 'taken' ? undefined : twin
  const host = address.host.includes(':') ? `[${address.host}]` : address.host
  return {
    origin: `http://${host}:${port}`,
    isTwinTaken: twin === 'taken',
    async stop() {
      ipv6?.close()
      server.server.close()
      await Promise.race([idle(), pause(GRACE_MS)])
      stopping.abort(new Error('The service is stopping'))
      await Promise.race([idle(), pause(GOODBYE_MS)])
      await server.close()
    },
  }
}

/**
 * Takes connections for the same port of `::1` as well: some clients resolve `localhost` to that
 * alone. Undefined where the machine has no IPv6.
 */
function listenOnIpv6(
  { server }: FastifyInstance,
  port: number,
): Promise<Server | 'taken' | undefined> {
  return new Promise((resolve) => {
    const twin = createServer((socket) => server.emit('connection', socket))
    twin.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'EADDRINUSE' ? 'taken' : undefined),
    )
    twin.listen({ host: '::1', port }, () => resolve(twin))
  })
}

/** Counts answers under way; the result waits for the moment there is none. */
function trackAnswers(server: FastifyInstance): () => Promise<void> {
  let open = 0
  let whenIdle: (() => void)[] = []
  // Comes once by itself; `once` would wrap the function for every request, and a second listener
  // would make a list of them.
  function closed(this: ServerResponse) {
    answerClosed(this)
    open -= 1
    if (open > 0) return
    for (const resolve of whenIdle) resolve()
    whenIdle = []
  }
  server.server.on('request', (_request, response) => {
    open += 1
    response.on('close', closed)
  })
  return async () => {
    if (open === 0) return
    await new Promise<void>((resolve) => whenIdle.push(resolve))
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref()
  })
}
