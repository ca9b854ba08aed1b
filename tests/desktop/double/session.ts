/** `electron.session` and `electron.protocol`: the handlers of the app, called for every request. */

type RequestGuard = (
  details: { url: string },
  answer: (verdict: { cancel?: boolean }) => void,
) => void
type ProtocolHandler = (request: Request) => Promise<Response> | Response

let guard: RequestGuard | undefined
const protocols = new Map<string, ProtocolHandler>()
export const permissions: { check?: (contents: unknown, permission: string) => boolean } = {}

export const session = {
  /** GitHub is wherever the test has put it. */
  fromPartition: () => ({
    fetch: (url: string, options: RequestInit) =>
      fetch(url.replace('https://api.github.com', process.env['DOUBLE_GITHUB'] ?? ''), options),
  }),
  defaultSession: {
    setPermissionRequestHandler(): void {},
    setPermissionCheckHandler(check: (contents: unknown, permission: string) => boolean): void {
      permissions.check = check
    },
    webRequest: {
      onBeforeRequest(next: RequestGuard): void {
        guard = next
      },
    },
  },
}

export const protocol = {
  registerSchemesAsPrivileged(): void {},
  handle(scheme: string, handler: ProtocolHandler): void {
    protocols.set(scheme, handler)
  },
}

/** Whether the app lets a request out. */
export function mayRequest(url: string): boolean {
  let isCancelled = false
  guard?.({ url }, ({ cancel = false }) => (isCancelled = cancel))
  return !isCancelled
}

/** The answer of the app's own protocol. Throws where it has none for the scheme. */
export async function answerProtocol(request: Request): Promise<Response> {
  const scheme = new URL(request.url).protocol.replace(':', '')
  const handler = protocols.get(scheme)
  if (handler === undefined) throw new Error(`Nobody handles ${scheme}:`)
  return handler(request)
}
