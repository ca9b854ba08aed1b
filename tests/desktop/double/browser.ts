/** The Chromium that the double's windows are pages of, and how a test finds them. */
import { type Browser, chromium, type Page } from 'playwright-core'

/** Pages of the double's windows: `app://bundle/…` is not a scheme this Chromium knows. */
export const PAGE_ORIGIN = 'https://app-bundle.test'
export const APP_ORIGIN = 'app://bundle'

let launched: Promise<Browser> | undefined

/**
 * The browser, started when the first window opens.
 * @param peerPolicy how its pages may reach others without a server
 */
export function browser(peerPolicy: string): Promise<Browser> {
  launched ??= chromium.launch({
    executablePath: process.env['DOUBLE_CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      `--remote-debugging-port=${process.env['DOUBLE_DEBUG_PORT'] ?? '0'}`,
      `--webrtc-ip-handling-policy=${peerPolicy}`,
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
  return launched
}

/** Ends the browser, if there was one. */
export async function closeBrowser(): Promise<void> {
  await (await launched)?.close()
  launched = undefined
}

/** The address of a page as Electron would name it. */
export function appAddress(page: Page): string {
  return page.url().replace(PAGE_ORIGIN, APP_ORIGIN)
}
