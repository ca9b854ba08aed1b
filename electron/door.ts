/** The port of the service: opened and closed, and the way in for requests of our own. */
import type { Logger } from 'pino'
import type { ConsoleRoutes } from './console/http/routes.ts'
import { createListener, type Listener } from './listener.ts'
import type { Notices } from './notices.ts'
import type { ListenAddress } from './port-problem.ts'
import type { ProxyContext } from './proxy/context.ts'
import { createInsideCall, type InsideCall } from './proxy/inside-call.ts'
import { listen } from './proxy/running-server.ts'
import { createServer } from './proxy/server.ts'
import type { TokenList } from './proxy/token-list.ts'
import type { Settings } from './shared/settings.ts'

export interface Door extends Listener {
  /** The address that the open port was bound with; undefined while it is closed. */
  bound(): ListenAddress | undefined
  /** The way in for requests of our own; undefined while it is closed. */
  inside(): InsideCall | undefined
}

/** A closed door; opening it builds a server for the address of the settings. */
export function createDoor(
  { settings, tokens, log, notices, context }: DoorParts,
  routes: () => ConsoleRoutes | undefined,
): Door {
  let bound: ListenAddress | undefined
  let inside: InsideCall | undefined
  const listener = createListener({
    async open(address) {
      const stopping = new AbortController()
      const server = await createServer({
        context: { ...context, stopping: stopping.signal },
        log,
        tokens,
        console: routes(),
      })
      const running = await listen(server, address, stopping)
      if (running.isTwinTaken) {
        notices.add(twinTaken(running.origin))
        log.warn(twinTaken(running.origin))
      }
      bound = address
      inside = createInsideCall(server)
      return {
        ...running,
        async stop() {
          bound = undefined
          inside = undefined
          routes()?.endStreams()
          await running.stop()
        },
      }
    },
    address: settings,
    nowMs: context.nowMs,
  })
  return { ...listener, bound: () => bound, inside: () => inside }
}

function twinTaken(origin: string): string {
  const { port } = new URL(origin)
  return `Another program has port ${port} of the address ::1, which localhost may lead to; use 127.0.0.1 in your clients`
}

export interface DoorParts {
  settings(): Settings
  tokens: TokenList
  log: Logger
  notices: Pick<Notices, 'add'>
  context: Omit<ProxyContext, 'stopping'>
}
