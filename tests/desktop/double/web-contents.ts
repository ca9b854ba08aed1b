/** `electron.WebContents` over a real Chromium page, whose renderer can really crash. */
import { EventEmitter } from 'node:events'
import type * as Electron from 'electron'
import type { Page } from 'playwright-core'
import { appAddress, APP_ORIGIN, PAGE_ORIGIN } from './browser.ts'
import type { IsolatedWorld } from './isolated-world.ts'

export interface OpenedPage {
  page: Page
  world: IsolatedWorld
}

type Methods =
  | 'id'
  | 'send'
  | 'setWindowOpenHandler'
  | 'setWebRTCIPHandlingPolicy'
  | 'getURL'
  | 'isCrashed'
  | 'isDestroyed'
  | 'reload'
  | 'forcefullyCrashRenderer'
  | 'executeJavaScript'

export class WebContents extends EventEmitter implements Pick<Electron.WebContents, Methods> {
  readonly id: number
  opened: Promise<OpenedPage>
  isDestroyed: () => boolean
  /** The page of its address is there and can be used. */
  isLoaded = false
  /** What the app says to a page that wants to open a window. */
  openHandler: Parameters<Electron.WebContents['setWindowOpenHandler']>[0] = () => ({
    action: 'allow',
  })
  peerPolicy = 'default'
  readonly #open: () => Promise<OpenedPage>
  #address = ''
  #isCrashed = false

  /**
   * @param open makes a page with the preload and the app's protocol in it
   * @param isDestroyed whether the window is gone
   */
  constructor(id: number, open: () => Promise<OpenedPage>, isDestroyed: () => boolean) {
    super()
    this.id = id
    this.#open = open
    this.isDestroyed = isDestroyed
    this.opened = this.#openPage()
  }

  send(channel: string, ...args: unknown[]): void {
    const message = structuredClone(args)
    this.opened
      .then(({ world }) => world.deliver(channel, message))
      // A page that is just being loaded, or closed, has nobody who listens.
      .catch(() => undefined)
  }

  setWindowOpenHandler(handler: typeof this.openHandler): void {
    this.openHandler = handler
  }

  setWebRTCIPHandlingPolicy(policy: string): void {
    this.peerPolicy = policy
  }

  async executeJavaScript(code: string): Promise<unknown> {
    const { page } = await this.opened
    return page.evaluate(code)
  }

  getURL(): string {
    return this.#address
  }

  isCrashed(): boolean {
    return this.#isCrashed
  }

  async load(address: string): Promise<void> {
    const { page } = await this.opened
    await page.goto(address.replace(APP_ORIGIN, PAGE_ORIGIN))
    this.isLoaded = true
  }

  /** A crashed page stays crashed; its successor stands where it stood. */
  reload(): void {
    const before = this.opened
    this.#isCrashed = false
    this.isLoaded = false
    this.opened = this.#openPage()
    before.then(({ page }) => page.close()).catch(() => undefined)
    this.load(this.#address).catch(() => undefined)
  }

  /** Brings the renderer down, as Electron's method of this name does. */
  forcefullyCrashRenderer(): void {
    void this.crash()
  }

  async crash(): Promise<void> {
    const { page } = await this.opened
    const session = await page.context().newCDPSession(page)
    const crashed = page.waitForEvent('crash')
    // The renderer that is asked never answers.
    session.send('Page.crash').catch(() => undefined)
    await crashed
    this.#isCrashed = true
    this.isLoaded = false
    this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 })
  }

  #openPage(): Promise<OpenedPage> {
    const opened = this.#open().then((page) => this.#follow(page))
    // Quitting while the page opens is no failure of the app.
    opened.catch(() => undefined)
    return opened
  }

  #follow(opened: OpenedPage): OpenedPage {
    const { page } = opened
    page.on('framenavigated', (frame) => {
      if (frame === page.mainFrame() && appAddress(page).startsWith(APP_ORIGIN))
        this.#address = appAddress(page)
    })
    return opened
  }
}
