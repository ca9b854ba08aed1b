/** What keeps the page to itself: nothing but our own files in it, and no way out (design §6). */
import { session, shell, type WebContents } from 'electron'
import { isOwnPage } from '../ipc/own-page.ts'

/** Nobody listens there: the port of a service that throws away what it gets, and long out of use. */
const NOWHERE = '127.0.0.1:9'

/** Nothing but our own page may be in the window; links go to the browser. */
export function guardContents(contents: WebContents): void {
  contents.on('will-navigate', (event) => {
    if (!isOwnPage(event.url)) event.preventDefault()
  })
  contents.on('will-redirect', (event) => event.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    if (URL.canParse(url) && new URL(url).protocol === 'https:') void shell.openExternal(url)
    return { action: 'deny' }
  })
  // A content security policy does not apply to peer connections. What is left of them takes the proxy.
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
}

/**
 * The page gets no permission but writing to the clipboard, and no request but for our own files,
 * which come without a network; all that is not asked about ends at a proxy that is not there.
 */
export function guardSession(onProblem: (message: string) => void): void {
  const { defaultSession } = session
  const isAllowed = (permission: string) => permission === 'clipboard-sanitized-write'
  defaultSession.setPermissionRequestHandler((_contents, permission, answer) =>
    answer(isAllowed(permission)),
  )
  defaultSession.setPermissionCheckHandler((_contents, permission) => isAllowed(permission))
  defaultSession.webRequest.onBeforeRequest(({ url }, answer) => {
    const isInside = isOwnPage(url) || /^(blob:app:|data:|devtools:)/.test(url)
    answer({ cancel: !isInside })
  })
  defaultSession
    .setProxy({ mode: 'fixed_servers', proxyRules: NOWHERE, proxyBypassRules: '<-loopback>' })
    .catch((error: unknown) => onProblem(`The window keeps its network: ${String(error)}`))
}
