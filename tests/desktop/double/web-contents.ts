/** `electron.WebContents` over a real Chromium page, whose renderer can really crash. */
import { EventEmitter } from 'node:events'
import type { Page } from 'playwright-core'
import { appAddress, APP_ORIGIN, PAGE_ORIGIN } from './browser.ts'

declare global {
  var doubleDeliver: ((channel: string, args: readonly unknown[]) => void) | undefined
}

export class WebContents extends EventEmitter {
  readonly id: number
  page: Promise<Page>
  openHandler: (details: { url: string }) => { action: string } = () => ({ action: 'allow' })
  isDestroyed: () => boolean
  readonly #open: () => Promise<Page>
  /** The page of its address is there and can be used. */
  isLoaded = false
  #address = ''
  #isCrashed = false

  /**
   * @param open makes a page with the preload and the app's protocol in it
   * @param isDestroyed whether the window is gone
   */
  constructor(id: number, open: () => Promise<Page>, isDestroyed: () => boolean) {
    super()
    this.id = id
    this.#open = open
    this.isDestroyed = isDestroyed
    this.page = this.#openPage()
  }

  send(channel: string, ...args: unknown[]): void {
    const message = structuredClone(args)
    this.page
      .then((page) =>
        page.evaluate(([name, values]) => globalThis.doubleDeliver?.(name, values), [
          channel,
          message,
        ] as const),
      )
      // A page that is just being loaded, or closed, has nobody who listens.
      .catch(() => undefined)
  }

  setWindowOpenHandler(handler: typeof this.openHandler): void {
    this.openHandler = handler
  }

  getURL(): string {
    return this.#address
  }

  isCrashed(): boolean {
    return this.#isCrashed
  }

  async load(address: string): Promise<void> {
    const page = await this.page
    await page.goto(address.replace(APP_ORIGIN, PAGE_ORIGIN))
    this.isLoaded = true
  }

  /** A crashed page stays crashed; its successor stands where it stood. */
  reload(): void {
    const before = this.page
    this.#isCrashed = false
    this.isLoaded = false
    this.page = this.#openPage()
    before.then((page) => page.close()).catch(() => undefined)
    this.load(this.#address).catch(() => undefined)
  }

  /** Brings the renderer down, as Electron's method of this name does. */
  forcefullyCrashRenderer(): void {
    void this.crash()
  }

  async crash(): Promise<void> {
    const page = await this.page
    const session = await page.context().newCDPSession(page)
    const crashed = page.waitForEvent('crash')
    // The renderer that is asked never answers.
    session.send('Page.crash').catch(() => undefined)
    await crashed
    this.#isCrashed = true
    this.isLoaded = false
    this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 })
  }

  #openPage(): Promise<Page> {
    const page = this.#open().then((opened) => this.#follow(opened))
    // Quitting while the page opens is no failure of the app.
    page.catch(() => undefined)
    return page
  }

  #follow(page: Page): Page {
    page.on('framenavigated', (frame) => {
      if (frame === page.mainFrame() && appAddress(page).startsWith(APP_ORIGIN))
        this.#address = appAddress(page)
    })
    return page
  }
}
