/** `electron.session` and `electron.protocol`: the handlers of the app, called for every request. */
import type * as Electron from 'electron'

type RequestGuard = (
  details: { url: string },
  answer: (verdict: Electron.CallbackResponse) => void,
) => void
type ProtocolHandler = (request: Request) => Promise<Response> | Response
type AskPermission = (contents: null, name: string, answer: (granted: boolean) => void) => void
type CheckPermission = (contents: null, name: string) => boolean

let guard: RequestGuard | undefined
let proxy: Electron.ProxyConfig = {}
const protocols = new Map<string, ProtocolHandler>()
let askPermission: AskPermission | undefined
let checkPermission: CheckPermission | undefined

export const session = {
  /** GitHub is wherever the test has put it. */
  fromPartition: () => ({
    fetch: (url: string, options: RequestInit) =>
      fetch(url.replace('https://api.github.com', process.env['DOUBLE_GITHUB'] ?? ''), options),
  }),
  defaultSession: {
    setPermissionRequestHandler(ask: AskPermission): void {
      askPermission = ask
    },
    setPermissionCheckHandler(check: CheckPermission): void {
      checkPermission = check
    },
    async setProxy(config: Electron.ProxyConfig): Promise<void> {
      proxy = config
    },
    webRequest: {
      onBeforeRequest(next: RequestGuard): void {
        guard = next
      },
    },
  },
}

/** The way out of a page, as Chromium is told it; undefined where it has its own. */
export function wayOut(): { server: string; bypass: string } | undefined {
  const { proxyRules, proxyBypassRules = '' } = proxy
  return proxyRules === undefined ? undefined : { server: proxyRules, bypass: proxyBypassRules }
}

/** Whether a page may do something, asked in both ways that Chromium asks. */
export function permission(name: string): { asked: boolean; checked: boolean } {
  let asked = true
  askPermission?.(null, name, (granted) => (asked = granted))
  return { asked, checked: checkPermission?.(null, name) ?? true }
}

export const protocol = {
  registerSchemesAsPrivileged(): void {},
  handle(scheme: string, handler: ProtocolHandler): void {
    protocols.set(scheme, handler)
  },
} satisfies Pick<Electron.Protocol, 'registerSchemesAsPrivileged' | 'handle'>

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
